import { expect } from "expect";
import type { Database } from "../../../lib/platform/database/database.ts";
import { silentLog } from "../../../lib/platform/log/log.ts";
import { LEASE_MS } from "../../../lib/platform/jobs/job_claims.ts";
import { createJobs, type Jobs } from "../../../lib/platform/jobs/jobs.ts";
import { createTestClock, type TestClock } from "../../support/test_clock.ts";
import { eachDatabase } from "../../support/test_database.ts";
import { until } from "../../support/until.ts";

const RENEW_EVERY_MS = LEASE_MS / 3;

interface Instance {
  readonly jobs: Jobs;
  /** How each run ended. */
  readonly runs: readonly string[];
  /** Resolves once the job runs, and its claim is being kept. */
  running(): Promise<void>;
  /** Resolves once the instance waits for its next turn. */
  idle(): Promise<void>;
  /** Either of the two. */
  quiet(): Promise<void>;
}

/** One instance with one job, every minute. */
function instanceOf(database: Database, clock: TestClock, run: (signal: AbortSignal) => Promise<void>): Instance {
  const runs: string[] = [];
  const job = { owner: "my_game", name: "clean", everyMs: 60_000, run };
  const armed = new Set<{ readonly delayMs: number }>();
  let onArmed = Promise.withResolvers<void>();
  const watched = {
    ...clock,
    after(delayMs: number, run: () => void) {
      const timer = { delayMs };
      armed.add(timer);
      onArmed.resolve();
      onArmed = Promise.withResolvers();
      const cancel = clock.after(delayMs, () => {
        armed.delete(timer);
        run();
      });
      return () => {
        armed.delete(timer);
        cancel();
      };
    },
  };
  const until = async (matches: (delayMs: number) => boolean) => {
    while (![...armed].some(({ delayMs }) => matches(delayMs))) await onArmed.promise;
  };
  return {
    jobs: createJobs({
      jobs: [job],
      database,
      clock: watched,
      log: silentLog,
      onRun: ({ owner, name }, result) => runs.push(`${owner}.${name} ${result}`),
    }),
    runs,
    running: () => until((delayMs) => delayMs === RENEW_EVERY_MS),
    idle: () => until((delayMs) => delayMs !== RENEW_EVERY_MS),
    quiet: () => until(() => true),
  };
}

/** Ends as soon as it is told to, and notes it. */
function obedient(order: string[]) {
  return (signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      signal.addEventListener("abort", () => {
        order.push("aborted");
        resolve();
      });
    });
}

eachDatabase("a job runs for the first time after its time, and then again and again", async (database) => {
  const clock = createTestClock();
  const { jobs, idle, runs } = instanceOf(database, clock, () => Promise.resolve());
  jobs.start();
  await idle();
  for (let minute = 1; minute <= 3; minute++) {
    clock.advance(59_999);
    await idle();
    expect(runs.length).toBe(minute - 1);
    clock.advance(1);
    await idle();
    expect(runs.length).toBe(minute);
  }
  await jobs.stop();
  clock.advance(600_000);
  expect(runs.length).toBe(3);
  expect(runs).toEqual(Array(3).fill("my_game.clean succeeded"));
});

eachDatabase("of two instances one runs a job that is due", async (database) => {
  let runs = 0;
  const clock = createTestClock();
  const instances = [0, 1].map(() => instanceOf(database, clock, () => Promise.resolve(void runs++)));
  for (const { jobs, idle } of instances) {
    jobs.start();
    await idle();
  }
  for (let second = 5; second <= 180; second += 5) {
    clock.advance(5_000);
    for (const { idle } of instances) await idle();
    expect(runs).toBe(Math.floor(second / 60));
  }
  for (const { jobs } of instances) await jobs.stop();
});

eachDatabase("a job that takes long is not run a second time meanwhile, here or elsewhere", async (database) => {
  let runs = 0;
  const clock = createTestClock();
  const end = Promise.withResolvers<void>();
  const instances = [0, 1].map(() =>
    instanceOf(database, clock, () => {
      runs++;
      return end.promise;
    })
  );
  instances.forEach(({ jobs }) => jobs.start());
  for (let i = 0; i < 40; i++) {
    for (const { quiet } of instances) await quiet();
    clock.advance(5_000);
  }
  expect(runs).toBe(1);
  end.resolve();
  for (const { idle, jobs } of instances) {
    await idle();
    await jobs.stop();
  }
});

