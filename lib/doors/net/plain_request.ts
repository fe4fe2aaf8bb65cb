/**
 * Knows a GET or a POST that could not be plainer: whole in one share of bytes, its body as long as it says, and with
 * nothing about how its connection goes on. It is no parser: whatever it does not know is left to `node:http`, and what it
 * knows `node:http` would read the same (RFC 9112, 3, 5 and 6.3).
 */
import type { Buffer } from "node:buffer";

/** As `node:http` gives it. */
export interface PlainHead {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Names and values in turn, as they came. */
  readonly rawHeaders: readonly string[];
}

export interface PlainRequest extends PlainHead {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** A view of what came; null of a GET. */
  readonly body: Uint8Array | null;
}

const END = "\r\n\r\n";
const REQUEST_LINE = /^(GET|POST) (\/[\w./-]*) HTTP\/1\.1\r\n/;
/** A value has no white space at its ends, which would have to be taken off. */
const HEADER = /([A-Za-z][A-Za-z0-9-]*): ([!-~](?:[ -~]*[!-~])?)\r\n/y;
/** Of a body that one share holds. */
const LENGTH = /^[1-9]\d{0,3}$/;

/** With one of these the body is not simply there, or the connection does not simply go on. */
const UNPLAIN = new Set([
  "expect",
  "http2-settings",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** @returns null for anything else, also for what is good HTTP */
export function readPlainRequest(share: Buffer): PlainRequest | null {
  const text = share.toString("latin1");
  const line = REQUEST_LINE.exec(text);
  if (line === null) return null;
  const [{ length: start }, method, url] = line as unknown as readonly [string, "GET" | "POST", string];
  const end = text.indexOf(END, start) + 2;
  const headers: Record<string, string> = Object.create(null);
  const rawHeaders: string[] = [];
  HEADER.lastIndex = start;
  while (HEADER.lastIndex < end) {
    const header = HEADER.exec(text);
    if (header === null) return null;
    const [, raw, value] = header as unknown as readonly [string, string, string];
    const name = raw.toLowerCase();
    if (headers[name] !== undefined || UNPLAIN.has(name)) return null;
    headers[name] = value;
    rawHeaders.push(raw, value);
  }
  const { host, connection = "keep-alive", "content-length": length } = headers;
  if (host === undefined || connection.toLowerCase() !== "keep-alive") return null;
  const body = share.subarray(end + 2);
  if (method === "GET" ? length !== undefined || body.length > 0 : !isLengthOf(body, length)) return null;
  return { method, url, headers, rawHeaders, body: method === "GET" ? null : body };
}

function isLengthOf(body: Uint8Array, length: string | undefined): boolean {
  return length !== undefined && LENGTH.test(length) && Number(length) === body.length;
}
