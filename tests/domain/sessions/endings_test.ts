import { expect } from "expect";
import { AppError } from "../../../lib/platform/errors.ts";
import { createLog, type LogRecord } from "../../../lib/platform/log/log.ts";
import { createSessionEndings, type EndReason } from "../../../lib/domain/sessions/endings.ts";
import { createTestClock } from "../../support/test_clock.ts";

/** Endings over a database that is there or away, as the test says. */
function createFixture() {
  const clock = createTestClock();
  const ended: [string, EndReason][] = [];
  const records: LogRecord[] = [];
  const state = { isAway: false, attempts: 0 };
  const endings = createSessionEndings({
    clock,
    log: createLog((record) => records.push(record)),
    revocation: {
      endSession: (_unit, sessionId, reason) => Promise.resolve(ended.push([sessionId, reason as EndReason]) > 0),
    },
    database: {
      transaction(work) {
        state.attempts += 1;
        if (state.isAway) return Promise.reject(new AppError("unavailable", "Could not reach the database"));
        return work({} as Parameters<typeof work>[0]);
      },
    },
  });
  /** What the clock began runs to its end. */
  const settle = async () => {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  };
  return { clock, endings, ended, records, state, settle };
}

Deno.test("a session is ended at once while the database is there", async () => {
  const { endings, ended, records } = createFixture();
  await endings.end("one", "disconnected");
  expect(ended).toEqual([["one", "disconnected"]]);
  expect(records).toEqual([]);
});

Deno.test("what fails is tried again every 5 s until the database is back", async () => {
  const { clock, endings, ended, state, settle } = createFixture();
  state.isAway = true;
  await endings.end("one", "disconnected");
  await endings.end("two", "timed_out");
  clock.advance(5_000);
  await settle();
  expect(ended).toEqual([]);
  state.isAway = false;
  clock.advance(4_999);
  await settle();
  expect(ended).toEqual([]);
  clock.advance(1);
  await settle();
  expect(ended).toEqual([["one", "disconnected"], ["two", "timed_out"]]);
  state.attempts = 0;
  clock.advance(60_000);
  await settle();
  expect(state.attempts).toBe(0);
});

Deno.test("while the database is away, a round of tries asks it once", async () => {
  const { clock, endings, state, settle } = createFixture();
  state.isAway = true;
  for (let line = 0; line < 10; line++) await endings.end(`line ${line}`, "disconnected");
  state.attempts = 0;
  clock.advance(5_000);
  await settle();
  expect(state.attempts).toBe(1);
});

Deno.test("a close tries once more, and then no more", async () => {
  const { clock, endings, ended, state, settle } = createFixture();
  state.isAway = true;
  await endings.end("one", "shutdown");
  state.isAway = false;
  await endings.close();
  expect(ended).toEqual([["one", "shutdown"]]);
  state.isAway = true;
  await endings.end("two", "shutdown");
  state.isAway = false;
  clock.advance(60_000);
  await settle();
  expect(ended).toHaveLength(1);
});
