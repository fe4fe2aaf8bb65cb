import { createHash } from "node:crypto";
import { expect } from "expect";
import fc from "fast-check";
import { modPow } from "../../../../lib/platform/crypto/mod_pow.ts";
import {
  fixedBytes,
  fromLittleEndian,
  hashNumbers,
  hashNumbersReversed,
  minimalBytes,
  paddedBytes,
} from "../../../../lib/games/wildstar/crypto/srp6_hash.ts";
import { interleavedKey } from "../../../../lib/games/wildstar/crypto/srp6_steps.ts";

const sha256 = (...bytes: number[]) => new Uint8Array(createHash("sha256").update(Uint8Array.from(bytes)).digest());

/** The first and the last bytes of K show which bytes were hashed. */
function expectKey(key: Uint8Array, even: number[], odd: number[]) {
  const [first, second] = [sha256(...even), sha256(...odd)];
  expect([...key]).toEqual([...first].flatMap((byte, i) => [byte, second[i]]));
}

Deno.test("numbers have minimal bytes, and zero has one", () => {
  expect([...minimalBytes(0n)]).toEqual([0]);
  expect([...minimalBytes(0xffn)]).toEqual([0xff]);
  expect([...minimalBytes(0x100n)]).toEqual([0, 1]);
  expect([...paddedBytes(0n)]).toEqual([0, 0, 0, 0]);
  expect([...paddedBytes(0x0102030405n)]).toEqual([5, 4, 3, 2, 1, 0, 0, 0]);
  expect([...paddedBytes(0x01020304n)]).toEqual([4, 3, 2, 1]);
  expect(fromLittleEndian(new Uint8Array())).toBe(0n);
  expect(fromLittleEndian(Uint8Array.of(1, 2, 0, 0))).toBe(0x201n);
  expect([...fixedBytes(0x201n, 4)]).toEqual([1, 2, 0, 0]);
});

Deno.test("a hash is over padded bytes; the other one puts the digest's words in reverse order", () => {
  const digest = sha256(2, 0, 0, 0, 0, 1, 0, 0);
  expect([...fixedBytes(hashNumbers(2n, 256n), 32)]).toEqual([...digest]);
  const words = Array.from({ length: 8 }, (_, i) => [...digest.subarray(4 * i, 4 * i + 4)]);
  expect([...fixedBytes(hashNumbersReversed(2n, 256n), 32)]).toEqual(words.reverse().flat());
});

Deno.test("the interleave takes the highest 4 bytes of an S without a zero byte", () => {
  expectKey(interleavedKey(0x060504030201n), [6, 4], [5, 3]);
});

Deno.test("a zero byte below the highest 4 makes it take all from there on, even or odd in number", () => {
  expectKey(interleavedKey(0x0807060504030001n), [8, 6, 4], [7, 5, 3]);
  expectKey(interleavedKey(0x07060504030001n), [7, 5, 3], [6, 4, 0]);
  expectKey(interleavedKey(0x0706050400030201n), [7, 5], [6, 4]);
});

Deno.test("of two zero bytes the lowest counts, and one among the highest 4 does not", () => {
  expectKey(interleavedKey(0x0706050003000201n), [7, 5, 3], [6, 0, 0]);
  expectKey(interleavedKey(0x0700050403020100n), [7, 5, 3, 1], [0, 4, 2, 0]);
  expectKey(interleavedKey(0x0706050004030201n), [7, 5], [6, 0]);
  expectKey(interleavedKey(0x0006050403020100n), [6, 4, 2], [5, 3, 1]);
});

Deno.test("an S of fewer than 4 bytes counts as zeros below", () => {
  expectKey(interleavedKey(0x0201n), [2, 0], [1, 0]);
  expectKey(interleavedKey(0n), [0, 0], [0, 0]);
});

Deno.test("modular exponentiation agrees with plain multiplication", () => {
  const plain = (base: bigint, exponent: number, modulus: bigint) => {
    let result = 1n % modulus;
    for (let i = 0; i < exponent; i++) result = result * base % modulus;
    return result;
  };
  fc.assert(fc.property(fc.bigInt(0n, 1n << 70n), fc.nat(200), fc.bigInt(1n, 1n << 64n), (base, exponent, modulus) => {
    expect(modPow(base, BigInt(exponent), modulus)).toBe(plain(base, exponent, modulus));
  }));
});

Deno.test("a^(p-1) is 1 for a prime p, with exponents of many windows", () => {
  const prime = 2n ** 521n - 1n;
  fc.assert(fc.property(fc.bigInt(2n, prime - 1n), (base) => modPow(base, prime - 1n, prime) === 1n), { numRuns: 10 });
});
