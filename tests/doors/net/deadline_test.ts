import { expect } from "expect";
import { startIdleDeadline } from "../../../lib/doors/net/deadline.ts";
import { createTestClock } from "../../support/test_clock.ts";

function start() {
  const clock = createTestClock();
  const expired: number[] = [];
  const deadline = startIdleDeadline(clock, 1_000, () => expired.push(clock.monotonicMs()));
  return { clock, expired, deadline };
}

Deno.test("an idle deadline passes once", () => {
  const { clock, expired } = start();
  clock.advance(10_000);
  expect(expired).toEqual([1_000]);
});

Deno.test("a sign of life moves an idle deadline on, to the millisecond", () => {
  const { clock, expired, deadline } = start();
  clock.advance(600);
  deadline.touch();
  clock.advance(500);
  deadline.touch();
  clock.advance(10_000);
  expect(expired).toEqual([2_100]);
});

Deno.test("a cancelled idle deadline does not pass, also after a sign of life", () => {
  const { clock, expired, deadline } = start();
  clock.advance(600);
  deadline.touch();
  clock.advance(600);
  deadline.cancel();
  clock.advance(10_000);
  expect(expired).toEqual([]);
});
