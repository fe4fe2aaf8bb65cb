import { expect } from "expect";
import { createTotpSecret, describeTotp, stepOfCode } from "../../../lib/domain/factors/totp_code.ts";
import { systemRandom } from "../../../lib/platform/random.ts";

/** RFC 6238, Appendix B, SHA-1: the last six of its eight digits. */
const SECRET = new TextEncoder().encode("12345678901234567890");
const VECTORS: readonly (readonly [seconds: number, code: string])[] = [
  [59, "287082"],
  [1_111_111_109, "081804"],
  [1_111_111_111, "050471"],
  [1_234_567_890, "005924"],
  [2_000_000_000, "279037"],
  [20_000_000_000, "353130"],
];
const at = (seconds: number) => new Date(seconds * 1_000);

Deno.test("RFC 6238's vectors hold, each with its step", () => {
  for (const [seconds, code] of VECTORS) {
    expect(stepOfCode(SECRET, code, at(seconds))).toBe(Math.floor(seconds / 30));
  }
});

Deno.test("one step before and after holds, and tells its own number; two do not", () => {
  const [seconds, code] = VECTORS[2]!;
  const step = Math.floor(seconds / 30);
  expect(stepOfCode(SECRET, code, at(seconds + 30))).toBe(step);
  expect(stepOfCode(SECRET, code, at(seconds - 30))).toBe(step);
  expect(stepOfCode(SECRET, code, at(seconds + 60))).toBeNull();
  expect(stepOfCode(SECRET, code, at(seconds - 60))).toBeNull();
});

Deno.test("spaces do not count, and what is not six digits is wrong", () => {
  const [seconds, code] = VECTORS[0]!;
  expect(stepOfCode(SECRET, `${code.slice(0, 3)} ${code.slice(3)}`, at(seconds))).toBe(1);
  for (const wrong of ["", "28708", "2870820", "28708x", "-87082", "٢٨٧٠٨٢"]) {
    expect(stepOfCode(SECRET, wrong, at(seconds))).toBeNull();
  }
});

Deno.test("an app is told the place, the player and the secret, and nothing that it would read otherwise", () => {
  const { secret, uri } = describeTotp(SECRET, "Ada's Games: here", "ada");
  expect(secret).toBe("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
  const url = new URL(uri);
  expect(url.protocol + url.host).toBe("otpauth:totp");
  expect(Object.fromEntries(url.searchParams)).toEqual({
    issuer: "Ada's Games: here",
    secret,
    algorithm: "SHA1",
    digits: "6",
    period: "30",
  });
  expect(createTotpSecret(systemRandom)).toHaveLength(20);
});
