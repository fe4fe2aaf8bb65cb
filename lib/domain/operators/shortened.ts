/** What is private, for those who may know that it is there but not what it is: `198.51.x.x`, `a…@example.org`. */
import { parseAddressBytes } from "../../platform/addresses/address.ts";

/** The first two parts of an address; of what is none nothing. */
export function shortenAddress(address: string): string {
  const bytes = parseAddressBytes(address);
  if (bytes === null) return "x";
  if (bytes.length === 4) return `${bytes[0]}.${bytes[1]}.x.x`;
  const group = (index: number) => ((bytes[index]! << 8) | bytes[index + 1]!).toString(16);
  return `${group(0)}:${group(2)}:x:x`;
}

/** The first letter, and where the mailbox is. */
export function shortenEmail(email: string): string {
  const at = email.lastIndexOf("@");
  const [first = ""] = email;
  return at < 0 ? `${first}…` : `${first}…${email.slice(at)}`;
}

/** The maker's half of what is shaped like one; of other texts two letters. */
export function shortenMac(mac: string): string {
  const [, maker] = /^([0-9a-f]{2}[\s:.-]?[0-9a-f]{2}[\s:.-]?[0-9a-f]{2})[\s:.-]?[0-9a-f]/i.exec(mac) ?? [];
  return `${maker ?? mac.slice(0, 2)}…`;
}
