/** Whose a call is: the client's own address, behind trusted proxies too. */
import type { AddressSet } from "../lib/platform/addresses/address_set.ts";
import { clientAddress } from "../lib/platform/addresses/client_address.ts";

const ADDRESSES_MAX = 10_000;

export type AddressReader = (peer: string, forwardedFor: string | undefined) => string;

/** Players come again and again: what a peer's address reads as is remembered. */
export function createAddressReader(trusted: AddressSet): AddressReader {
  const direct = new Map<string, string>();
  return (peer, forwardedFor) => {
    if (forwardedFor !== undefined) return clientAddress({ peer, forwardedFor, trusted });
    const known = direct.get(peer);
    if (known !== undefined) return known;
    if (direct.size >= ADDRESSES_MAX) direct.clear();
    const address = clientAddress({ peer, trusted });
    direct.set(peer, address);
    return address;
  };
}
