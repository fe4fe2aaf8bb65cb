import { expect } from "expect";
import { systemClock } from "../../../lib/platform/clock.ts";
import { costsToFill, fillAfterProof } from "../../../lib/platform/crypto/equal_cost.ts";

Deno.test("a cheaper hash and what fills it up are as many rounds as one of our own", () => {
  for (let cost = 4; cost <= 12; cost++) {
    const costs = costsToFill(2 ** cost, 12);
    expect([cost, costs.reduce((sum, one) => sum + 2 ** one, 2 ** cost)]).toEqual([cost, 2 ** 12]);
  }
  expect(costsToFill(2 ** 4, 4)).toEqual([]);
  expect(costsToFill(2 ** 13, 12)).toEqual([]); // a dearer one is left as it is
});

Deno.test("a proof is filled up to less than a hundredth of a hash, and a dear one not at all", () => {
  for (const share of [0, 0.03, 0.2, 0.5, 0.77, 0.999]) {
    const rounds = share * 2 ** 12;
    const sum = costsToFill(rounds, 12).reduce((sum, one) => sum + 2 ** one, rounds);
    expect(sum / 2 ** 12).toBeGreaterThan(0.99);
    expect(sum).toBeLessThanOrEqual(2 ** 12);
  }
  const startedMs = systemClock.monotonicMs();
  fillAfterProof({ kind: "plain", hash: "x" }, 60_000, 12, systemClock);
  fillAfterProof({ kind: "wp-bcrypt", hash: `$2y$15$${"x".repeat(53)}` }, 0, 12, systemClock);
  expect(systemClock.monotonicMs() - startedMs).toBeLessThan(5_000);
});
