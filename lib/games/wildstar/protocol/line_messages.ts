/**
 * The line's own messages, from the client's network layer, always in the clear: ping, pong and goodbye. They may come at
 * any time, before the hello too, and are no part of what a line says.
 */
import { encodeFrame, type Packet } from "./frame.ts";

/** One byte of sequence number, every 500 ms. */
const PING_OPCODE = 0x0000;
/** The same byte. */
const PONG_OPCODE = 0x0001;
/** The client closes. */
const GOODBYE_OPCODE = 0x0002;

const SEQUENCE_BYTES = 1;
const OPCODE_BYTES = 2;

interface LineMessage {
  /** A whole frame, ready to be sent; null where none is due. */
  readonly answer: Uint8Array<ArrayBuffer> | null;
}

/** @param frame what a frame holds behind its size. @returns null for anything else than a message of the line's own */
export function readLineMessage(frame: Uint8Array): LineMessage | null {
  if (frame.length < OPCODE_BYTES) return null;
  const opcode = frame[0]! | frame[1]! << 8;
  if (opcode === PONG_OPCODE || opcode === GOODBYE_OPCODE) return { answer: null };
  const payload = frame.subarray(OPCODE_BYTES);
  if (opcode !== PING_OPCODE || payload.length !== SEQUENCE_BYTES) return null;
  const pong: Packet = { opcode: PONG_OPCODE, payload };
  return { answer: encodeFrame(pong) };
}
