/** What the other processes that share a door's port hold of it: an address has its places once, whoever accepts it. */

export interface Elsewhere {
  /** Connections of a network, by its key, on all others together. */
  held(network: string): number;
  /** So many of it are here now. */
  changed(network: string, count: number): void;
}

/** For a process that has the port to itself. */
export const NOWHERE_ELSE: Elsewhere = { held: () => 0, changed: () => {} };
