/** Blocks of addresses, as operators write them: `10.0.0.0/8`, `2001:db8::/32`, or a single address. */
import { addressText, maskBytes, parseAddressBytes } from "./address.ts";

export interface Cidr {
  readonly kind: "ipv4" | "ipv6";
  /** Canonical: host bits cleared, a block of one address without its prefix. */
  readonly text: string;
  /** The first address, 4 or 16 bytes in network order. */
  readonly network: readonly number[];
  /** 0 to 32 for IPv4, 0 to 128 for IPv6. */
  readonly prefixBits: number;
}

/**
 * An address or a CIDR; null when it is neither. Host bits are cleared (`10.1.2.3/8` is `10.0.0.0/8`), and a block
 * of IPv4-mapped addresses becomes one of IPv4.
 */
export function parseCidr(text: string): Cidr | null {
  const [address = "", prefix, ...rest] = text.split("/");
  if (rest.length > 0) return null;
  const bytes = parseAddressBytes(address);
  if (bytes === null) return null;
  if (prefix === undefined) return createCidr(bytes, bytes.length * 8);
  if (!/^(0|[1-9][0-9]{0,2})$/.test(prefix)) return null;
  const isMapped = bytes.length === 4 && address.includes(":");
  const prefixBits = isMapped ? Number(prefix) - 96 : Number(prefix);
  if (prefixBits < 0 || prefixBits > bytes.length * 8) return null;
  return createCidr(bytes, prefixBits);
}

function createCidr(bytes: readonly number[], prefixBits: number): Cidr {
  const network = maskBytes(bytes, prefixBits);
  const address = addressText(network);
  return {
    kind: bytes.length === 4 ? "ipv4" : "ipv6",
    text: prefixBits === bytes.length * 8 ? address : `${address}/${prefixBits}`,
    network,
    prefixBits,
  };
}

/** Whether an address lies in the block. What is no address lies in none. */
export function cidrContains(cidr: Cidr, address: string): boolean {
  const bytes = parseAddressBytes(address);
  if (bytes === null || bytes.length !== cidr.network.length) return false;
  return maskBytes(bytes, cidr.prefixBits).every((byte, index) => byte === cidr.network[index]);
}
