/** What the `KeyData` elements carry: in base64, byte strings, each behind its length as `u32`. */
import { ByteReader, ProtocolError } from "../../../../platform/bytes/byte_reader.ts";
import { ByteWriter } from "../../../../platform/bytes/byte_writer.ts";

export function encodeKeyData(...parts: Uint8Array[]): string {
  const writer = new ByteWriter();
  for (const part of parts) writer.u32(part.length).bytes(part);
  return writer.finish().toBase64();
}

/**
 * As many parts as there are bounds, each of 1 byte to its bound.
 * @throws {ProtocolError}
 */
export function decodeKeyData(text: string, ...boundsBytes: number[]): Uint8Array[] {
  const reader = new ByteReader(decodeBase64(text));
  const parts = boundsBytes.map((bound) => {
    const length = reader.u32();
    if (length < 1 || length > bound) {
      throw new ProtocolError(`Could not read key data: a part of ${length} bytes, not 1 to ${bound}`);
    }
    return reader.bytes(length);
  });
  reader.expectEnd();
  return parts;
}

function decodeBase64(text: string): Uint8Array {
  try {
    return Uint8Array.fromBase64(text);
  } catch {
    throw new ProtocolError("Could not read key data: not base64");
  }
}
