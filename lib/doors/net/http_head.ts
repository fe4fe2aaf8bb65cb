/** What the head of a request must be, beyond what the parser knows of it: RFC 9112 and RFC 9110. */
import type { Buffer } from "node:buffer";
import type { IncomingMessage } from "node:http";
import { badRequest, type Refusal, unknownCoding } from "./http_refusal.ts";

/** Why the request is not answered by the application, or null. */
export function refusalOf({ headers, rawHeaders, httpVersion }: IncomingMessage): Refusal | null {
  const hosts = countOf("host", rawHeaders);
  // RFC 9112, 3.2: of HTTP/1.0 none is asked for.
  if (hosts > 1 || (hosts === 0 && httpVersion !== "1.0")) return badRequest;
  const coding = headers["transfer-encoding"];
  if (coding === undefined) return null;
  // RFC 9112, 6.1: the length of such a message is anybody's guess.
  if (httpVersion === "1.0") return badRequest;
  return coding.trim().toLowerCase() === "chunked" ? null : unknownCoding;
}

/** Names and values take turns. A loop, as it is on the way of every request. */
function countOf(name: string, rawHeaders: readonly string[]): number {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const raw = rawHeaders[index];
    if (raw?.length === name.length && raw.toLowerCase() === name) count += 1;
  }
  return count;
}

/**
 * Makes of what HTTP allows and a URL cannot say what the application understands: no host, or an empty one, is ours;
 * `OPTIONS *` asks of the server as a whole (RFC 9110, 9.3.7).
 */
export function completeHead(request: IncomingMessage): void {
  if (request.headers.host === "") delete request.headers.host;
  if (request.method === "OPTIONS" && request.url === "*") request.url = "/";
}

/** The `Origin` in a head that was never whole, so that the page may read why. */
export function originIn(head: readonly Buffer[]): string | undefined {
  const text = head.map((share) => share.toString("latin1")).join("");
  return [...text.matchAll(/\r\norigin:[ \t]*([^\r\n]*?)[ \t]*\r\n/gi)].at(-1)?.[1];
}
