/** Strings of UTF-16LE, as the client has them in memory. A count is of 16-bit units, not of letters. */
import type { ByteReader } from "../../../platform/bytes/byte_reader.ts";
import type { ByteWriter } from "../../../platform/bytes/byte_writer.ts";

const utf16 = new TextDecoder("utf-16le", { ignoreBOM: true });

/** Half a surrogate pair becomes U+FFFD. */
export function decodeUnits(bytes: Uint8Array): string {
  return utf16.decode(bytes);
}

export function encodeUnits(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < text.length; i++) view.setUint16(i * 2, text.charCodeAt(i), true);
  return bytes;
}

/** The documented form: `u32` count, then the units. */
export function readWideText(reader: ByteReader): string {
  return decodeUnits(reader.bytes(reader.u32() * 2));
}

export function writeWideText(writer: ByteWriter, text: string): void {
  writer.u32(text.length).bytes(encodeUnits(text));
}
