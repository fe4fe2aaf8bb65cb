import { expect } from "expect";
import { createMessageBudget } from "../../lib/platform/message_budget.ts";
import { createTestClock } from "../support/test_clock.ts";

Deno.test("a budget begins full, is filled evenly and never over its burst", () => {
  const clock = createTestClock();
  const budget = createMessageBudget({ clock, perSecond: 2, burst: 4 });
  const spendAll = () => {
    let spent = 0;
    while (budget.spend(1)) spent++;
    return spent;
  };
  expect(spendAll()).toBe(4);
  clock.advance(499);
  expect(spendAll()).toBe(0);
  clock.advance(1);
  expect(spendAll()).toBe(1);
  clock.advance(1_000);
  expect(spendAll()).toBe(2);
  clock.advance(3_600_000);
  expect(spendAll()).toBe(4);
});

Deno.test("what is too much for the budget takes nothing from it", () => {
  const budget = createMessageBudget({ clock: createTestClock(), perSecond: 20, burst: 40 });
  expect(budget.spend(30)).toBe(true);
  expect(budget.spend(11)).toBe(false);
  expect(budget.spend(10)).toBe(true);
  expect(budget.spend(1)).toBe(false);
});
