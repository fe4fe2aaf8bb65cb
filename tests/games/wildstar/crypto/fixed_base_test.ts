import { expect } from "expect";
import fc from "fast-check";
import { createFixedBase } from "../../../../lib/games/wildstar/crypto/fixed_base.ts";
import { modPow } from "../../../../lib/platform/crypto/mod_pow.ts";

Deno.test("powers that can be counted on fingers", () => {
  const power = createFixedBase(2n, 1_000n);
  expect([0n, 1n, 4n, 10n, 16n, 17n].map(power)).toEqual([1n, 2n, 16n, 24n, 536n, 72n]);
});

Deno.test("a base over the modulus, and the modulus 1", () => {
  expect(createFixedBase(12n, 5n)(3n)).toBe(3n);
  expect(createFixedBase(2n, 1n)(0n)).toBe(0n);
});

Deno.test("as modPow, for every exponent up to 300 bits, in any order", () => {
  const modulus = 2n ** 127n - 1n;
  const power = createFixedBase(3n, modulus);
  fc.assert(fc.property(fc.bigInt(0n, 2n ** 300n), (exponent) => {
    expect(power(exponent)).toBe(modPow(3n, exponent, modulus));
  }));
});
