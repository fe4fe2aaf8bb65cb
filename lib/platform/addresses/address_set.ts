/** Many blocks, asked at once: one look-up for each length of prefix in use, however many blocks there are. */
import { maskBytes, parseAddressBytes } from "./address.ts";
import type { Cidr } from "./cidr.ts";

export type AddressSet = ReturnType<typeof createAddressSet>;

/** The set of all addresses in `cidrs`. */
export function createAddressSet(cidrs: Iterable<Cidr>) {
  const networks = new Set<string>();
  const prefixes = { ipv4: new Set<number>(), ipv6: new Set<number>() };
  for (const cidr of cidrs) {
    networks.add(networkKey(cidr.network, cidr.prefixBits));
    prefixes[cidr.kind].add(cidr.prefixBits);
  }
  return {
    /** Whether the address lies in one of the blocks. What is no address lies in none. */
    has(address: string): boolean {
      if (networks.size === 0) return false;
      const bytes = parseAddressBytes(address);
      if (bytes === null) return false;
      for (const prefixBits of bytes.length === 4 ? prefixes.ipv4 : prefixes.ipv6) {
        if (networks.has(networkKey(maskBytes(bytes, prefixBits), prefixBits))) return true;
      }
      return false;
    },
  };
}

/** The number of bytes tells IPv4 from IPv6. */
function networkKey(network: readonly number[], prefixBits: number): string {
  return `${network.join(".")}/${prefixBits}`;
}
