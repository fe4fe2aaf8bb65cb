/** What a door has seen since it opened, for the metrics. Counts only grow. */
import type { Cap } from "./connection_caps.ts";

export interface LineCounters {
  accepted: number;
  /** New lines closed in silence: over a cap, a banned address, no PROXY header where one is due. */
  refused: Record<Cap | "banned" | "unproxied", number>;
  /** Lines that ended by an error: a broken protocol, or a fault of ours. */
  failed: number;
  /** Reads that brought bytes, each given to a session at once. */
  reads: number;
  receivedBytes: number;
  sentBytes: number;
}

export function createLineCounters(): LineCounters {
  return {
    accepted: 0,
    refused: { total: 0, unauthenticated: 0, address: 0, banned: 0, unproxied: 0 },
    failed: 0,
    reads: 0,
    receivedBytes: 0,
    sentBytes: 0,
  };
}
