/** Times as databases write them, in milliseconds since 1970. */

/** A date of MySQL that stands for none. */
const ZERO = /^0000-00-00/;
const SQL_TIME =
  /^(\d{4})-(\d\d)-(\d\d)(?:[ Tt](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)?\s*([Zz]|[+-]\d\d(?::?\d\d)?)?$/;
const LATEST = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** The text is no time. */
export class TimeError extends Error {
  override readonly name = "TimeError";
}

/** A column in UTC, or with an offset. @returns null for NULL, an empty text and the zero date. @throws {TimeError} */
export function utcTime(text: string | null): number | null {
  const parts = split(text);
  if (parts === null) return null;
  return Date.parse(`${parts.date}T${parts.time}${parts.offset ?? "Z"}`);
}

/** A column in the zone of its server. @param zone an IANA name. @throws {TimeError} */
export function zonedTime(text: string | null, zone: string): number | null {
  const parts = split(text);
  if (parts === null) return null;
  if (parts.offset !== null) return utcTime(text);
  return Temporal.PlainDateTime.from(`${parts.date}T${parts.time}`).toZonedDateTime(zone).epochMilliseconds;
}

/** Whether the text says its zone. @throws {TimeError} when it is no time */
export function hasZone(text: string): boolean {
  return (split(text)?.offset ?? null) !== null;
}

/** Seconds since 1970. @returns null for NULL and 0. @throws {TimeError} */
export function unixTime(text: string | null): number | null {
  if (text === null || text === "" || text === "0") return null;
  const seconds = /^\d{1,12}$/.test(text) ? Number(text) : NaN;
  if (Number.isNaN(seconds) || seconds * 1_000 > LATEST) throw new TimeError(`"${text.slice(0, 40)}" is no time`);
  return seconds * 1_000;
}

/** Milliseconds since 1970. @throws {TimeError} */
export function unixTimeMs(text: string | null): number | null {
  if (text === null || text === "" || text === "0") return null;
  const ms = /^\d{1,16}$/.test(text) ? Number(text) : NaN;
  if (Number.isNaN(ms) || ms > LATEST) throw new TimeError(`"${text.slice(0, 40)}" is no time`);
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

function split(text: string | null): { date: string; time: string; offset: string | null } | null {
  if (text === null || text === "" || ZERO.test(text)) return null;
  if (/^infinity$/i.test(text)) return { date: "9999-12-31", time: "23:59:59.000", offset: "Z" };
  const match = SQL_TIME.exec(text.trim());
  if (match === null) throw new TimeError(`"${text.slice(0, 40)}" is no time`);
  const [, year, month, day, hour = "00", minute = "00", second = "00", fraction = "", offset] = match;
  const date = `${year}-${month}-${day}`;
  const time = `${hour}:${minute}:${second}.${fraction.padEnd(3, "0").slice(0, 3)}`;
  // A day that its month does not have would become one of the next month.
  if (new Date(`${date}T${time}Z`).getUTCDate() !== Number(day)) {
    throw new TimeError(`"${text.slice(0, 40)}" is no time`);
  }
  return { date, time, offset: offset === undefined ? null : isoOffset(offset) };
}

/** `z`, `+01`, `+0130` and `+01:30` as ISO 8601 writes them in full. */
function isoOffset(offset: string): string {
  if (/z/i.test(offset)) return "Z";
  const [hours, minutes] = [offset.slice(0, 3), offset.slice(3).replace(":", "") || "00"];
  return `${hours}:${minutes}`;
}
