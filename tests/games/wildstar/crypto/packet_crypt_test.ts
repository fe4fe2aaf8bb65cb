import { expect } from "expect";
import fc from "fast-check";
import { authKeyNumber, createPacketCrypt } from "../../../../lib/games/wildstar/crypto/packet_crypt.ts";
import vectors from "../../../vectors/packet_crypt.json" with { type: "json" };

const AUTH_KEY = authKeyNumber(16042, 0x097998a0);

/** The key number of a world server, which is not ours: from the 16 bytes of the session key, over Auth's. */
function worldKeyNumber(sessionKey: Uint8Array, authKey: bigint): bigint {
  const step = (value: bigint, added: bigint) => BigInt.asUintN(64, (value + added) * 0xaa7f8ea9n);
  let ticket = 0x718da9074f2deb91n;
  for (const byte of sessionKey) ticket = step(ticket, BigInt(byte));
  return step(ticket, authKey);
}

Deno.test("the key number of this build's Auth server is the document's", () => {
  expect(AUTH_KEY).toBe(BigInt(`0x${vectors.auth_key}`));
});

Deno.test("another build or auth message has another key number", () => {
  expect(authKeyNumber(16043, 0x097998a0)).not.toBe(AUTH_KEY);
  expect(authKeyNumber(16042, 0x097998a1)).not.toBe(AUTH_KEY);
});

for (const vector of vectors.cases) {
  Deno.test(`vector: ${vector.plain.length / 2} bytes under ${vector.key}`, () => {
    const key = vector.ticket === undefined ? AUTH_KEY : worldKeyNumber(Uint8Array.fromHex(vector.ticket), AUTH_KEY);
    expect(key).toBe(BigInt(`0x${vector.key}`));
    const crypt = createPacketCrypt(key);
    expect(crypt.encrypt(Uint8Array.fromHex(vector.plain)).toHex()).toBe(vector.cipher);
    expect(crypt.decrypt(Uint8Array.fromHex(vector.cipher)).toHex()).toBe(vector.plain);
  });
}

Deno.test("every packet starts from the initial state, and the input stays as it is", () => {
  const crypt = createPacketCrypt(AUTH_KEY);
  const plain = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
  const first = crypt.encrypt(plain);
  crypt.decrypt(Uint8Array.of(9, 9, 9));
  expect([...crypt.encrypt(plain)]).toEqual([...first]);
  expect([...plain]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

Deno.test("what is enciphered is deciphered, at any length", () => {
  const crypt = createPacketCrypt(AUTH_KEY);
  fc.assert(fc.property(fc.uint8Array({ maxLength: 600 }), (plain) => {
    expect([...crypt.decrypt(crypt.encrypt(plain))]).toEqual([...plain]);
  }));
});
