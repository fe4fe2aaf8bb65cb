/** How many connections a door takes: in all, before they are known, and for each address. */
import { limitKey } from "../../platform/addresses/address.ts";
import type { AddressSet } from "../../platform/addresses/address_set.ts";

export interface CapLimits {
  /** In all. Holds for exempt addresses too, as it bounds memory and descriptors. */
  readonly total: number;
  /** Of those whose player is not known yet. When it is full, the oldest silent one of the busiest address makes room. */
  readonly unauthenticated: number;
  /** For each address (IPv6 by its /64). */
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
  readonly open: number;
  readonly unauthenticated: number;
}

/** A connection that is identified, unauthenticated, and has said nothing. */
interface Silent {
  readonly key: string;
  readonly evict: () => void;
}

export function createConnectionCaps(limits: CapLimits): ConnectionCaps {
  const perAddress = new Map<string, number>();
  /** In the order of their coming. */
  const silent = new Set<Silent>();
  let open = 0;
  let unauthenticated = 0;

  /** Counts up, unless the cap is reached. */
  function claimAddress(key: string): boolean {
    const count = perAddress.get(key) ?? 0;
    if (count >= limits.perAddress) return false;
    perAddress.set(key, count + 1);
    return true;
  }

  function releaseAddress(key: string): void {
    const count = perAddress.get(key) ?? 0;
    if (count > 1) perAddress.set(key, count - 1);
    else perAddress.delete(key);
  }

  /** False when everybody has said something. */
  function makeRoom(): boolean {
    let found: Silent | undefined;
    let most = 0;
    for (const one of silent) {
      const count = perAddress.get(one.key) ?? 0;
      if (count > most) [found, most] = [one, count];
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
    let key: string | null = null;
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
      if (key !== null) releaseAddress(key);
    };
    return {
      identify(address) {
        if (!isIn || key !== null) return null;
        if (limits.exempt.has(address)) {
          authenticated();
          return null;
        }
        const ownKey = limitKey(address);
        if (!claimAddress(ownKey)) return "address";
        key = ownKey;
        if (isUnauthenticated && unauthenticated > limits.unauthenticated && !makeRoom()) {
          releaseAddress(ownKey);
          key = null;
          return "unauthenticated";
        }
        if (isUnauthenticated && !hasSpoken && evict !== undefined) {
          asSilent = {
            key: ownKey,
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
    get open() {
      return open;
    },
    get unauthenticated() {
      return unauthenticated;
    },
  };
}
