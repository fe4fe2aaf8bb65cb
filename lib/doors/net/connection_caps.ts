/** How many connections a door takes: in all, before they are known, and for each address. */
import { type LimitedNetwork, limitedNetworks } from "../../platform/addresses/address.ts";
import type { AddressSet } from "../../platform/addresses/address_set.ts";
import { type Elsewhere, NOWHERE_ELSE } from "./elsewhere.ts";

export interface CapLimits {
  /** In all. Holds for exempt addresses too, as it bounds memory and descriptors. */
  readonly total: number;
  /** Of those whose player is not known yet. When it is full, the oldest silent one of the busiest address makes room. */
  readonly unauthenticated: number;
  /** For each address: of IPv6 for each /64, and four times as many for each /48. */
  readonly perAddress: number;
  /** Free of the last two. */
  readonly exempt: AddressSet;
  /** Where other processes have the same door; they count for `perAddress`. */
  readonly elsewhere?: Elsewhere | undefined;
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

type ConnectionCaps = ReturnType<typeof createConnectionCaps>;

export function createConnectionCaps(limits: CapLimits) {
  const door = new Door(limits);
  return {
    /**
     * A place, or null when there is none at all. The cap for the unauthenticated is checked by `identify`.
     * @param evict ends the connection, whose place is wanted by another
     */
    enter: (evict?: () => void): Place | null => door.open >= limits.total ? null : new DoorPlace(door, evict),
    /** The cap that would refuse one more connection of the address now, or null. */
    refusalOf(address: string): Cap | null {
      if (door.open >= limits.total) return "total";
      if (limits.exempt.has(address)) return null;
      if (door.isFull(limitedNetworks(address))) return "address";
      return door.unauthenticated >= limits.unauthenticated && door.silent.size === 0 ? "unauthenticated" : null;
    },
    get open() {
      return door.open;
    },
    get unauthenticated() {
      return door.unauthenticated;
    },
  };
}

/** What all places of a door count together. */
class Door {
  open = 0;
  unauthenticated = 0;
  /** Identified, unauthenticated, and has said nothing; in the order of their coming. */
  readonly silent = new Set<DoorPlace>();
  /** By the keys of the networks that addresses count for. */
  readonly #counts = new Map<string, number>();

  readonly #elsewhere: Elsewhere;

  constructor(readonly limits: CapLimits) {
    this.#elsewhere = limits.elsewhere ?? NOWHERE_ELSE;
  }

  isFull(networks: readonly LimitedNetwork[]): boolean {
    return networks.some(({ key, times }) =>
      this.#countOf(key) + this.#elsewhere.held(key) >= times * this.limits.perAddress
    );
  }

  /** Counts up, unless a cap is reached. */
  claim(networks: readonly LimitedNetwork[]): boolean {
    if (this.isFull(networks)) return false;
    for (const { key } of networks) this.#setCount(key, this.#countOf(key) + 1);
    return true;
  }

  release(networks: readonly LimitedNetwork[]): void {
    for (const { key } of networks) this.#setCount(key, this.#countOf(key) - 1);
  }

  /** False when everybody has said something. */
  makeRoom(): boolean {
    let found: DoorPlace | undefined;
    let most = 0;
    for (const place of this.silent) {
      const much = this.#busyness(place.networks);
      if (much > most) [found, most] = [place, much];
    }
    found?.evict();
    return found !== undefined;
  }

  /** How much of what its networks may have is taken. */
  #busyness(networks: readonly LimitedNetwork[]): number {
    return Math.max(...networks.map(({ key, times }) => this.#countOf(key) / times));
  }

  #setCount(key: string, count: number): void {
    if (count > 0) this.#counts.set(key, count);
    else this.#counts.delete(key);
    this.#elsewhere.changed(key, count);
  }

  #countOf(key: string): number {
    return this.#counts.get(key) ?? 0;
  }
}

/** A class, as thousands of them are held: methods of an object literal would be made for each. */
class DoorPlace implements Place {
  /** What it is counted for; none before it is identified, and where it is free. */
  networks: readonly LimitedNetwork[] = [];
  readonly #door: Door;
  readonly #evict: (() => void) | undefined;
  #isIn = true;
  #isUnauthenticated = true;
  #hasSpoken = false;

  constructor(door: Door, evict: (() => void) | undefined) {
    this.#door = door;
    this.#evict = evict;
    door.open += 1;
    door.unauthenticated += 1;
  }

  identify(address: string): Cap | null {
    const door = this.#door;
    if (!this.#isIn || this.networks.length > 0) return null;
    if (door.limits.exempt.has(address)) {
      this.authenticated();
      return null;
    }
    const networks = limitedNetworks(address);
    if (!door.claim(networks)) return "address";
    if (this.#isUnauthenticated && door.unauthenticated > door.limits.unauthenticated && !door.makeRoom()) {
      door.release(networks);
      return "unauthenticated";
    }
    this.networks = networks;
    if (this.#isUnauthenticated && !this.#hasSpoken && this.#evict !== undefined) door.silent.add(this);
    return null;
  }

  spoke(): void {
    this.#hasSpoken = true;
    this.#door.silent.delete(this);
  }

  authenticated(): void {
    if (this.#isUnauthenticated) this.#door.unauthenticated -= 1;
    this.#isUnauthenticated = false;
    this.spoke();
  }

  leave(): void {
    if (!this.#isIn) return;
    this.#isIn = false;
    this.#door.open -= 1;
    this.authenticated();
    this.#door.release(this.networks);
  }

  /** Its place is wanted by another. */
  evict(): void {
    this.leave();
    this.#evict?.();
  }
}
