/** The time of day as the client is told it. */

export interface LocalTime {
  /** 1 (Sunday) to 7. */
  readonly day: number;
  /** 0 to 23. */
  readonly hour: number;
  /** 0 to 59. */
  readonly minute: number;
}

const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/** A clock face for an IANA time zone. Made once, with the first look at it: it is the making that costs. */
export function createLocalTime(timeZone: string): (now: Date) => LocalTime {
  let format: Intl.DateTimeFormat | undefined;
  return (now) => {
    format ??= new Intl.DateTimeFormat("en-US", {
      timeZone,
      weekday: "short",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
    const parts = new Map(format.formatToParts(now).map(({ type, value }) => [type, value]));
    return {
      day: WEEKDAYS.indexOf(parts.get("weekday") ?? "") + 1,
      hour: Number(parts.get("hour")),
      minute: Number(parts.get("minute")),
    };
  };
}
