/** Times, as operators read them. */
import { h } from "./h.js";
import { language, locale, t } from "./texts.js";

const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
/** @type {readonly (readonly [Intl.RelativeTimeFormatUnit, number])[]} */
const UNITS = [["day", 86_400], ["hour", 3_600], ["minute", 60], ["second", 1]];

/** In the operator's own zone; the UTC when pointed at. @param {string | null | undefined} at RFC 3339 @param {string} [none] */
export function time(at, none = "–") {
  if (!at) return none;
  const date = new Date(at);
  return h("time", { datetime: at, title: `${date.toISOString()} (UTC) · ${ago(date)}` }, timeText(at, true));
}

/** The month is a word, as half the world takes the one number for the other; a year that is this one is left out. @param {string} at RFC 3339 @param {boolean} [seconds] */
export function timeText(at, seconds = false) {
  const date = new Date(at);
  return date.toLocaleString(locale, {
    ...(date.getFullYear() === new Date().getFullYear() ? {} : { year: "numeric" }),
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    ...(seconds ? { second: "2-digit" } : {}),
    hourCycle: "h23",
  });
}

/** @param {string | null | undefined} at */
export function ends(at) {
  return at ? time(at) : t("time.no_end");
}

/** "3 hours ago". @param {Date} date */
export function ago(date) {
  const seconds = Math.round((date.getTime() - Date.now()) / 1_000);
  const [unit, size] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? ["second", 1];
  return relative.format(Math.round(seconds / size), unit);
}
