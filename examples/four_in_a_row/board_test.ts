import { expect } from "expect";
import { canDrop, outcomeOf, sideToMove } from "./board.ts";

Deno.test("the sides take turns, beginning with the first", () => {
  expect([sideToMove(""), sideToMove("3"), sideToMove("33")]).toEqual([0, 1, 0]);
});

Deno.test("four stones in a row win, in every direction, and the line is told", () => {
  expect(outcomeOf("0011223")).toEqual({ winner: 0, line: [0, 1, 2, 3] });
  expect(outcomeOf("0101010")).toEqual({ winner: 0, line: [0, 7, 14, 21] });
  expect(outcomeOf("01122323363")).toEqual({ winner: 0, line: [0, 8, 16, 24] });
  expect(outcomeOf("65544343303")).toEqual({ winner: 0, line: [24, 18, 12, 6] });
});

Deno.test("the second side wins as the first does", () => {
  expect(outcomeOf("60616263")).toEqual({ winner: 1, line: [0, 1, 2, 3] });
});

Deno.test("five in a row are a line of five", () => {
  expect(outcomeOf("001144332")).toEqual({ winner: 0, line: [0, 1, 2, 3, 4] });
});

Deno.test("three, or four with a gap, or what wraps around the edge, win nothing", () => {
  expect(outcomeOf("001122")).toBeNull();
  expect(outcomeOf("0011224")).toBeNull();
  expect(outcomeOf("4051620")).toBeNull();
});

Deno.test("a column holds six stones", () => {
  expect(canDrop("33333", 3)).toBe(true);
  expect(canDrop("333333", 3)).toBe(false);
});

Deno.test("a full board without a line is a draw, and nothing before its last stone was", () => {
  const full = "632126553446540333613456422264500502110011";
  expect(outcomeOf(full)).toEqual({ winner: null, line: [] });
  for (let stones = 0; stones < 42; stones++) expect(outcomeOf(full.slice(0, stones))).toBeNull();
});
