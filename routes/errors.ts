/** The one table from code to HTTP status, and the answer that an error becomes: RFC 9457. */
import { AppError, type ErrorCode } from "../lib/platform/errors.ts";
import { goneMeanwhile } from "../lib/platform/database/errors.ts";
import type { Log } from "../lib/platform/log/log.ts";
import { doorOf, type HttpContext } from "./http.ts";

export const STATUS_OF_CODE: Readonly<Record<ErrorCode, number>> = {
  account_banned: 403,
  account_suspended: 403,
  address_banned: 403,
  confirmation_required: 403,
  door_closed: 403,
  email_required: 409,
  email_taken: 409,
  forbidden: 403,
  hook_failed: 422,
  hook_timeout: 503,
  identity_taken: 409,
  internal: 500,
  invalid_code: 401,
  invalid_credentials: 401,
  invalid_input: 422,
  invalid_json: 400,
  invalid_link: 410,
  invalid_token: 401,
  not_a_guest: 409,
  account_deleting: 403,
  last_admin: 409,
  last_way_in: 409,
  mac_banned: 403,
  managed_by_game: 409,
  method_not_allowed: 405,
  name_taken: 409,
  not_found: 404,
  origin_not_allowed: 403,
  overloaded: 503,
  password_required: 409,
  payload_too_large: 413,
  provider_unavailable: 503,
  rate_limited: 429,
  second_factor_required: 401,
  server_offline: 409,
  token_expired: 401,
  token_rotated: 409,
  too_early: 409,
  too_many_characters: 409,
  too_many_connections: 503,
  too_many_passkeys: 409,
  unavailable: 503,
  unknown_character: 404,
  unknown_game: 404,
  unknown_server: 404,
  unknown_type: 404,
  unsupported_media_type: 415,
  upgrade_required: 426,
  username_taken: 409,
  wrong_token_type: 401,
};

/** `application/problem+json`: `type`, `title`, `status`, `detail` of RFC 9457, and a stable `code`. */
export function problemResponse(error: AppError, requestId: string | null): Response {
  const status = STATUS_OF_CODE[error.code];
  const { allow, errors, reason, until, retryAfterSeconds, methods, challenge, expiresAt, validFrom, permission } =
    error.details;
  const body = {
    type: "about:blank",
    title: error.code.replaceAll("_", " "),
    status,
    detail: error.message,
    code: error.code,
    ...(errors === undefined ? {} : { errors }),
    ...(reason === undefined ? {} : { reason }),
    ...(until === undefined ? {} : { until: until?.toISOString() ?? null }),
    ...(methods === undefined ? {} : { methods }),
    ...(challenge === undefined ? {} : { challenge }),
    ...(expiresAt === undefined ? {} : { expiresAt: expiresAt.toISOString() }),
    ...(validFrom === undefined ? {} : { validFrom: validFrom.toISOString() }),
    ...(permission === undefined ? {} : { permission }),
    ...(requestId === null ? {} : { requestId }),
  };
  const headers: Record<string, string> = {
    "content-type": "application/problem+json",
    "cache-control": "no-store",
  };
  if (allow !== undefined) headers["allow"] = allow;
  // What encodings are taken: RFC 9110, 12.5.3.
  if (status === 415) headers["accept-encoding"] = "identity";
  // To what: RFC 9110, 15.5.22.
  if (status === 426) Object.assign(headers, { upgrade: "websocket", connection: "upgrade" });
  if (retryAfterSeconds !== undefined) headers["retry-after"] = String(retryAfterSeconds);
  else if (status === 503) headers["retry-after"] = "1";
  // RFC 6750, 3: which scheme is expected, and that the token is why.
  if (status === 401) headers["www-authenticate"] = 'Bearer realm="gatehouse"';
  return new Response(JSON.stringify(body), { status, headers });
}

/** For Hono's `onError`: what is neither an `AppError` nor Hono's own is our own fault, is logged and tells the caller nothing. */
export function createErrorHandler(log: Log): (error: Error, c: HttpContext) => Response {
  return (error, c) => {
    const requestId = c.get("requestId") ?? null;
    const { path } = c.req;
    const call = { door: doorOf(path), requestId, path };
    if (error instanceof AppError) {
      if (error.code === "unavailable") log.warn("Could not answer a call", { ...call, error });
      return problemResponse(error, requestId);
    }
    const gone = goneMeanwhile(error);
    if (gone !== null) {
      log.warn("Could not answer a call", { ...call, method: c.req.method, error });
      return problemResponse(gone, requestId);
    }
    // Hono's own, as game modules and the middleware that they use throw it: it brings its answer.
    if ("getResponse" in error && typeof error.getResponse === "function") return error.getResponse();
    log.error("A call failed", { ...call, method: c.req.method, error });
    return problemResponse(
      new AppError("internal", "Something went wrong here; the log knows the request id"),
      requestId,
    );
  };
}
