/** The heads of the native dialect: lines of text up to an empty one, the same in requests and in replies. */
import { ProtocolError } from "../../../../platform/bytes/byte_reader.ts";
import type { Framing } from "../../../../platform/bytes/framing.ts";

export const HEAD_BYTES_MAX = 2048;
export const BODY_BYTES_MAX = 8192;

const END = [0x0d, 0x0a, 0x0d, 0x0a];
const LENGTH_SHAPE = /^\d{1,5}$/;

const latin1 = new TextDecoder("latin1");

export const STS_FRAMING: Framing = {
  headBytesMax: HEAD_BYTES_MAX,
  payloadBytesMax: BODY_BYTES_MAX,
  headBytesMissing(head) {
    for (let matched = END.length; matched > 0; matched--) {
      const tail = head.subarray(-matched);
      if (tail.length === matched && tail.every((byte, i) => byte === END[i])) return END.length - matched;
    }
    return END.length;
  },
  payloadBytes(head) {
    const length = parseHead(head).fields.get("l") ?? "0";
    if (!LENGTH_SHAPE.test(length)) throw new ProtocolError("Could not read a head: its length is not a number");
    return Number(length);
  },
};

interface Head {
  /** The first line: of a request its method, path and version, of a reply its version and status. */
  readonly firstLine: string;
  /** By lower-case name: `l`, the bytes of the body, and `s`, the sequence number. */
  readonly fields: ReadonlyMap<string, string>;
}

/** @throws {ProtocolError} when a field is there twice: which length would hold? */
export function parseHead(head: Uint8Array): Head {
  const [firstLine = "", ...lines] = latin1.decode(head).split("\r\n");
  const fields = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(":");
    if (colon < 0) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    if (fields.has(name)) throw new ProtocolError("Could not read a head: a field is there twice");
    fields.set(name, line.slice(colon + 1).trim());
  }
  return { firstLine, fields };
}
