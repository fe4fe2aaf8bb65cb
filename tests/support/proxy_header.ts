/** A PROXY protocol header, version 2, for TCP: what a balancer in front of the door sends first. */
import { parseAddressBytes } from "../../lib/platform/addresses/address.ts";

const SIGNATURE = [13, 10, 13, 10, 0, 13, 10, 81, 85, 73, 84, 10];
/** Of the source, an arbitrary one, and of the Slime door. */
const PORTS = [0xc3, 0x50, 0x15, 0xb3];

/** @param address the player's, such as `203.0.113.7` or `2001:db8::7` */
export function proxyHeader(address: string): Uint8Array<ArrayBuffer> {
  const source = parseAddressBytes(address) ?? [];
  const isV4 = source.length === 4;
  const target = isV4 ? [127, 0, 0, 1] : [...new Uint8Array(15), 1];
  const body = [...source, ...target, ...PORTS];
  return Uint8Array.of(...SIGNATURE, 0x21, isV4 ? 0x11 : 0x21, 0, body.length, ...body);
}
