// @ts-check
/** @import { GatehouseError } from "../client.d.ts" */
import { currentLocale, hasText, say } from "./texts.js";

/**
 * What to say for a code, in the words of the person who reads it, with what the answer itself knows: seconds, reasons,
 * ends. What a game refuses is told in the game's own words.
 *
 * @param {GatehouseError} error @returns {string}
 */
export function describeError(error) {
  if (error.code === "hook_failed" && error.message !== "") return error.message;
  if (error.code === "invalid_input") return error.errors[0]?.message ?? (error.message || say("error.invalid_input"));
  const name = `error.${error.code}`;
  if (!hasText(name)) return error.message || say("error.other");
  return say(name, { why: because(error), until: lasting(error), again: tryAgain(error) });
}

/** Why a line ended for good. @param {string} meaning @param {string} [reason] what the server said of it */
export function describeEnd(meaning, reason = "") {
  return [`ended.${reason}`, `ended.${meaning}`].filter(hasText).map((name) => say(name))[0] ?? "";
}

/** Why a line that comes back was lost. @param {string} meaning */
export function describeLoss(meaning) {
  return hasText(`loss.${meaning}`) ? say(`loss.${meaning}`) : say("loss.lost");
}

/** @param {GatehouseError} error */
function because({ reason }) {
  return reason ? say("detail.why", { reason: reason.replace(/[.\s]+$/, "") }) : ".";
}

/** @param {GatehouseError} error */
function lasting({ until }) {
  return until === null ? "" : say("detail.until", { until: formatDateTime(until) });
}

/** @param {GatehouseError} error */
function tryAgain({ retryAfterSeconds }) {
  if (retryAfterSeconds === null) return say("detail.retrySoon");
  return say("detail.retryIn", { duration: formatDuration(retryAfterSeconds) });
}

/** @type {readonly (readonly [number, string])[]} */
const UNITS = [[31_557_600, "year"], [86_400, "day"], [3_600, "hour"], [60, "minute"], [1, "second"]];

/** @param {number} seconds @returns {string} "1 second", "3 minutes", "2 hours" */
export function formatDuration(seconds) {
  const [size, unit] = UNITS.find(([size]) => seconds >= size * 2) ?? [1, "second"];
  return say(`duration.${unit}`, { count: Math.max(1, Math.ceil(seconds / size)) });
}

/** @param {Date} date */
export function formatDateTime(date) {
  return date.toLocaleString(currentLocale(), { dateStyle: "long", timeStyle: "short" });
}

/** @param {Date} date */
export function formatTime(date) {
  return date.toLocaleTimeString(currentLocale(), { timeStyle: "short" });
}

/** "5 minutes ago", "yesterday", and the date where that is long ago. @param {string} time RFC 3339 @param {number} [nowMs] */
export function formatAgo(time, nowMs = Date.now()) {
  const seconds = Math.max(0, (nowMs - Date.parse(time)) / 1_000);
  if (seconds > 30 * 86_400) return new Date(time).toLocaleDateString(currentLocale(), { dateStyle: "medium" });
  const [size, unit] = UNITS.find(([size]) => seconds >= size && size <= 86_400) ?? [1, "second"];
  const words = new Intl.RelativeTimeFormat(currentLocale(), { numeric: "auto" });
  return words.format(-Math.floor(seconds / size), /** @type {Intl.RelativeTimeFormatUnit} */ (unit));
}
