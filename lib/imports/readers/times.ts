/** Times as databases write them, in milliseconds since 1970. */

/** A date of MySQL that stands for none. */
const ZERO = "0000-00-00";
const SQL_TIME = /^\d{4}-\d\d-\d\d(?:[ Tt]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)?\s*(?:[Zz]|[+-]\d\d(?::?\d\d)?)?$/;
const LATEST = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** The text is no time. */
export class TimeError extends Error {
  override readonly name = "TimeError";
}

/** A column in UTC, or with an offset. @returns null for NULL, an empty text and the zero date. @throws {TimeError} */
export function utcTime(text: string | null): number | null {
  const time = readTime(text);
  return time === null ? null : time.ms - (time.offsetMinutes ?? 0) * 60_000;
}

/** A column in the zone of its server. @param zone an IANA name. @throws {TimeError} */
export function zonedTime(text: string | null, zone: string): number | null {
  const time = readTime(text);
  if (time === null) return null;
  if (time.offsetMinutes !== null) return utcTime(text);
  return Temporal.Instant.fromEpochMilliseconds(time.ms).toZonedDateTimeISO("UTC").toPlainDateTime()
    .toZonedDateTime(zone).epochMilliseconds;
}

/** Whether the text says its zone. @throws {TimeError} when it is no time */
export function hasZone(text: string): boolean {
  return (readTime(text)?.offsetMinutes ?? null) !== null;
}

/** Seconds since 1970. @returns null for NULL and 0. @throws {TimeError} */
export function unixTime(text: string | null): number | null {
  return sinceEpoch(text, 1_000);
}

/** Milliseconds since 1970. @throws {TimeError} */
export function unixTimeMs(text: string | null): number | null {
  return sinceEpoch(text, 1);
}

function sinceEpoch(text: string | null, unitMs: number): number | null {
  if (text === null || text === "" || text === "0") return null;
  const ms = /^\d{1,16}$/.test(text) ? Number(text) * unitMs : NaN;
  if (!(ms <= LATEST)) throw new TimeError(`"${text.slice(0, 40)}" is no time`);
  return ms;
}

/** A time that nothing hangs on: what is none is not there. */
export function lenient(read: () => number | null): number | null {
  try {
    return read();
  } catch {
    return null;
  }
}

interface ReadTime {
  /** As if it were in UTC. */
  readonly ms: number;
  /** Null where the text does not say it. */
  readonly offsetMinutes: number | null;
}

/** The parts stand in fixed places: a pattern with groups would leave ten strings behind for each of a million rows. */
function readTime(source: string | null): ReadTime | null {
  if (source === null || source === "" || source.startsWith(ZERO)) return null;
  if (/^infinity$/i.test(source)) return { ms: LATEST - 999, offsetMinutes: 0 };
  const text = source.trim();
  if (!SQL_TIME.test(text)) throw new TimeError(`"${source.slice(0, 40)}" is no time`);
  const two = (at: number) => (text.charCodeAt(at) - 0x30) * 10 + text.charCodeAt(at + 1) - 0x30;
  const [month, day, hasTime] = [two(5) - 1, two(8), text[13] === ":"];
  const [hour, minute, second] = [hasTime ? two(11) : 0, hasTime ? two(14) : 0, text[16] === ":" ? two(17) : 0];
  const fraction = text[19] === "." ? Number(text.slice(20, 23).replace(/\D.*/, "").padEnd(3, "0")) : 0;
  const date = new Date(Date.UTC(2000, month, day, hour, minute, second, fraction));
  date.setUTCFullYear(two(0) * 100 + two(2), month, day);
  // A day that its month does not have, or an hour that its day does not, would become one of the next.
  if (date.getUTCMonth() !== month || date.getUTCDate() !== day || hour > 23 || minute > 59 || second > 59) {
    throw new TimeError(`"${source.slice(0, 40)}" is no time`);
  }
  return { ms: date.getTime(), offsetMinutes: readOffset(text) };
}

/** `Z`, `+01`, `-0130` and `+01:30` at the end of a time. */
function readOffset(text: string): number | null {
  if (text.endsWith("Z") || text.endsWith("z")) return 0;
  const sign = Math.max(text.lastIndexOf("+"), text.lastIndexOf("-"));
  if (sign < ZERO.length) return null;
  const digits = text.slice(sign + 1).replace(":", "");
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return text[sign] === "-" ? -minutes : minutes;
}
