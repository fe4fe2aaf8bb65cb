/** Texts of whatever code points there are. */
import fc from "fast-check";

const SURROGATES = 0x800;
const FIRST_SURROGATE = 0xd800;

/** As `fc.string({ unit: "binary" })`, but for its table of them all, which takes seconds to make. */
export function anyText(constraints: { readonly maxLength?: number } = {}): fc.Arbitrary<string> {
  const codePoint = fc.integer({ min: 0, max: 0x10ffff - SURROGATES })
    .map((place) => place < FIRST_SURROGATE ? place : place + SURROGATES);
  return fc.array(codePoint, constraints).map((codePoints) => String.fromCodePoint(...codePoints));
}
