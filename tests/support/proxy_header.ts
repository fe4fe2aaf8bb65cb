/** A PROXY protocol header, version 2, for TCP over IPv4: what a balancer in front of the door sends first. */

const SIGNATURE = [13, 10, 13, 10, 0, 13, 10, 81, 85, 73, 84, 10];

/** @param address the player's, such as `203.0.113.7` */
export function proxyHeader(address: string): Uint8Array<ArrayBuffer> {
  const source = address.split(".").map(Number);
  const body = [...source, 127, 0, 0, 1, 0xc3, 0x50, 0x15, 0xb3];
  return Uint8Array.of(...SIGNATURE, 0x21, 0x11, 0, body.length, ...body);
}
