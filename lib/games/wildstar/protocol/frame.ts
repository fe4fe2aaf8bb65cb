/** Frames of the Auth server and of the binary dialect of STS: `u32` size, which counts itself, `u16` opcode, payload. */
import { ByteReader } from "../../../platform/bytes/byte_reader.ts";
import { ByteWriter } from "../../../platform/bytes/byte_writer.ts";
import { createLengthFraming } from "../../../platform/bytes/framing.ts";

/** The largest frame, bytes, its size among them. */
export const FRAME_BYTES_MAX = 8192;

const SIZE_BYTES = 4;
const OPCODE_BYTES = 2;

export const WILDSTAR_FRAMING = createLengthFraming({
  lengthBytes: SIZE_BYTES,
  countedHeadBytes: SIZE_BYTES,
  payloadBytesMax: FRAME_BYTES_MAX - SIZE_BYTES,
});

export interface Packet {
  readonly opcode: number;
  readonly payload: Uint8Array;
}

/** A whole frame, ready to be sent. */
export function encodeFrame({ opcode, payload }: Packet): Uint8Array<ArrayBuffer> {
  return new ByteWriter(FRAME_BYTES_MAX)
    .u32(SIZE_BYTES + OPCODE_BYTES + payload.length)
    .bytes(encodePacket({ opcode, payload }))
    .finish();
}

/** The opcode and what follows it: what a frame holds behind its size, and what the cipher covers. */
export function encodePacket({ opcode, payload }: Packet): Uint8Array<ArrayBuffer> {
  return new ByteWriter(FRAME_BYTES_MAX).u16(opcode).bytes(payload).finish();
}

/** @throws {ProtocolError} when not even an opcode is there */
export function decodePacket(bytes: Uint8Array): Packet {
  const reader = new ByteReader(bytes);
  return { opcode: reader.u16(), payload: reader.rest() };
}
