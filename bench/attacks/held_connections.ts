/** HTTP connections of one address that stay: one half says nothing, the other begins a request and goes no further. */
import { addressOf, type Attack, connectFrom, pause, type Target } from "./attack.ts";

const CONNECTIONS = 300;

export const heldConnections: Attack = {
  name: `${CONNECTIONS} idle and half-open HTTP connections`,
  async run({ ports, seconds, round }: Target) {
    const sockets = Array.from({ length: CONNECTIONS }, (_, index) => {
      const socket = connectFrom(addressOf(0, round), ports["http"]!);
      socket.resume();
      if (index % 2 === 0) socket.write("GET /api/auth/verify HTTP/1.1\r\nhost: local");
      return socket;
    });
    await pause(1_000 * seconds);
    const held = sockets.filter((socket) => socket.readyState === "open").length;
    for (const socket of sockets) socket.destroy();
    return `${held} held at the end`;
  },
};
