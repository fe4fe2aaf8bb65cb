/** Reads a PROXY header from a connection that must begin with one. */
import { ProtocolError } from "../../platform/errors.ts";
import { decodeProxyHeader, proxyHeaderBytesMax } from "./proxy_v2.ts";

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
  const buffer = new Uint8Array(proxyHeaderBytesMax);
  let heldBytes = 0;
  while (true) {
    const count = await connection.read(buffer.subarray(heldBytes));
    if (count === null) throw new ProtocolError("Could not read a PROXY header: the line ended before it did");
    heldBytes += count;
    const header = decodeProxyHeader(buffer.subarray(0, heldBytes));
    if (header !== null) return { source: header.source, rest: buffer.slice(header.headerBytes, heldBytes) };
  }
}
