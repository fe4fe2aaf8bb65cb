// @ts-check
/** @import { GatehouseErrorDetails } from "../client.d.ts" */

/** What the server or the line refused, as one class whatever the way it came. */
export class GatehouseError extends Error {
  /**
   * @param {string} code
   * @param {string} message
   * @param {GatehouseErrorDetails} [details]
   */
  constructor(code, message, details = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "GatehouseError";
    this.code = code;
    this.status = details.status ?? null;
    this.errors = details.errors ?? [];
    this.retryAfterSeconds = details.retryAfterSeconds ?? null;
    this.reason = details.reason ?? null;
    this.until = details.until ?? null;
    this.methods = details.methods ?? [];
    this.challenge = details.challenge ?? null;
    this.expiresAt = details.expiresAt ?? null;
  }
}

/** A deletion that was asked for has ended every session: what takes it back gives a new token. */
const TOKEN_REFUSED = new Set(["invalid_token", "token_expired", "wrong_token_type", "account_deleting"]);

/** The token is dead: no retry with it will help. @param {unknown} error */
export function isTokenRefused(error) {
  return error instanceof GatehouseError && TOKEN_REFUSED.has(error.code);
}

/**
 * The error in a problem document (RFC 9457) or in an `error` or `auth_error` message: both carry the same fields.
 *
 * @param {Record<string, unknown>} body
 * @param {{ status?: number, retryAfterSeconds?: number | null }} [answer] what the HTTP answer adds
 */
export function parseProblem(body, answer = {}) {
  const text = [body.message, body.detail, body.title].find((value) => typeof value === "string" && value !== "");
  const code = typeof body.code === "string" ? body.code : "unexpected_answer";
  return new GatehouseError(code, String(text ?? "The server refused without saying why"), {
    status: answer.status ?? null,
    errors: Array.isArray(body.errors) ? body.errors.filter(isFieldError) : [],
    retryAfterSeconds: answer.retryAfterSeconds ?? asNumber(body.retryAfterSeconds),
    reason: typeof body.reason === "string" ? body.reason : null,
    until: asDate(body.until),
    methods: Array.isArray(body.methods) ? body.methods.map(String) : [],
    challenge: typeof body.challenge === "string" ? body.challenge : null,
    expiresAt: asDate(body.expiresAt),
  });
}

/** @param {unknown} value @returns {value is { field: string, message: string }} */
function isFieldError(value) {
  const { field, message } = /** @type {Record<string, unknown>} */ (value ?? {});
  return typeof field === "string" && typeof message === "string";
}

/** @param {unknown} value */
function asNumber(value) {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** @param {unknown} value */
function asDate(value) {
  const date = new Date(typeof value === "string" ? value : NaN);
  return Number.isNaN(date.getTime()) ? null : date;
}
