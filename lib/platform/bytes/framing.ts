/** How bytes on a line are cut into frames, and under what cipher: two values that know nothing of each other. */

/** A frame is a head, which tells how long the payload is, and the payload. A framing keeps no state. */
export interface Framing {
  /** A head over this many bytes is a violation. */
  readonly headBytesMax: number;
  /** A payload over this many bytes is a violation. */
  readonly payloadBytesMax: number;
  /**
   * How many more bytes the head has at least; 0 when it is whole. Never more than it really has: nothing behind
   * a frame may be deciphered before the next one is asked for.
   */
  headBytesMissing(head: Uint8Array): number;
  /**
   * How many bytes of payload follow a whole head.
   * @throws {ProtocolError} when the head cannot be read.
   */
  payloadBytes(head: Uint8Array): number;
}

/** A running stream cipher; `Rc4` is one. */
export interface StreamCipher {
  /** Deciphers in place and moves on by as many bytes. */
  process(bytes: Uint8Array): void;
}

/** A cipher over everything on the line, head and payload, running on; or over payloads only, each begun afresh. */
export type FrameCipher =
  | { readonly covers: "line"; readonly stream: StreamCipher }
  | { readonly covers: "payload"; start(): StreamCipher };

/** One frame in the clear. Both parts are the receiver's own to keep. */
export interface Frame {
  readonly head: Uint8Array;
  readonly payload: Uint8Array;
}

/** Heads that are one little-endian unsigned number. */
interface LengthFraming {
  readonly lengthBytes: 2 | 4;
  /** How much of itself the number counts: 0 for Slime, 4 for WildStar's Auth, whose size counts itself. */
  readonly countedHeadBytes: number;
  readonly payloadBytesMax: number;
}

export function createLengthFraming(options: LengthFraming): Framing {
  const { lengthBytes, countedHeadBytes, payloadBytesMax } = options;
  return {
    headBytesMax: lengthBytes,
    payloadBytesMax,
    headBytesMissing: (head) => lengthBytes - head.length,
    payloadBytes(head) {
      const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
      const length = lengthBytes === 2 ? view.getUint16(0, true) : view.getUint32(0, true);
      return length - countedHeadBytes;
    },
  };
}
