/** Addresses as text whose order is theirs, so that a block is one range of an index. */
import { parseAddressBytes } from "./address.ts";
import { type Cidr, parseCidr } from "./cidr.ts";

const hexOf = (bytes: readonly number[]) => Uint8Array.from(bytes).toHex();

/** `4.c6336407`, `6.20010db8…`: of an address, or of the first one of a network; null of what is neither. */
export function addressKey(text: string): string | null {
  const bytes = parseAddressBytes(text) ?? parseCidr(text)?.network ?? null;
  return bytes === null ? null : `${bytes.length === 4 ? 4 : 6}.${hexOf(bytes)}`;
}

/** The keys of the first and the last address of a block. */
export function addressKeyRange(cidr: Cidr): { readonly from: string; readonly to: string } {
  const last = cidr.network.map((byte, index) =>
    byte | (0xff >> Math.min(8, Math.max(0, cidr.prefixBits - index * 8)))
  );
  const kind = cidr.kind === "ipv4" ? 4 : 6;
  return { from: `${kind}.${hexOf(cidr.network)}`, to: `${kind}.${hexOf(last)}` };
}
