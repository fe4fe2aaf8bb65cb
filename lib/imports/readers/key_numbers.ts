/** Foreign keys and names as numbers: millions of them are remembered in eight bytes each. */

/**
 * 53 bits of a quick hash: of ten million keys some pair may be taken for one.
 * Two multiplications a letter, mixed crosswise at the end, in the manner of MurmurHash3's finalizer.
 */
export function numberOf(key: string): number {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let index = 0; index < key.length; index++) {
    const unit = key.charCodeAt(index);
    a = Math.imul(a ^ unit, 0x9e3779b1);
    b = Math.imul(b ^ unit, 0x5f356495);
  }
  a = Math.imul(a ^ (a >>> 16), 0x85ebca6b) ^ Math.imul(b ^ (b >>> 13), 0xc2b2ae35);
  b = Math.imul(b ^ (b >>> 16), 0x85ebca6b) ^ Math.imul(a ^ (a >>> 13), 0xc2b2ae35);
  return (b >>> 0) * 0x20_0000 + (a & 0x1f_ffff);
}
