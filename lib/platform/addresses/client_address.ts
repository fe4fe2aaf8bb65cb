/** Who speaks, when proxies stand between: X-Forwarded-For, believed only as far as its writers are trusted. */
import { parseAddress } from "./address.ts";
import type { AddressSet } from "./address_set.ts";

/** More proxies than this in a row are not believed. */
const HOPS_MAX = 16;

interface Hops {
  /** The socket's other end. */
  readonly peer: string;
  /** The header's text; several headers joined by commas. */
  readonly forwardedFor?: string | null | undefined;
  /** The proxies that are believed. */
  readonly trusted: AddressSet;
}

/**
 * The client's address. Every proxy appends the address that it saw, so the list is read from the right: the first
 * address that is no trusted proxy is the client, as everything left of it is the client's own word. Where an entry
 * is no address the reading ends, and the last address that was believed stands.
 */
export function clientAddress({ peer, forwardedFor, trusted }: Hops): string {
  let client = parseAddress(peer) ?? peer;
  if (!forwardedFor || !trusted.has(client)) return client;
  const entries = forwardedFor.split(",").slice(-HOPS_MAX);
  for (const entry of entries.reverse()) {
    const address = parseAddress(withoutPort(entry.trim()));
    if (address === null) return client;
    client = address;
    if (!trusted.has(address)) return client;
  }
  return client;
}

/** Some proxies write `192.0.2.1:4711` or `[2001:db8::1]:4711`. */
function withoutPort(entry: string): string {
  const bracketed = /^\[([^\]]*)\](:[0-9]{1,5})?$/.exec(entry);
  if (bracketed !== null) return bracketed[1] ?? "";
  return entry.replace(/^([0-9.]+):[0-9]{1,5}$/, "$1");
}
