// @ts-check
/** @import { CloseMeaning } from "../client.d.ts" */

/** @type {Readonly<Record<number, CloseMeaning>>} */
export const CLOSE_MEANINGS = Object.freeze({
  1000: "closed",
  1001: "server_stopping",
  1009: "message_too_large",
  4401: "session_ended",
  4403: "banned",
  4409: "signed_in_elsewhere",
  4429: "too_many_messages",
});

/** A session's end that the server gives a reason for says so after a colon: `session ended: revoked`. @param {string} text */
export function endReason(text) {
  return /^session ended: ([a-z_]+)$/.exec(text)?.[1] ?? "";
}

/** What browsers report for a line that broke without a close frame (RFC 6455, 7.1.5). */
export const CLOSED_ABNORMALLY = 1006;

/**
 * @param {number} code
 * @returns {CloseMeaning}
 */
export function closeMeaning(code) {
  return CLOSE_MEANINGS[code] ?? "lost";
}

/**
 * After these, coming back would only be refused again, or would throw the newer connection out in turn.
 *
 * @param {number} code
 */
export function isFinalClose(code) {
  return code === 4401 || code === 4403 || code === 4409;
}
