import { expect } from "expect";
import { createSrp6Scheme, decodeRecord } from "../../../lib/games/wildstar/srp6_scheme.ts";
import vectors from "../../vectors/srp6.json" with { type: "json" };

const vector = vectors.cases[0]!;
const salt = Uint8Array.fromHex(vector.salt);
const scheme = createSrp6Scheme({ bytes: (count) => salt.slice(0, count), uuid: () => "" });

Deno.test("the stored secret is the salt and the verifier over the lower-cased e-mail", async () => {
  expect(scheme.needs).toBe("email");
  const stored = await scheme.derive({ login: "Player@Example.COM", password: vector.password });
  expect(stored.toHex()).toBe(vector.salt + vector.verifier);
  expect(decodeRecord(stored).salt.toHex()).toBe(vector.salt);
  expect(decodeRecord(stored).verifier.toHex()).toBe(vector.verifier);
});

Deno.test("the right password verifies with the stored salt, in any case of the e-mail; others do not", async () => {
  const stored = Uint8Array.fromHex(vector.salt + vector.verifier);
  const other = createSrp6Scheme({ bytes: (count) => new Uint8Array(count), uuid: () => "" });
  expect(await other.verify({ login: "PLAYER@example.com", password: vector.password, stored })).toBe(true);
  expect(await other.verify({ login: vector.identity, password: "correct hors", stored })).toBe(false);
  expect(await other.verify({ login: "other@example.com", password: vector.password, stored })).toBe(false);
});

Deno.test("a stored secret of another length is not guessed at", () => {
  expect(() => decodeRecord(new Uint8Array(143))).toThrow("143 bytes");
});
