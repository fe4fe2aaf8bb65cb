// @ts-check

const FIRST_MS = 1_000;
const MOST_MS = 30_000;
/** A line that held this long was a good one: the pauses start small again. */
export const STABLE_MS = 10_000;

/**
 * Pauses that double up to half a minute. The upper half of each is random, so that the players of a restarted server
 * do not all come back in one moment.
 *
 * @param {() => number} random from 0 up to 1
 */
export function createBackOff(random) {
  let attempt = 0;
  return {
    next() {
      const wholeMs = Math.min(MOST_MS, FIRST_MS * 2 ** attempt);
      attempt += 1;
      return { attempt, delayMs: Math.round(wholeMs / 2 + random() * wholeMs / 2) };
    },
    reset() {
      attempt = 0;
    },
  };
}
