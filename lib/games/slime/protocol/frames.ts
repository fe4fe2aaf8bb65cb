/** Frames: a clear `u16` length, then the payload under RC4, begun afresh for every message. */
import { createLengthFraming, type FrameCipher } from "../../../platform/bytes/framing.ts";
import { Rc4 } from "../../../platform/crypto/rc4.ts";
import { PAYLOAD_BYTES_MAX } from "./codec.ts";

const LENGTH_BYTES = 2;

/** The largest frame, bytes. */
export const FRAME_BYTES_MAX = LENGTH_BYTES + PAYLOAD_BYTES_MAX;

export const SLIME_FRAMING = createLengthFraming({
  lengthBytes: LENGTH_BYTES,
  countedHeadBytes: 0,
  payloadBytesMax: PAYLOAD_BYTES_MAX,
});

/** The keys are in every shipped client: the cipher hides nothing from whoever has one. */
export const CLIENT_TO_SERVER = createCipher("retrtz7jmijb5467n47");
export const SERVER_TO_CLIENT = createCipher("t54gz65u74njb6zg6");

type PayloadCipher = Extract<FrameCipher, { covers: "payload" }>;

/** A whole frame, ready to be sent. */
export function encodeFrame(payload: Uint8Array, cipher: PayloadCipher): Uint8Array {
  const frame = new Uint8Array(LENGTH_BYTES + payload.length);
  new DataView(frame.buffer).setUint16(0, payload.length, true);
  frame.set(payload, LENGTH_BYTES);
  cipher.start().process(frame.subarray(LENGTH_BYTES));
  return frame;
}

/**
 * A cipher that begins afresh with every message puts the same bytes over each: they are worked out once, and a flood of
 * small messages costs no key schedule each.
 */
function createCipher(keyText: string): PayloadCipher {
  const keystream = new Uint8Array(PAYLOAD_BYTES_MAX);
  new Rc4(new TextEncoder().encode(keyText)).process(keystream);
  return {
    covers: "payload",
    start() {
      let next = 0;
      return {
        process(bytes) {
          for (let index = 0; index < bytes.length; index++) bytes[index]! ^= keystream[next++]!;
        },
      };
    },
  };
}
