// @ts-check
import { GatehouseError, parseProblem } from "./errors.js";

/**
 * One JSON call, bounded in time.
 *
 * @typedef {{ method?: string, token?: string, body?: object }} CallOptions
 * @param {{ baseUrl: URL, fetch: typeof globalThis.fetch, timeoutMs: number }} options
 */
export function createHttp({ baseUrl, fetch, timeoutMs }) {
  /**
   * @param {string} path relative to the base
   * @param {CallOptions} [call]
   * @returns {Promise<Record<string, unknown>>} the answer; empty for 204
   */
  return async function call(path, { method = "GET", token, body } = {}) {
    /** @type {Record<string, string>} */
    const headers = { accept: "application/json" };
    if (token !== undefined) headers.authorization = `Bearer ${token}`;
    if (body !== undefined) headers["content-type"] = "application/json";
    try {
      const response = await fetch(new URL(path, baseUrl), {
        method,
        headers,
        body: body === undefined ? null : JSON.stringify(body),
        cache: "no-store",
        redirect: "error",
        signal: AbortSignal.timeout(timeoutMs),
      });
      return await readAnswer(response);
    } catch (error) {
      throw asGatehouseError(error);
    }
  };
}

/** @param {Response} response @returns {Promise<Record<string, unknown>>} */
async function readAnswer(response) {
  if (response.status === 204) return {};
  const body = parseObject(await response.text());
  if (response.ok && body !== null) return body;
  throw parseProblem(body ?? codeOfStatus(response.status), {
    status: response.status,
    retryAfterSeconds: parseRetryAfter(response.headers.get("retry-after")),
  });
}

/** An answer that is not Gatehouse's own comes from a proxy in front of it. @param {number} status */
function codeOfStatus(status) {
  const code = status === 429 ? "rate_limited" : status >= 502 && status <= 504 ? "unavailable" : "unexpected_answer";
  return { code, message: `The server answered ${status} without a reason` };
}

/** @param {string} text @returns {Record<string, unknown> | null} */
export function parseObject(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

/** Whole seconds; the date form of RFC 9110, 10.2.3 is never sent by Gatehouse. @param {string | null} text */
function parseRetryAfter(text) {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : null;
}

/** What keeps an answer from coming. @param {unknown} error */
export function asGatehouseError(error) {
  if (error instanceof GatehouseError) return error;
  if (error instanceof DOMException && error.name === "TimeoutError") {
    return new GatehouseError("timeout", "The server did not answer in time", { cause: error });
  }
  return new GatehouseError("unreachable", "The server could not be reached", { cause: error });
}
