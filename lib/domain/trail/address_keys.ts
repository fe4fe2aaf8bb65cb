/** Addresses as the trail's index has them: networks are ranges of it, and the two kinds never mix. */
import { addressKey, addressKeyRange } from "../../platform/addresses/address_key.ts";
import type { Cidr } from "../../platform/addresses/cidr.ts";

/** Empty for what is no address. */
export function trailAddressKey(address: string): string {
  return withoutDot(addressKey(address) ?? "");
}

export function trailAddressRange(cidr: Cidr): { readonly first: string; readonly last: string } {
  const { from, to } = addressKeyRange(cidr);
  return { first: withoutDot(from), last: withoutDot(to) };
}

function withoutDot(key: string): string {
  return key.replace(".", "");
}
