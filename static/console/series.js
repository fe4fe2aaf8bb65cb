/** @import { Row } from "./api.js" */

const MINUTE_SECONDS = 60;

/**
 * Several series on one line of time, a point a minute: a minute that nobody measured stays a gap.
 *
 * @param {readonly string[]} names of all but the first
 * @param {readonly Row[]} answers the first is of one that is measured every minute
 * @returns {(number | null)[][]} seconds, then each name's values
 */
export function columnsOf(names, [measured, ...answers]) {
  const [base = new Map(), ...series] = [measured ?? {}, ...answers].map(pointsOf);
  const known = [...base.keys(), ...series.flatMap((points) => [...points.keys()])];
  if (known.length === 0) return [[], ...names.map(() => [])];
  // Not by spreading into Math.min: a day of many series is more than a call takes.
  const first = known.reduce((one, other) => Math.min(one, other));
  const last = known.reduce((one, other) => Math.max(one, other));
  const times = Array.from({ length: (last - first) / MINUTE_SECONDS + 1 }, (_, at) => first + at * MINUTE_SECONDS);
  return [times, ...series.map((points) => times.map((at) => points.get(at) ?? (base.has(at) ? 0 : null)))];
}

/** @param {Row} answer @returns {Map<number, number>} by the minute, in seconds */
function pointsOf(answer) {
  const points = /** @type {Row[]} */ (answer.points ?? answer.items ?? []);
  return new Map(
    points.filter(({ value }) => value !== null).map(({ at, value }) => {
      const seconds = new Date(at).getTime() / 1_000;
      return [seconds - seconds % MINUTE_SECONDS, value];
    }),
  );
}
