/** Slime lines that send PING as fast as they are read, and come back as soon as they are closed. */
import { encodeClientMessage } from "../../lib/games/slime/protocol/client_codec.ts";
import { CLIENT_TO_SERVER, encodeFrame } from "../../lib/games/slime/protocol/frames.ts";
import { addressOf, type Attack, connectFrom, pause, pour, type Target } from "./attack.ts";

const PINGS_A_WRITE = 500;
/** A line that was closed is opened anew after so long, milliseconds. */
const AGAIN_AFTER_MS = 10;

/** @param lines each from an address of its own */
export function pingFlood(lines: number): Attack {
  return {
    name: lines === 1 ? "1 Slime line floods PING" : `${lines} Slime lines flood PING`,
    async run({ ports, seconds, round }: Target) {
      const ping = encodeFrame(encodeClientMessage({ type: "ping" }), CLIENT_TO_SERVER);
      const pings = new Uint8Array(PINGS_A_WRITE * ping.length);
      for (let at = 0; at < pings.length; at += ping.length) pings.set(ping, at);
      const untilMs = performance.now() + 1_000 * seconds;
      const isOver = () => performance.now() > untilMs;
      let opened = 0;
      await Promise.all(Array.from({ length: lines }, async (_, index) => {
        while (!isOver()) {
          opened += 1;
          const socket = connectFrom(addressOf(index, round), ports["slime"]!);
          await pour(socket, pings, isOver);
          socket.destroy();
          await pause(AGAIN_AFTER_MS);
        }
      }));
      return `${opened} lines opened`;
    },
  };
}
