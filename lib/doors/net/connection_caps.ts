/** How many connections a door takes: in all, before they are known, and for each address. */
import { type LimitedNetwork, limitedNetworks } from "../../platform/addresses/address.ts";
import type { AddressSet } from "../../platform/addresses/address_set.ts";

export interface CapLimits {
  /** In all. Holds for exempt addresses too, as it bounds memory and descriptors. */
  readonly total: number;
  /** Of those whose player is not known yet. When it is full, the oldest silent one of the busiest address makes room. */
  readonly unauthenticated: number;
  /** For each address: of IPv6 for each /64, and four times as many for each /48. */
  readonly perAddress: number;
  /** Free of the last two. */
  readonly exempt: AddressSet;
}

export type Cap = "total" | "unauthenticated" | "address";

/** The place of one connection. Every call may come at any time and twice. */
export interface Place {
  /** Counts it for its address, once it is known; the cap that refuses it, or null. */
  identify(address: string): Cap | null;
  /** The connection has brought something: it is not silent any more. */
  spoke(): void;
  /** The player is known: out of the cap for the unauthenticated. */
  authenticated(): void;
  /** Gives the place back. */
  leave(): void;
}

export interface ConnectionCaps {
  /**
   * A place, or null when there is none at all. The cap for the unauthenticated is checked by `identify`.
   * @param evict ends the connection, whose place is wanted by another
   */
  enter(evict?: () => void): Place | null;
  /** The cap that would refuse one more connection of the address now, or null. */
  refusalOf(address: string): Cap | null;
  readonly open: number;
  readonly unauthenticated: number;
}

/** A connection that is identified, unauthenticated, and has said nothing. */
interface Silent {
  readonly networks: readonly LimitedNetwork[];
  readonly evict: () => void;
}

export function createConnectionCaps(limits: CapLimits): ConnectionCaps {
  /** By the keys of the networks that addresses count for. */
  const counts = new Map<string, number>();
  /** In the order of their coming. */
  const silent = new Set<Silent>();
  let open = 0;
  let unauthenticated = 0;

  function isFull(networks: readonly LimitedNetwork[]): boolean {
    return networks.some(({ key, times }) => (counts.get(key) ?? 0) >= times * limits.perAddress);
  }

  /** Counts up, unless a cap is reached. */
  function claim(networks: readonly LimitedNetwork[]): boolean {
    if (isFull(networks)) return false;
    for (const { key } of networks) counts.set(key, (counts.get(key) ?? 0) + 1);
    return true;
  }

  function release(networks: readonly LimitedNetwork[]): void {
    for (const { key } of networks) {
      const count = counts.get(key) ?? 0;
      if (count > 1) counts.set(key, count - 1);
      else counts.delete(key);
    }
  }

  /** How much of what its networks may have is taken. */
  function busyness({ networks }: Silent): number {
    return Math.max(...networks.map(({ key, times }) => (counts.get(key) ?? 0) / times));
  }

  /** False when everybody has said something. */
  function makeRoom(): boolean {
    let found: Silent | undefined;
    let most = 0;
    for (const one of silent) {
      const much = busyness(one);
      if (much > most) [found, most] = [one, much];
    }
    found?.evict();
    return found !== undefined;
  }

  function enter(evict?: () => void): Place | null {
    if (open >= limits.total) return null;
    open += 1;
    unauthenticated += 1;
    let isIn = true;
    let isUnauthenticated = true;
    let counted: readonly LimitedNetwork[] | null = null;
    let hasSpoken = false;
    let asSilent: Silent | null = null;

    const spoke = () => {
      hasSpoken = true;
      if (asSilent !== null) silent.delete(asSilent);
      asSilent = null;
    };
    const authenticated = () => {
      if (isUnauthenticated) unauthenticated -= 1;
      isUnauthenticated = false;
      spoke();
    };
    const leave = () => {
      if (!isIn) return;
      isIn = false;
      open -= 1;
      authenticated();
      if (counted !== null) release(counted);
    };
    return {
      identify(address) {
        if (!isIn || counted !== null) return null;
        if (limits.exempt.has(address)) {
          authenticated();
          return null;
        }
        const networks = limitedNetworks(address);
        if (!claim(networks)) return "address";
        counted = networks;
        if (isUnauthenticated && unauthenticated > limits.unauthenticated && !makeRoom()) {
          release(networks);
          counted = null;
          return "unauthenticated";
        }
        if (isUnauthenticated && !hasSpoken && evict !== undefined) {
          asSilent = {
            networks,
            evict() {
              leave();
              evict();
            },
          };
          silent.add(asSilent);
        }
        return null;
      },
      spoke,
      authenticated,
      leave,
    };
  }

  return {
    enter,
    refusalOf(address) {
      if (open >= limits.total) return "total";
      if (limits.exempt.has(address)) return null;
      if (isFull(limitedNetworks(address))) return "address";
      return unauthenticated >= limits.unauthenticated && silent.size === 0 ? "unauthenticated" : null;
    },
    get open() {
      return open;
    },
    get unauthenticated() {
      return unauthenticated;
    },
  };
}
