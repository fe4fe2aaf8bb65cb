import assert from "node:assert/strict";
import { canDrop, outcomeOf, sideToMove } from "./board.ts";

Deno.test("the sides take turns, beginning with the first", () => {
  assert.deepEqual([sideToMove(""), sideToMove("3"), sideToMove("33")], [0, 1, 0]);
});

Deno.test("four stones in a row win, in every direction, and the line is told", () => {
  assert.deepEqual(outcomeOf("0011223"), { winner: 0, line: [0, 1, 2, 3] });
  assert.deepEqual(outcomeOf("0101010"), { winner: 0, line: [0, 7, 14, 21] });
  assert.deepEqual(outcomeOf("01122323363"), { winner: 0, line: [0, 8, 16, 24] });
  assert.deepEqual(outcomeOf("65544343303"), { winner: 0, line: [24, 18, 12, 6] });
});

Deno.test("the second side wins as the first does", () => {
  assert.deepEqual(outcomeOf("60616263"), { winner: 1, line: [0, 1, 2, 3] });
});

Deno.test("five in a row are a line of five", () => {
  assert.deepEqual(outcomeOf("001144332"), { winner: 0, line: [0, 1, 2, 3, 4] });
});

Deno.test("three, or four with a gap, or what wraps around the edge, win nothing", () => {
  assert.equal(outcomeOf("001122"), null);
  assert.equal(outcomeOf("0011224"), null);
  assert.equal(outcomeOf("4051620"), null);
});

Deno.test("a column holds six stones", () => {
  assert.equal(canDrop("33333", 3), true);
  assert.equal(canDrop("333333", 3), false);
});

Deno.test("a full board without a line is a draw, and nothing before its last stone was", () => {
  const full = "632126553446540333613456422264500502110011";
  assert.deepEqual(outcomeOf(full), { winner: null, line: [] });
  for (let stones = 0; stones < 42; stones++) assert.equal(outcomeOf(full.slice(0, stones)), null);
});
