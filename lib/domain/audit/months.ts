/** Calendar months in UTC. */

export interface Month {
  /** As in `2026-01`. */
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly from: number;
  /** The first millisecond that is not in it. */
  readonly to: number;
}

/** @param offset 0 for the month of `at`, -1 for the one before it */
export function monthOf(at: Date, offset = 0): Month {
  const from = Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + offset);
  const to = Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + offset + 1);
  return { name: new Date(from).toISOString().slice(0, 7), from, to };
}
