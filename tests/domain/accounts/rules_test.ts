import { expect } from "expect";
import {
  checkEmail,
  checkUsername,
  emailKey,
  fitsBcrypt,
  isEmail,
  normalizePassword,
  usernameKey,
} from "../../../lib/domain/accounts/rules.ts";

const isRefused = (run: () => unknown): boolean => {
  try {
    run();
    return false;
  } catch (error) {
    return Reflect.get(Object(error), "code") === "invalid_input";
  }
};

Deno.test("usernames have 3 to 20 letters of ASCII, digits and underscores", () => {
  for (const name of ["abc", "A_1", "_".repeat(20)]) expect(checkUsername(name)).toBe(name);
  for (const name of ["ab", "a".repeat(21), "a b", "ä_bc", "abc\n", "a-b"]) {
    expect(isRefused(() => checkUsername(name))).toBe(true);
  }
  expect(usernameKey("AdA_1")).toBe("ada_1");
});

Deno.test("e-mail addresses have one @, a domain with a dot and no spaces", () => {
  for (const email of ["a@b.co", "a+b@sub.example.org", "ä@müller.de"]) expect(checkEmail(email)).toBe(email);
  const wrong = [
    "a",
    "a@b",
    "a@@b.co",
    "a@b.co.",
    "a b@c.de",
    "a@b.c\0",
    `${"a".repeat(65)}@b.co`,
    `a@${"b".repeat(260)}.co`,
  ];
  wrong.push("a\u200b@x.org", "a@x\u00ad.org", "a\u2060b@x.org", "a\ufeff@x.org", "\u3164@x.org", "a\u00a0b@x.org");
  wrong.push("a@x..org", "a@-x.org", "a@x-.org", "a@.x.org", "a@x.org.", "a@x.-org", `a@${"x".repeat(64)}.org`);
  for (const email of wrong) expect(isRefused(() => checkEmail(email))).toBe(true);
});

Deno.test("an e-mail address is one address on one line", () => {
  const wrong = [
    "ada@example.org\r\nBcc: eve@example.org",
    "ada@example.org, eve@example.org",
    "ada@example.org;eve@example.org",
    "<ada@example.org>",
    "ada@exam\u0000ple.org",
    "ada\u0085@example.org",
    "ada",
    "ada@",
    "\ud800@example.org",
  ];
  for (const address of wrong) expect([address, isEmail(address)]).toEqual([address, false]);
});

Deno.test("two ways to write one e-mail address are one", () => {
  expect(emailKey("ADA@Example.ORG")).toBe("ada@example.org");
  expect(emailKey("zoe\u0308@example.org")).toBe(emailKey("ZO\u00cb@example.org"));
});

Deno.test("what can be nobody's password is none; what bcrypt cannot read may be an older system's", () => {
  expect(normalizePassword("u\u0308".repeat(36))).toBe("\u00fc".repeat(36));
  expect(fitsBcrypt("a".repeat(72))).toBe(true);
  expect(fitsBcrypt("\u00fc".repeat(37))).toBe(false);
  expect(normalizePassword("a".repeat(1_024))).toHaveLength(1_024);
  for (const wrong of ["a".repeat(1_025), "\u00fc".repeat(513), "a\0", "\ud800"]) {
    expect(normalizePassword(wrong)).toBeNull();
  }
});
