/** IP addresses as text, in one canonical form, so that limits and bans compare them as strings. */
import ipaddr from "ipaddr.js";

/** The longest text looked at: 45 characters of IPv6, a zone's "%" and an interface name of 15 (IFNAMSIZ). */
const ADDRESS_CHARACTERS_MAX = 64;

/** The dotted tail of `::ffff:192.0.2.1`. */
const DOTTED_TAIL = /^(.*:)([0-9]+\.[0-9.]+)(%.*)?$/;

/**
 * The canonical text of an address, or null when it is none: IPv4 with four decimal parts, IPv6 as RFC 5952 writes it,
 * IPv4-mapped IPv6 as IPv4, without a zone. Leading zeros are refused, as `010.0.0.1` is 10.0.0.1 to some and 8.0.0.1
 * to others.
 */
export function parseAddress(text: string): string | null {
  const bytes = parseAddressBytes(text);
  return bytes === null ? null : addressText(bytes);
}

/** An address as 4 or 16 bytes in network order; null for what is no address. Rules as in `parseAddress`. */
export function parseAddressBytes(text: string): readonly number[] | null {
  if (text.length > ADDRESS_CHARACTERS_MAX) return null;
  if (!text.includes(":")) {
    return ipaddr.IPv4.isValidFourPartDecimal(text) ? ipaddr.IPv4.parse(text).toByteArray() : null;
  }
  const dotted = DOTTED_TAIL.exec(text);
  if (dotted !== null) {
    if (!ipaddr.IPv4.isValidFourPartDecimal(dotted[2] ?? "")) return null;
    // RFC 4291, 2.5.5.1 deprecates `::192.0.2.1`, and the library takes it for `::ffff:192.0.2.1`.
    if (dotted[1] === "::") return null;
  }
  if (!ipaddr.IPv6.isValid(text)) return null;
  const address = ipaddr.IPv6.parse(text);
  return address.isIPv4MappedAddress() ? address.toIPv4Address().toByteArray() : address.toByteArray();
}

/** The canonical text of 4 or 16 bytes. */
export function addressText(bytes: readonly number[]): string {
  const address = ipaddr.fromByteArray([...bytes]);
  return address.kind() === "ipv4" ? address.toString() : (address as ipaddr.IPv6).toRFC5952String();
}

/** `bytes` with every bit behind the first `prefixBits` cleared. */
export function maskBytes(bytes: readonly number[], prefixBits: number): number[] {
  return bytes.map((byte, index) => {
    const keptBits = Math.min(8, Math.max(0, prefixBits - index * 8));
    return byte & (0xff << (8 - keptBits));
  });
}

/**
 * What limits are counted by: an IPv4 address itself, an IPv6 address by its /64, as that is what one customer gets
 * (RFC 6177). What is no address is a key of its own.
 */
export function limitKey(address: string): string {
  const bytes = parseAddressBytes(address);
  if (bytes === null) return address;
  return bytes.length === 4 ? addressText(bytes) : `${addressText(maskBytes(bytes, 64))}/64`;
}

/** A network that an address counts for, and how many times the limit of one customer it has. */
export interface LimitedNetwork {
  readonly key: string;
  readonly times: number;
}

/** A /48 has 65,536 networks of customers, and one customer may have it whole (RFC 6177). */
const SITE_BITS = 48;
const SITE_TIMES = 4;

/** Everything that an address counts for, the smallest first: `limitKey`, and of an IPv6 address its /48 as well. */
export function limitedNetworks(address: string): readonly LimitedNetwork[] {
  const customer = { key: limitKey(address), times: 1 };
  const bytes = parseAddressBytes(address);
  if (bytes === null || bytes.length === 4) return [customer];
  return [customer, { key: `${addressText(maskBytes(bytes, SITE_BITS))}/${SITE_BITS}`, times: SITE_TIMES }];
}
