import { expect } from "expect";
import fc from "fast-check";
import { estimateStrength } from "../../static/page/strength.js";

const levelOf = (password: string, own: string[] = []) => estimateStrength(password, own).level;

Deno.test("what guessers try first is very weak, however it is dressed up", () => {
  const guessed = ["password", "P4ssw0rd!", "dragon1987", "qwerty12345", "aaaaaaaaaaaa", "987654321", "abcdefgh"];
  expect(guessed.filter((password) => levelOf(password) > 0)).toEqual([]);
});

Deno.test("the player's own name is no secret", () => {
  expect(levelOf("Mara_K2024", ["Mara_K"])).toBe(0);
  expect(levelOf("Mara_K2024")).toBeGreaterThan(0);
});

Deno.test("chance is rewarded, in length as well as in kinds", () => {
  expect(levelOf("xK9$mq2L")).toBe(2);
  expect(levelOf("Zq7!vR2@pLm9")).toBe(4);
  expect(levelOf("correct horse battery staple")).toBe(3);
});

Deno.test("an empty password has no strength", () => {
  expect(estimateStrength("")).toMatchObject({ level: 0, label: "Very weak" });
});

Deno.test("any text has a level and a time", () => {
  fc.assert(fc.property(fc.string({ minLength: 1, maxLength: 30 }), (password) => {
    const { level, seconds } = estimateStrength(password);
    expect(level).toBeGreaterThanOrEqual(0);
    expect(level).toBeLessThanOrEqual(4);
    expect(seconds).toBeGreaterThan(0);
  }));
});
