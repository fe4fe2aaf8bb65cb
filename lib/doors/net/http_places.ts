/** How many HTTP connections one address holds: its oldest idle one makes room for a new one. */
import { type LimitedNetwork, limitedNetworks } from "../../platform/addresses/address.ts";
import type { AddressSet } from "../../platform/addresses/address_set.ts";
import { type Elsewhere, NOWHERE_ELSE } from "./elsewhere.ts";

export interface AddressCap {
  /** For each address: of IPv6 for each /64, and four times as many for each /48. */
  readonly connectionsMax: number;
  /** Not counted: trusted proxies, who speak for many, and exempt addresses. */
  readonly free: readonly AddressSet[];
  /** Where other processes have the same door: theirs count as well, and make no room. */
  readonly elsewhere?: Elsewhere | undefined;
}

type HttpPlaces = ReturnType<typeof createHttpPlaces>;

interface Holder {
  readonly networks: readonly LimitedNetwork[];
  readonly isIdle: () => boolean;
  readonly close: () => void;
}

export function createHttpPlaces({ connectionsMax, free, elsewhere = NOWHERE_ELSE }: AddressCap) {
  /** By the key of a network, in the order of their coming. */
  const holders = new Map<string, Set<Holder>>();

  function leave(holder: Holder): void {
    for (const { key } of holder.networks) {
      const all = holders.get(key);
      if (all?.delete(holder) !== true) continue;
      if (all.size === 0) holders.delete(key);
      elsewhere.changed(key, all.size);
    }
  }

  /** False when there is none. */
  function makeRoom(all: ReadonlySet<Holder>): boolean {
    for (const holder of all) {
      if (!holder.isIdle()) continue;
      leave(holder);
      holder.close();
      return true;
    }
    return false;
  }

  /** The smallest network first: whoever makes room in it makes room in the others as well. */
  function hasRoom({ key, times }: LimitedNetwork): boolean {
    const all = holders.get(key) ?? new Set();
    return all.size + elsewhere.held(key) < times * connectionsMax || makeRoom(all);
  }

  return {
    /**
     * Counts a connection for its address, and closes the address's oldest idle one where there are too many.
     * @returns what gives the place back, also twice; null when there is none, as no connection of the address is idle
     */
    take(address: string, isIdle: () => boolean, close: () => void): (() => void) | null {
      if (free.some((addresses) => addresses.has(address))) return () => {};
      const networks = limitedNetworks(address);
      if (!networks.every(hasRoom)) return null;
      const holder = { networks, isIdle, close };
      for (const { key } of networks) {
        const all = (holders.get(key) ?? new Set()).add(holder);
        holders.set(key, all);
        elsewhere.changed(key, all.size);
      }
      return () => leave(holder);
    },
    /** Whether one more connection of the address would get none. */
    isFull(address: string): boolean {
      if (free.some((addresses) => addresses.has(address))) return false;
      return limitedNetworks(address).some(({ key, times }) => {
        const all = [...holders.get(key) ?? []];
        return all.length + elsewhere.held(key) >= times * connectionsMax && !all.some((holder) => holder.isIdle());
      });
    },
  };
}
