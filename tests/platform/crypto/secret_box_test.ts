import { expect } from "expect";
import fc from "fast-check";
import { createSecretBox, SecretBoxError } from "../../../lib/platform/crypto/secret_box.ts";
import { type Random, systemRandom } from "../../../lib/platform/random.ts";

const KEY = Uint8Array.from({ length: 32 }, (_, index) => index + 1);
const PLACE = "account_secrets:42:srp6-wildstar";
const box = createSecretBox({ key: KEY, random: systemRandom });

Deno.test("what is sealed opens at the same place", async () => {
  await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.string(), async (plain, place) => {
    expect(await box.open(await box.seal(plain, place), place)).toEqual(plain);
  }));
});

Deno.test("a sealed secret is a version, the nonce, and AES-256-GCM of the secret", async () => {
  const nonce = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  const random: Random = { bytes: () => nonce.slice(), uuid: () => "" };
  const sealed = await createSecretBox({ key: KEY, random }).seal(new Uint8Array([7, 7, 7]), PLACE);

  const key = await crypto.subtle.importKey("raw", KEY, "AES-GCM", false, ["decrypt"]);
  const algorithm = { name: "AES-GCM", iv: nonce, additionalData: new TextEncoder().encode(PLACE) };
  expect([...sealed.slice(0, 13)]).toEqual([1, ...nonce]);
  expect(sealed).toHaveLength(1 + 12 + 3 + 16);
  expect(new Uint8Array(await crypto.subtle.decrypt(algorithm, key, sealed.slice(13)))).toEqual(
    new Uint8Array([7, 7, 7]),
  );
});

Deno.test("the same secret sealed twice looks different", async () => {
  const plain = new Uint8Array([1, 2, 3]);
  expect(await box.seal(plain, PLACE)).not.toEqual(await box.seal(plain, PLACE));
});

Deno.test("a secret that was moved to another row does not open", async () => {
  const sealed = await box.seal(new Uint8Array([1, 2, 3]), PLACE);
  await expect(box.open(sealed, "account_secrets:43:srp6-wildstar")).rejects.toThrow(SecretBoxError);
});

Deno.test("a secret does not open under another key", async () => {
  const other = createSecretBox({ key: new Uint8Array(32), random: systemRandom });
  await expect(other.open(await box.seal(new Uint8Array(5), PLACE), PLACE)).rejects.toThrow(SecretBoxError);
});

Deno.test("a secret with any bit changed, or any byte cut off, does not open", async () => {
  const sealed = await box.seal(new Uint8Array([1, 2, 3]), PLACE);
  for (let index = 0; index < sealed.length; index++) {
    const changed = sealed.slice();
    changed[index]! ^= 1;
    await expect(box.open(changed, PLACE)).rejects.toThrow(SecretBoxError);
    await expect(box.open(sealed.slice(0, index), PLACE)).rejects.toThrow(SecretBoxError);
  }
});

Deno.test("the error says where the secret lies, and holds neither its bytes nor a cause", async () => {
  const error = await box.open(new Uint8Array(40).fill(1), PLACE).catch((thrown) => thrown);
  expect(error.message).toBe(
    `Could not open the secret of ${PLACE}: it was changed, or sealed under another key or for another place`,
  );
  expect(error.cause).toBeUndefined();
});

Deno.test("a key of another length is refused", () => {
  expect(() => createSecretBox({ key: new Uint8Array(16), random: systemRandom })).toThrow("32 bytes");
});
