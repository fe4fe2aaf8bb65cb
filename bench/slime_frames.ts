/** How many frames of the Slime door are cut, deciphered and decoded a second, beside RC4 alone over the same payloads. */
import { FrameBuffer } from "../lib/platform/bytes/frame_buffer.ts";
import { Rc4 } from "../lib/platform/crypto/rc4.ts";
import { decodeClientMessage, encodeClientMessage } from "../lib/games/slime/protocol/client_codec.ts";
import { CLIENT_TO_SERVER, encodeFrame, SLIME_FRAMING } from "../lib/games/slime/protocol/frames.ts";
import type { ClientMessage } from "../lib/games/slime/protocol/messages.ts";
import { median } from "./support/http_load.ts";

export const name = "Slime: frames decoded a second beside RC4 alone";

const ROUNDS = 7;
const FRAMES_A_CHUNK = 64;
const CHUNKS_A_ROUND = 2_000;
const FRAMES_A_ROUND = FRAMES_A_CHUNK * CHUNKS_A_ROUND;
const KEY = new TextEncoder().encode("retrtz7jmijb5467n47");

const LOGIN: ClientMessage = {
  type: "login",
  version: "0.106",
  username: "testuser",
  password: "password123",
  macAddress: "00-11-22-33-44-55",
};

export function run(): Promise<void> {
  const frame = encodeFrame(encodeClientMessage(LOGIN), CLIENT_TO_SERVER);
  const chunk = Uint8Array.from({ length: FRAMES_A_CHUNK * frame.length }, (_, index) => frame[index % frame.length]!);
  decodeAll(chunk); // compiled before it counts
  decipherAll(frame.slice(2));
  const rounds = Array.from({ length: ROUNDS }, () => ({
    decoded: FRAMES_A_ROUND / seconds(() => decodeAll(chunk)),
    deciphered: FRAMES_A_ROUND / seconds(() => decipherAll(frame.slice(2))),
  }));
  const rate = median(rounds.map(({ decoded }) => decoded));
  const ratio = median(rounds.map(({ decoded, deciphered }) => decoded / deciphered));
  console.log(
    `  ${ratio.toFixed(2)} times RC4 alone, which begins afresh for each (${Math.round(rate / 1_000)}k logins of ${
      frame.length - 2
    } bytes a second)`,
  );
  return Promise.resolve();
}

/** What a line does with what it reads, up to the session. */
function decodeAll(chunk: Uint8Array): void {
  const frames = new FrameBuffer(SLIME_FRAMING, CLIENT_TO_SERVER);
  for (let count = 0; count < CHUNKS_A_ROUND; count++) {
    frames.push(chunk);
    for (let next = frames.next(); next !== null; next = frames.next()) {
      if (decodeClientMessage(next.payload).type !== "login") throw new Error("Could not decode the login");
    }
  }
}

function decipherAll(payload: Uint8Array): void {
  for (let count = 0; count < FRAMES_A_ROUND; count++) new Rc4(KEY).process(payload);
}

function seconds(work: () => void): number {
  const startedAt = performance.now();
  work();
  return (performance.now() - startedAt) / 1_000;
}
