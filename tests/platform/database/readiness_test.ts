import { expect } from "expect";
import { createReadiness } from "../../../lib/platform/database/readiness.ts";
import { createTestClock } from "../../support/test_clock.ts";
import { eachDatabase } from "../../support/test_database.ts";

eachDatabase("a database that answers is ready", async (database) => {
  expect(await createReadiness({ database, clock: createTestClock() })()).toBe(true);
});

Deno.test("a database that fails is not ready, and is again once it answers", async () => {
  let works = false;
  const isReady = createReadiness({
    database: { check: () => works ? Promise.resolve() : Promise.reject(new Error("gone")) },
    clock: createTestClock(),
  });
  expect(await isReady()).toBe(false);
  works = true;
  expect(await isReady()).toBe(true);
});

Deno.test("a database that does not answer is not ready within 2 s", async () => {
  const clock = createTestClock();
  const isReady = createReadiness({ database: { check: () => new Promise(() => {}) }, clock });
  const answer = isReady();
  clock.advance(1_999);
  expect(await answer).toBe(false);
});

Deno.test("many who ask at once ask the database once", async () => {
  let asked = 0;
  const isReady = createReadiness({
    database: { check: () => Promise.resolve(void asked++) },
    clock: createTestClock(),
  });
  await Promise.all(Array.from({ length: 100 }, isReady));
  expect(asked).toBe(1);
  await isReady();
  expect(asked).toBe(2);
});
