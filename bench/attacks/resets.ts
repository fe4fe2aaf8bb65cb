/** Connections that are reset right after they open, as some balancers' checks are: 40 a second at each door. */
import { addressOf, type Attack, connectFrom, pause, type Target } from "./attack.ts";

const A_SECOND = 40;

export const resets: Attack = {
  name: `${A_SECOND} resets a second, HTTP and Slime`,
  async run({ ports, seconds, round }: Target) {
    let count = 0;
    for (; count < A_SECOND * seconds; count++) {
      for (const port of [ports["http"]!, ports["slime"]!]) {
        const socket = connectFrom(addressOf(0, round), port);
        socket.once("connect", () => socket.resetAndDestroy());
      }
      await pause(1_000 / A_SECOND);
    }
    return `${2 * count} connections`;
  },
};
