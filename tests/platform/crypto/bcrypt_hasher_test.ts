import { compareSync } from "bcryptjs";
import { expect } from "expect";
import fc from "fast-check";
import { createInlineHasher } from "../../../lib/platform/crypto/inline_hasher.ts";
import { type Bcrypt, createPasswordHasher } from "../../../lib/platform/crypto/password_hasher.ts";
import type { AppError } from "../../../lib/platform/errors.ts";
import type { Random } from "../../../lib/platform/random.ts";

/** A bcrypt that only remembers what it was asked to do. */
function createSpy() {
  const calls: { password: string; salt: string }[] = [];
  const bcrypt: Bcrypt = {
    run(password, salt) {
      calls.push({ password, salt });
      return Promise.resolve(salt + "x".repeat(31));
    },
    prove: () => Promise.resolve(false),
    queue: { depth: () => 0, running: () => 0, isFull: () => false },
    warmUp: () => {},
    close: () => {},
  };
  const random: Random = { bytes: (count) => new Uint8Array(count).fill(0xff), uuid: () => "" };
  return { calls, hasher: createPasswordHasher({ bcrypt, cost: 12, random }) };
}

Deno.test("a hash is bcrypt's own, of the cost asked for, and its password alone fits it", async () => {
  const hasher = createInlineHasher(5);
  const hash = await hasher.hash("correct horse");
  expect(hash).toMatch(/^\$2b\$05\$/);
  expect(compareSync("correct horse", hash)).toBe(true);
  expect(await hasher.verify("correct horse", hash)).toBe(true);
  expect(await hasher.verify("correct horsf", hash)).toBe(false);
});

Deno.test("every password fits its own hash, in any script", async () => {
  const hasher = createInlineHasher();
  const password = fc.string({ unit: "grapheme", minLength: 6, maxLength: 18 })
    .filter((text) => new TextEncoder().encode(text).length <= 72);
  await fc.assert(
    fc.asyncProperty(password, async (text) => {
      expect(await hasher.verify(text, await hasher.hash(text))).toBe(true);
    }),
    { numRuns: 30 },
  );
});

Deno.test("one password hashed twice gives two hashes", async () => {
  const hasher = createInlineHasher();
  expect(await hasher.hash("correct horse")).not.toBe(await hasher.hash("correct horse"));
});

Deno.test("a hash made elsewhere is understood, whatever its cost and prefix", async () => {
  // From the test vectors of OpenBSD's bcrypt, password "U*U".
  const hash = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
  expect(await createInlineHasher().verify("U*U", hash)).toBe(true);
  expect(await createInlineHasher().verify("U*V", hash)).toBe(false);
});

Deno.test("the salt is sixteen random bytes in bcrypt's Base64", async () => {
  const { hasher, calls } = createSpy();
  await hasher.hash("correct horse");
  expect(calls).toEqual([{ password: "correct horse", salt: "$2b$12$" + "9".repeat(21) + "u" }]);
});

Deno.test("a password of 72 bytes is taken, one of 73 refused by every call before any work", async () => {
  const { hasher, calls } = createSpy();
  const longest = "ä".repeat(36);
  await hasher.hash(longest);
  expect(calls).toHaveLength(1);
  const stored = `$2b$12$${"a".repeat(53)}`;
  for (const call of [hasher.hash, (text: string) => hasher.verify(text, stored), hasher.verifyNothing]) {
    const error: AppError = await call(longest + "x").then(() => null, (thrown) => thrown);
    expect(error.code).toBe("invalid_input");
    expect(error.details.errors).toEqual([{ field: "password", message: "must not have more than 72 bytes" }]);
  }
  expect(calls).toHaveLength(1);
});

Deno.test("an unknown account costs one run at the cost of new hashes, and is never let in", async () => {
  const { hasher, calls } = createSpy();
  expect(await hasher.verifyNothing("correct horse")).toBe(false);
  expect(calls).toEqual([{ password: "correct horse", salt: "$2b$12$" + ".".repeat(22) }]);
});

Deno.test("a stored hash that is not bcrypt's, or too dear, is nobody's password, at the usual cost", async () => {
  const { hasher, calls } = createSpy();
  const digest = "a".repeat(53);
  for (
    const stored of [
      "",
      "plain",
      "$argon2id$v=19$m=1",
      `$2b$12$${"a".repeat(52)}`,
      `$2b$16$${digest}`,
      `$2x$12$${digest}`,
    ]
  ) {
    expect(await hasher.verify("correct horse", stored)).toBe(false);
  }
  expect(calls.map(({ salt }) => salt)).toEqual(Array(6).fill("$2b$12$" + ".".repeat(22)));
});

Deno.test("a hash of another cost is outdated", async () => {
  const hash = await createInlineHasher(4).hash("correct horse");
  expect(createInlineHasher(4).isOutdated(hash)).toBe(false);
  expect(createInlineHasher(5).isOutdated(hash)).toBe(true);
});

Deno.test("a cost that bcrypt does not know is refused", () => {
  for (const cost of [3, 32, 4.5]) expect(() => createInlineHasher(cost)).toThrow("not from 4 to 31");
});