eachDatabase("a job of an instance that died is another's after half a minute", async (database) => {
  const deadClock = createTestClock();
  const dead = instanceOf(database, deadClock, () => new Promise(() => {}));
  dead.jobs.start();
  await dead.idle();
  deadClock.advance(60_000);
  await dead.running(); // and its clock stands still from now on
  let runs = 0;
  const clock = createTestClock("2026-01-01T00:01:29Z");
  const heir = instanceOf(database, clock, () => Promise.resolve(void runs++));
  heir.jobs.start();
  await heir.idle();
  expect(runs).toBe(0);
  clock.advance(1_000);
  await heir.idle();
  expect(runs).toBe(1);
  await heir.jobs.stop();
});

eachDatabase(
  "an instance that was taken for dead ends its run, and leaves the heir's claim alone",
  async (database) => {
    const order: string[] = [];
    const clock = createTestClock();
    const { jobs, idle, running } = instanceOf(database, clock, obedient(order));
    jobs.start();
    await idle();
    clock.advance(60_000);
    await running();
    const heirsClaim = Date.parse("2026-01-01T01:00:00Z");
    await database.write.updateTable("jobs").set({ run_at: heirsClaim }).execute();
    clock.advance(RENEW_EVERY_MS);
    await idle();
    expect(order).toEqual(["aborted"]);
    const { run_at } = await database.write.selectFrom("jobs").select("run_at").executeTakeFirstOrThrow();
    expect(run_at).toBe(heirsClaim);
    await jobs.stop();
  },
);

eachDatabase("the end of the server ends the job by its signal, and waits for it", async (database) => {
  const order: string[] = [];
  const clock = createTestClock();
  const { jobs, idle, running } = instanceOf(database, clock, obedient(order));
  jobs.start();
  await idle();
  clock.advance(60_000);
  await running();
  await jobs.stop();
  order.push("stopped");
  expect(order).toEqual(["aborted", "stopped"]);
});

eachDatabase("a job that does not heed its signal holds the end up for five seconds", async (database) => {
  const clock = createTestClock();
  const { jobs, idle, running } = instanceOf(database, clock, () => new Promise(() => {}));
  jobs.start();
  await idle();
  clock.advance(60_000);
  await running();
  const stopped = jobs.stop();
  clock.advance(5_000);
  await stopped;
});

eachDatabase("a job that fails is counted and runs again", async (database) => {
  const clock = createTestClock();
  const { jobs, idle, runs } = instanceOf(database, clock, () => Promise.reject(new Error("no broom")));
  jobs.start();
  for (let minute = 0; minute < 2; minute++) {
    await idle();
    clock.advance(60_000);
  }
  await idle();
  expect(runs).toEqual(Array(2).fill("my_game.clean failed"));
  await jobs.stop();
});

eachDatabase(
  "after the clock has gone back two hours no job waits two hours, and none after a leap ahead",
  async (database) => {
    const clock = createTestClock();
    const first = instanceOf(database, clock, () => Promise.resolve());
    first.jobs.start();
    await first.idle();
    clock.advance(60_000);
    await until(() => first.runs.length === 1);
    await first.jobs.stop();
    clock.setBack(2 * 60 * 60_000);
    const second = instanceOf(database, clock, () => Promise.resolve());
    second.jobs.start();
    await until(() => second.runs.length === 1);
    clock.setBack(-4 * 60 * 60_000);
    clock.advance(60_000);
    await until(() => second.runs.length === 2);
    await second.jobs.stop();
  },
);

/** Counts the statements that go by its `write`. */
function counted(database: Database): { readonly database: Database; readonly statements: () => number } {
  let statements = 0;
  const write = database.write.withPlugin({
    transformQuery({ node }) {
      statements++;
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  });
  return { database: { ...database, write }, statements: () => statements };
}

for (const number of [1, 18]) {
  eachDatabase(`a start asks for ${number} jobs by two statements: new ones, and those that are due`, async (of) => {
    const clock = createTestClock();
    for (const runs of [0, number]) {
      const { database, statements } = counted(of);
      const ran: string[] = [];
      const begun = Promise.withResolvers<void>();
      const end = Promise.withResolvers<void>();
      const run = () => {
        if (ran.push("run") === number) begun.resolve();
        return end.promise;
      };
      const timers = Promise.withResolvers<void>();
      let armed = 0;
      const watched = {
        ...clock,
        after(delayMs: number, then: () => void) {
          if (++armed === number) timers.resolve();
          return clock.after(delayMs, then);
        },
      };
      const all = Array.from(
        { length: number },
        (_, i) => ({ owner: "my_game", name: `job_${i}`, everyMs: 60_000, run }),
      );
      const jobs = createJobs({ jobs: all, database, clock: watched, log: silentLog, onRun: () => {} });
      jobs.start();
      await (runs === 0 ? timers.promise : begun.promise);
      expect(statements()).toBe(2);
      expect(ran.length).toBe(runs);
      end.resolve();
      await jobs.stop();
      clock.advance(60_000);
    }
  });
}
