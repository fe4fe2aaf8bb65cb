/** Game tokens as text. .NET writes the first three groups of a GUID from little-endian bytes, the rest as they are. */
import { ProtocolError } from "../../../../platform/bytes/byte_reader.ts";

const SHAPE = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** Where the text's bytes are found among the raw ones. */
const TEXT_ORDER = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];

/** 16 raw bytes as a GUID's text, in lower case. */
export function formatGuid(bytes: Uint8Array): string {
  if (bytes.length !== TEXT_ORDER.length) throw new RangeError(`Could not write a GUID: ${bytes.length} bytes`);
  const hex = reorder(bytes).toHex();
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** @throws {ProtocolError} for a text that is no GUID */
export function parseGuid(text: string): Uint8Array<ArrayBuffer> {
  if (!SHAPE.test(text)) throw new ProtocolError("Could not read a GUID");
  return reorder(Uint8Array.fromHex(text.replaceAll("-", "")));
}

/** The order is its own inverse. */
function reorder(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(TEXT_ORDER, (index) => bytes[index]!);
}
