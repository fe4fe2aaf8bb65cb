/** HTTP connections that send calls ahead as fast as they are read, and come back when they are closed. */
import { addressOf, type Attack, connectFrom, pause, pour, type Target } from "./attack.ts";

const CONNECTIONS = 30;
const CALLS_A_WRITE = 20;

export const pipelining: Attack = {
  name: `${CONNECTIONS} HTTP connections pipeline`,
  async run({ ports, seconds, round }: Target) {
    const call = "GET /api/auth/verify HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer none\r\n\r\n";
    const calls = new TextEncoder().encode(call.repeat(CALLS_A_WRITE));
    const untilMs = performance.now() + 1_000 * seconds;
    const isOver = () => performance.now() > untilMs;
    let written = 0;
    await Promise.all(Array.from({ length: CONNECTIONS }, async (_, index) => {
      while (!isOver()) {
        const socket = connectFrom(addressOf(index, round), ports["http"]!);
        written += CALLS_A_WRITE * await pour(socket, calls, isOver);
        socket.destroy();
        await pause(10);
      }
    }));
    return `${written} calls written`;
  },
};
