/** What is asked at each reading of the metrics, of those who know it anyway. */

import type { PoolState } from "../database/database.ts";

/** A native door, or the WebSockets. The counts only grow. */
export interface DoorReading {
  readonly door: string;
  readonly open: number;
  readonly accepted: number;
  /** Closed before a word was said, by why. */
  readonly refused: Readonly<Record<string, number>>;
  /** Lines that ended by an error. */
  readonly failed: number;
  /** Reads of a native door, messages of the WebSockets. */
  readonly received: number;
  readonly receivedBytes: number;
  readonly sentBytes: number;
}

/** Calls of game modules' code. The counts only grow. */
interface ModuleReading {
  readonly module: string;
  readonly work: string;
  readonly calls: number;
  readonly failures: number;
  readonly timeouts: number;
  readonly totalMs: number;
}

export interface ProcessReading {
  readonly version: string;
  readonly residentBytes: number;
  /** Files and sockets; null where the system does not tell. */
  readonly openFiles: number | null;
  /** The longest that the one thread was late since the last reading. */
  readonly loopDelayMs: number;
}

export interface MetricSources {
  readonly process: () => ProcessReading;
  readonly hashQueue: { depth(): number; running(): number };
  /** Sessions that live, on all instances; null when the database cannot tell. */
  readonly sessions: () => Promise<number | null>;
  /** Holders of a seat on this instance, by game. */
  readonly seats: () => ReadonlyMap<string, number>;
  readonly doors: () => readonly DoorReading[];
  readonly modules: () => readonly ModuleReading[];
  /** Null for the embedded database, which has no pool. */
  readonly pool: () => PoolState | null;
  /** Whether other instances' changes are heard. */
  readonly hearing: () => boolean;
}
