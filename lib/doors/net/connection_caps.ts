/** How many connections a door takes: in all, before they are known, and for each address. */
import { limitKey } from "../../platform/addresses/address.ts";
import type { AddressSet } from "../../platform/addresses/address_set.ts";

export interface CapLimits {
  /** In all. Holds for exempt addresses too, as it bounds memory and descriptors. */
  readonly total: number;
  /** Of those whose player is not known yet. */
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
  /** The player is known: out of the cap for the unauthenticated. */
  authenticated(): void;
  /** Gives the place back. */
  leave(): void;
}

export interface ConnectionCaps {
  /** A place, or null when there is none at all. The cap for the unauthenticated is checked by `identify`. */
  enter(): Place | null;
  readonly open: number;
  readonly unauthenticated: number;
}

export function createConnectionCaps(limits: CapLimits): ConnectionCaps {
  const perAddress = new Map<string, number>();
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

  function enter(): Place | null {
    if (open >= limits.total) return null;
    open += 1;
    unauthenticated += 1;
    let isIn = true;
    let isUnauthenticated = true;
    let key: string | null = null;

    const authenticated = () => {
      if (isUnauthenticated) unauthenticated -= 1;
      isUnauthenticated = false;
    };
    return {
      identify(address) {
        if (!isIn || key !== null) return null;
        if (limits.exempt.has(address)) {
          authenticated();
          return null;
        }
        if (isUnauthenticated && unauthenticated > limits.unauthenticated) return "unauthenticated";
        if (!claimAddress(limitKey(address))) return "address";
        key = limitKey(address);
        return null;
      },
      authenticated,
      leave() {
        if (!isIn) return;
        isIn = false;
        open -= 1;
        authenticated();
        if (key !== null) releaseAddress(key);
      },
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
