/**
 * The headers that every answer carries, whoever gives it: the application, the listener before it is asked, and a
 * refused handshake.
 */
import type { Origins } from "./origins.ts";

/** For answers that are no page: nothing of them may run, be framed, be guessed at, or be named to others. */
const SECURITY_HEADERS = {
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
} as const;

/** RFC 6797, 6.1: a year, and the names below as well. */
const STRICT_TRANSPORT_SECURITY = "max-age=31536000; includeSubDomains";

/** What every answer carries, whoever asks. @param hasTls whether every player is known to come by TLS */
export function securityHeaders(hasTls: boolean): Readonly<Record<string, string>> {
  return hasTls ? { ...SECURITY_HEADERS, "strict-transport-security": STRICT_TRANSPORT_SECURITY } : SECURITY_HEADERS;
}

/** What an allowed page may read of an answer beside the body (Fetch, 3.3.4). */
const EXPOSED = "retry-after, x-request-id, allow";

/** CORS headers (Fetch, 3.3.3) for the page of `origin`; without one that is allowed only `vary`, for caches. */
export function corsHeaders(origins: Origins, origin: string | undefined): Readonly<Record<string, string>> {
  if (!origins.hasNamed) return {};
  if (origin === undefined || !origins.isNamed(origin)) return { vary: "Origin" };
  return { "access-control-allow-origin": origin, "access-control-expose-headers": EXPOSED, vary: "Origin" };
}

/** What a page that is allowed may send, as the answer to a preflight has it beside `corsHeaders` (Fetch, 3.3.5). */
export const PREFLIGHT_HEADERS = {
  "access-control-allow-methods": "GET, POST, PUT, PATCH, DELETE",
  "access-control-allow-headers": "authorization, content-type, idempotency-key",
  "access-control-max-age": "600",
} as const;
