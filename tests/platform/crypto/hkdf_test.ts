import { expect } from "expect";
import { createKeyDerivation } from "../../../lib/platform/crypto/hkdf.ts";

const MASTER_KEY = Uint8Array.from({ length: 32 }, (_, index) => index);

/** RFC 5869 in two lines of HMAC, for one block: what HKDF gives with an empty salt. */
async function hkdfByHand(key: Uint8Array<ArrayBuffer>, info: string, lengthBytes: number): Promise<Uint8Array> {
  const hmac = async (secret: Uint8Array<ArrayBuffer>, data: Uint8Array<ArrayBuffer>) => {
    const imported = await crypto.subtle.importKey("raw", secret, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    return new Uint8Array(await crypto.subtle.sign("HMAC", imported, data));
  };
  const extracted = await hmac(new Uint8Array(32), key);
  return (await hmac(extracted, new Uint8Array([...new TextEncoder().encode(info), 1]))).slice(0, lengthBytes);
}

Deno.test("a derived key is HKDF-SHA-256 of the master key with an empty salt", async () => {
  const derive = createKeyDerivation(MASTER_KEY);
  expect(derive("bans", 16)).toEqual(await hkdfByHand(MASTER_KEY, "bans", 16));
  expect(derive("bans", 32)).toEqual(await hkdfByHand(MASTER_KEY, "bans", 32));
});

Deno.test("another purpose or another master key gives another key", () => {
  const derive = createKeyDerivation(MASTER_KEY);
  expect(derive("a", 32)).not.toEqual(derive("b", 32));
  expect(derive("a", 32)).not.toEqual(createKeyDerivation(new Uint8Array(32))("a", 32));
});

Deno.test("the master key is kept as it was when the derivation was made", () => {
  const key = MASTER_KEY.slice();
  const derive = createKeyDerivation(key);
  const before = derive("a", 32);
  key.fill(0);
  expect(derive("a", 32)).toEqual(before);
});

Deno.test("a length that HKDF cannot give, a missing purpose and a short master key are refused", () => {
  const derive = createKeyDerivation(MASTER_KEY);
  expect(derive("a", 8_160)).toHaveLength(8_160);
  for (const lengthBytes of [0, -1, 1.5, 8_161, Number.NaN]) {
    expect(() => derive("a", lengthBytes)).toThrow("not from 1 to 8160");
  }
  expect(() => derive("", 32)).toThrow("no purpose");
  expect(() => createKeyDerivation(new Uint8Array(31))).toThrow("32 bytes");
});
