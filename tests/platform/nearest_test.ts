import { expect } from "expect";
import { countTypingErrors, nearestName } from "../../lib/platform/nearest.ts";

Deno.test("a letter too many, too few, another, or two swapped is one typing error", () => {
  for (const slip of ["SLIME_PROT", "SLIM_PORT", "SLIME_PORTS", "SLIMI_PORT"]) {
    expect(countTypingErrors(slip, "SLIME_PORT")).toBe(1);
  }
  expect(countTypingErrors("SLIME_PORT", "SLIME_PORT")).toBe(0);
  expect(countTypingErrors("", "abc")).toBe(3);
});

Deno.test("the nearest name is found whatever its case, and none where there is none", () => {
  expect(nearestName("gameid", ["game_id", "name", "flags"])).toBe("game_id");
  expect(nearestName("Onlin", ["name", "online"])).toBe("online");
  expect(nearestName("x", [])).toBe(null);
  expect(nearestName("x".repeat(101), ["x"])).toBe(null);
});
