/** RC4 for the door's test client alone: written apart from lib/platform/crypto, so that a fault there is not repeated here. */

/** The bytes under a cipher that starts afresh; enciphering and deciphering are the same. */
export function rc4(key: string, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const box = [...Array(256).keys()];
  const at = (index: number) => box[index % 256]!;
  const swap = (a: number, b: number) => [box[a], box[b]] = [at(b), at(a)];
  let mixed = 0;
  for (let index = 0; index < 256; index++) {
    mixed = (mixed + at(index) + key.charCodeAt(index % key.length)) % 256;
    swap(index, mixed);
  }
  let walker = 0;
  let jumper = 0;
  return Uint8Array.from(bytes, (byte) => {
    walker = (walker + 1) % 256;
    jumper = (jumper + at(walker)) % 256;
    swap(walker, jumper);
    return byte ^ at(at(walker) + at(jumper));
  });
}
