import { expect } from "expect";
import { isEqualConstantTime } from "../../../lib/platform/crypto/constant_time.ts";

Deno.test("the same bytes are equal, whichever memory they are in", () => {
  expect(isEqualConstantTime(Uint8Array.of(1, 2), Uint8Array.of(0, 1, 2).subarray(1))).toBe(true);
  expect(isEqualConstantTime(new Uint8Array(0), new Uint8Array(0))).toBe(true);
});

Deno.test("a difference in any byte or in the length is seen", () => {
  const bytes = Uint8Array.of(1, 2, 3);
  for (const other of [[9, 2, 3], [1, 9, 3], [1, 2, 9], [1, 2], [1, 2, 3, 0]]) {
    expect(isEqualConstantTime(bytes, Uint8Array.from(other))).toBe(false);
  }
  // Differences that would cancel each other out if they were added instead of gathered.
  expect(isEqualConstantTime(Uint8Array.of(1, 1), Uint8Array.of(0, 2))).toBe(false);
});
