/** What a door has seen since it opened, for the metrics. Counts only grow. */
import type { Cap } from "./connection_caps.ts";

export type LineCounters = ReturnType<typeof createLineCounters>;

export function createLineCounters() {
  return {
    accepted: 0,
    /** New lines closed in silence: over a cap, a banned address, no PROXY header where one is due. */
    refused: { total: 0, unauthenticated: 0, address: 0, banned: 0, unproxied: 0 } satisfies Record<
      Cap | "banned" | "unproxied",
      number
    >,
    /** Lines that ended by an error: a broken protocol, or a fault of ours. */
    failed: 0,
    /** Reads that brought bytes, each given to a session at once. */
    reads: 0,
    receivedBytes: 0,
    sentBytes: 0,
  };
}
