/** How many HTTP connections one address holds: its oldest idle one makes room for a new one. */
import { limitKey } from "../../platform/addresses/address.ts";
import type { AddressSet } from "../../platform/addresses/address_set.ts";

export interface AddressCap {
  /** For each address (IPv6 by its /64). */
  readonly connectionsMax: number;
  /** Not counted: trusted proxies, who speak for many, and exempt addresses. */
  readonly free: readonly AddressSet[];
}

export interface HttpPlaces {
  /**
   * Counts a connection for its address, and closes the address's oldest idle one where there are too many.
   * @returns what gives the place back, also twice; null when there is none, as no connection of the address is idle
   */
  take(address: string, isIdle: () => boolean, close: () => void): (() => void) | null;
}

interface Holder {
  readonly isIdle: () => boolean;
  readonly close: () => void;
}

export function createHttpPlaces({ connectionsMax, free }: AddressCap): HttpPlaces {
  /** By address, in the order of their coming. */
  const holders = new Map<string, Set<Holder>>();

  function leave(key: string, holder: Holder): void {
    const all = holders.get(key);
    all?.delete(holder);
    if (all?.size === 0) holders.delete(key);
  }

  /** False when there is none. */
  function makeRoom(key: string, all: ReadonlySet<Holder>): boolean {
    for (const holder of all) {
      if (!holder.isIdle()) continue;
      leave(key, holder);
      holder.close();
      return true;
    }
    return false;
  }

  return {
    take(address, isIdle, close) {
      if (free.some((addresses) => addresses.has(address))) return () => {};
      const key = limitKey(address);
      const others = holders.get(key);
      if (others !== undefined && others.size >= connectionsMax && !makeRoom(key, others)) return null;
      const holder = { isIdle, close };
      const all = holders.get(key) ?? new Set();
      holders.set(key, all.add(holder));
      return () => leave(key, holder);
    },
  };
}
