/** Answers that no handler gives: RFC 9457, on a connection that closes with them. */
import { type ServerResponse, STATUS_CODES } from "node:http";

export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  /** What a 405 takes instead (RFC 9110, 15.5.6). */
  readonly allow?: string;
}

export const badRequest: Refusal = { status: 400, code: "bad_request", detail: "Could not read the request" };

/** RFC 9112, 6.1 */
export const unknownCoding: Refusal = {
  status: 501,
  code: "unknown_transfer_coding",
  detail: "Could not read the request: the only transfer coding here is chunked",
};

export const noTunnel: Refusal = {
  status: 405,
  code: "method_not_allowed",
  detail: "There are no tunnels here",
  allow: "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS",
};

export const unknownExpectation: Refusal = {
  status: 417,
  code: "expectation_failed",
  detail: "Could not meet what the request expects: only 100-continue is known",
};

export const requestTimeout: Refusal = {
  status: 408,
  code: "request_timeout",
  detail: "Could not read the request: it did not come in time",
};

export const headersTooLarge: Refusal = {
  status: 431,
  code: "headers_too_large",
  detail: "Could not read the request: its headers are too large",
};

export const tooManyConnections: Refusal = {
  status: 503,
  code: "too_many_connections",
  detail: "Could not take the connection: too many are open",
};

export const internalError: Refusal = { status: 500, code: "internal", detail: "Something went wrong here" };

/** @param bodyBytesMax the bound that was passed */
export function payloadTooLarge(bodyBytesMax: number): Refusal {
  return {
    status: 413,
    code: "payload_too_large",
    detail: `Could not read the body: it is larger than ${bodyBytesMax} bytes`,
  };
}

/** Headers that every answer carries. */
type MoreHeaders = Readonly<Record<string, string>>;

/** As the whole answer on a socket; ASCII only. */
export function refusalText(refusal: Refusal, more: MoreHeaders): string {
  return answerText(refusal.status, Object.entries({ ...more, ...headersOf(refusal) }), refusalBody(refusal));
}

/** Any response as the whole answer on a socket that closes with it. */
export async function responseText(response: Response): Promise<string> {
  const headers = [...response.headers].filter(([name]) => name !== "connection" && name !== "content-length");
  // RFC 9110, 7.8: an `Upgrade` is an option of the connection.
  const connection = response.headers.has("upgrade") ? "close, upgrade" : "close";
  return answerText(response.status, [...headers, ["connection", connection]], await response.text());
}

function answerText(status: number, headers: readonly (readonly [string, string])[], body: string): string {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  const length = new TextEncoder().encode(body).byteLength;
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines}content-length: ${length}\r\n\r\n${body}`;
}

/** As an answer to a request that has been parsed. */
export function writeRefusal(outgoing: ServerResponse, refusal: Refusal, more: MoreHeaders): void {
  const body = refusalBody(refusal);
  outgoing.writeHead(refusal.status, { ...more, ...headersOf(refusal), "content-length": body.length });
  outgoing.end(body);
}

/** As what a handler would answer. */
export function refusalResponse(refusal: Refusal, more: MoreHeaders = {}): Response {
  return new Response(refusalBody(refusal), { status: refusal.status, headers: { ...more, ...headersOf(refusal) } });
}

function headersOf({ allow }: Refusal) {
  return {
    "content-type": "application/problem+json",
    "cache-control": "no-store",
    "connection": "close",
    ...(allow === undefined ? {} : { allow }),
  };
}

function refusalBody({ status, code, detail }: Refusal): string {
  return JSON.stringify({ type: "about:blank", title: STATUS_CODES[status], status, detail, code });
}
