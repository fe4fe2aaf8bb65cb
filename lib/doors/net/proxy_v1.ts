/**
 * The PROXY protocol, version 1: one line of text, which is all that nginx's `stream` sends. Source: HAProxy's
 * proxy-protocol.txt, section 2.1.
 */
import { parseAddress } from "../../platform/addresses/address.ts";
import { ProtocolError } from "../../platform/errors.ts";
import type { ProxyHeader } from "./proxy_v2.ts";

/** The longest line with its end, bytes. */
const LINE_BYTES_MAX = 107;

const BEGINNING = [...new TextEncoder().encode("PROXY ")];
const PORT = "(?:0|[1-9][0-9]{0,4})";
const KNOWN = new RegExp(`^PROXY TCP([46]) ([0-9A-Fa-f:.]+) [0-9A-Fa-f:.]+ ${PORT} ${PORT}$`);

/** Whether the bytes may become such a line. */
export function isProxyLine(bytes: Uint8Array): boolean {
  return bytes[0] === BEGINNING[0];
}

/**
 * The line at the start of `bytes`, or null when more bytes are needed.
 *
 * @throws {ProtocolError} when these bytes cannot become a line that is taken here
 */
export function decodeProxyLine(bytes: Uint8Array): ProxyHeader | null {
  for (let index = 0; index < Math.min(bytes.length, BEGINNING.length); index += 1) {
    if (bytes[index] !== BEGINNING[index]) throw new ProtocolError("Could not read a PROXY line: no beginning");
  }
  const end = bytes.subarray(0, LINE_BYTES_MAX).indexOf(0x0a);
  if (end === -1) {
    if (bytes.length >= LINE_BYTES_MAX) throw new ProtocolError("Could not read a PROXY line: it does not end");
    return null;
  }
  const text = String.fromCharCode(...bytes.subarray(0, end));
  if (!text.endsWith("\r")) throw new ProtocolError("Could not read a PROXY line: it does not end with CR and LF");
  return { source: readSource(text.slice(0, -1)), headerBytes: end + 1 };
}

/** Null where the proxy does not know, or speaks for itself: whatever else stands in such a line is to be ignored. */
function readSource(line: string): string | null {
  if (/^PROXY UNKNOWN( |$)/.test(line)) return null;
  const [, family, source = ""] = KNOWN.exec(line) ?? [];
  const address = parseAddress(source);
  if (address === null || (family === "6") !== source.includes(":")) {
    throw new ProtocolError("Could not read a PROXY line: it names no TCP over IPv4 or IPv6");
  }
  return address;
}
