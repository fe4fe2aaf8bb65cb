import { expect } from "expect";
import { createPasswordCheck } from "../../../lib/domain/accounts/new_password.ts";

const ADA = { username: "ada_lovelace", email: "countess@example.org" };

function refusalOf(check: () => unknown): string | null {
  try {
    check();
    return null;
  } catch (error) {
    return Reflect.get(Object(error), "code") === "invalid_input" ? Reflect.get(Object(error), "message") : "another";
  }
}

Deno.test("as the documents have it, passwords have 6 characters to 72 bytes", () => {
  const check = createPasswordCheck("documents");
  for (const right of ["abcdef", "a".repeat(72), "😀".repeat(6), "password", ADA.username]) {
    expect(check(right, ADA)).toBe(right);
  }
  const wrong = ["abcde", "😀".repeat(5), "a".repeat(73), "😀".repeat(19), "abc\0def", "abcdef\ud800"];
  for (const password of wrong) expect(refusalOf(() => check(password, ADA))).not.toBeNull();
});

Deno.test("passwords are counted and kept in NFC", () => {
  const check = createPasswordCheck("documents");
  expect(check("pa\u0308sswort", ADA)).toBe("p\u00e4sswort");
  // Six code points as typed, five once they are composed.
  expect(refusalOf(() => check("a\u0308bcde", ADA))).toBe("password: must have at least 6 characters");
});

Deno.test("strict: 8 characters, nothing that everybody tries, nothing that everybody knows of the player", () => {
  const check = createPasswordCheck("strict");
  expect(check("battery staple", ADA)).toBe("battery staple");
  expect(refusalOf(() => check("x7!kQ2z", ADA, "newPassword"))).toBe("newPassword: must have at least 8 characters");
  for (const common of ["password", "PassWord", "12345678", "1qaz2wsx"]) {
    expect(refusalOf(() => check(common, ADA))).toContain("tried first");
  }
  for (const own of ["Ada_Lovelace", "COUNTESS@example.org", "countess"]) {
    expect(refusalOf(() => check(own, ADA))).toContain("neither the username nor the e-mail");
  }
  expect(check("countess", { username: "ada", email: null })).toBe("countess");
});

Deno.test("the list has ten thousand passwords, each once and in the form that is looked for", () => {
  const list = new URL("../../../lib/domain/accounts/common_passwords.txt", import.meta.url);
  const lines = Deno.readTextFileSync(list).trimEnd().split("\n");
  expect(lines).toHaveLength(10_000);
  expect(new Set(lines).size).toBe(10_000);
  expect(lines.filter((line) => line !== line.toLowerCase() || line.trim() === "")).toEqual([]);
});
