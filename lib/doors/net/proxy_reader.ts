/** Reads a PROXY header, of version 2 or 1, from a connection that must begin with one. */
import { ProtocolError } from "../../platform/errors.ts";
import { decodeProxyLine, isProxyLine } from "./proxy_v1.ts";
import { decodeProxyHeader, proxyHeaderBytesMax } from "./proxy_v2.ts";

/** Most headers fit; one with certificates in it gets more room as it comes, bytes. */
const USUAL_BYTES = 512;

export interface Proxied {
  /** Whom the proxy stands for; null when it speaks for itself. */
  readonly source: string | null;
  /** What came behind the header. */
  readonly rest: Uint8Array;
}

/**
 * Holds no more than the largest header.
 *
 * @throws {ProtocolError} when something else comes, or the end
 */
export async function readProxyHeader(
  connection: { read(into: Uint8Array): Promise<number | null> },
): Promise<Proxied> {
  let buffer = new Uint8Array(USUAL_BYTES);
  let heldBytes = 0;
  while (true) {
    if (heldBytes === buffer.byteLength) buffer = grown(buffer);
    const count = await connection.read(buffer.subarray(heldBytes));
    if (count === null) throw new ProtocolError("Could not read a PROXY header: the line ended before it did");
    heldBytes += count;
    const held = buffer.subarray(0, heldBytes);
    const header = isProxyLine(held) ? decodeProxyLine(held) : decodeProxyHeader(held);
    if (header !== null) return { source: header.source, rest: buffer.slice(header.headerBytes, heldBytes) };
  }
}

function grown(buffer: Uint8Array): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.min(2 * buffer.byteLength, proxyHeaderBytesMax));
  larger.set(buffer);
  return larger;
}
