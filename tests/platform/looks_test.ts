import { expect } from "expect";
import { Looks } from "../../lib/platform/looks.ts";
import { createTestClock } from "../support/test_clock.ts";

function createWatched() {
  const looks: number[] = [];
  return { looks, look: (nowMs: number) => void looks.push(nowMs) };
}

Deno.test("many are looked at by one timer, every second", () => {
  const clock = createTestClock();
  const looks = new Looks(clock, 1_000);
  const [first, second] = [createWatched(), createWatched()];
  looks.add(first);
  clock.advance(400);
  looks.add(second);
  expect(clock.pending()).toBe(1);
  clock.advance(1_600);
  expect(first.looks).toEqual([1_000, 2_000]);
  expect(second.looks).toEqual([1_000, 2_000]);
});

Deno.test("whoever goes is not looked at any more, and nobody keeps no timer", () => {
  const clock = createTestClock();
  const looks = new Looks(clock, 1_000);
  const [first, second] = [createWatched(), createWatched()];
  looks.add(first);
  looks.add(second);
  looks.delete(first);
  clock.advance(1_000);
  looks.delete(second);
  expect(clock.pending()).toBe(0);
  clock.advance(10_000);
  expect([first.looks, second.looks]).toEqual([[], [1_000]]);
});

Deno.test("whoever goes while it is looked at leaves no timer behind", () => {
  const clock = createTestClock();
  const looks = new Looks(clock, 1_000);
  const leaving = { look: () => looks.delete(leaving) };
  looks.add(leaving);
  clock.advance(1_000);
  expect(clock.pending()).toBe(0);
});

Deno.test("whoever fails while it is looked at is told of, and keeps nobody's deadline from being looked at", () => {
  const clock = createTestClock();
  const looks = new Looks(clock, 1_000);
  const failing = {
    look() {
      throw new Error("A broken one");
    },
  };
  const other = createWatched();
  looks.add(failing);
  looks.add(other);
  for (const second of [1_000, 2_000]) {
    expect(() => clock.advance(1_000)).toThrow("A broken one");
    expect(other.looks.at(-1)).toBe(second);
  }
});
