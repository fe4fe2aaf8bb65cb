/** The cipher of Auth's packets, from docs/protocols/wildstar.md, "Encryption". All arithmetic is modulo 2^64. */
import { toBytesOf } from "./numbers.ts";

const M = 0xAA7F8EA9n;
const V = 0x718DA9074F2DEB91n;
const mod = (value: bigint): bigint => value % 2n ** 64n;

/** The key number of the Auth server. */
export const AUTH_KEY = [16042n, 0x097998A0n].reduce(
  (k, next) => mod((k + next) * M),
  mod((V + 0x5B88D61139619662n) * M),
);

export function encrypt(plain: Uint8Array, k = AUTH_KEY): Uint8Array<ArrayBuffer> {
  return run(plain, k, true);
}

export function decrypt(cipher: Uint8Array, k = AUTH_KEY): Uint8Array<ArrayBuffer> {
  return run(cipher, k, false);
}

function run(input: Uint8Array, k: bigint, isPlain: boolean): Uint8Array<ArrayBuffer> {
  const { table, state } = keyTable(k);
  let c = Number((0xAA7F8EAAn * BigInt(input.length)) % 2n ** 32n);
  let o = 0;
  return input.map((byte, index) => {
    const place = index % 8;
    if (place === 0) {
      o = (c % 16) * 8;
      c = (c + 1) % 2 ** 32;
    }
    const out = state[place]! ^ byte ^ table[o + place]!;
    state[place] = isPlain ? out : byte;
    return out;
  }) as Uint8Array<ArrayBuffer>;
}

function keyTable(k: bigint): { table: readonly number[]; state: Uint8Array } {
  const table: number[] = [];
  let w = mod((V + k) * M);
  let e = V;
  for (let row = 0; row < 16; row++) {
    table.push(...toBytesOf(8, w));
    e = mod((e + w) * M);
    w = mod((k + w) * M);
  }
  return { table, state: toBytesOf(8, e) };
}
