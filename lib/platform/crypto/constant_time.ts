/** Comparison that does not tell by its time where two secrets differ. */

/** Whether both hold the same bytes. The length is no secret: different lengths answer at once. */
export function isEqualConstantTime(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let index = 0; index < a.length; index++) difference |= a[index]! ^ b[index]!;
  return difference === 0;
}
