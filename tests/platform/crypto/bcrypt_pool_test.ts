import { expect } from "expect";
import { getPriority } from "node:os";
import { systemClock } from "../../../lib/platform/clock.ts";
import { type BcryptPoolParts, createBcryptPool, type JobTimes } from "../../../lib/platform/crypto/bcrypt_pool.ts";
import type { BcryptJob, BcryptThreadEvents } from "../../../lib/platform/crypto/bcrypt_thread.ts";
import { createPasswordHasher } from "../../../lib/platform/crypto/password_hasher.ts";
import { AppError } from "../../../lib/platform/errors.ts";
import { systemRandom } from "../../../lib/platform/random.ts";
import { createTestClock } from "../../support/test_clock.ts";

interface FakeThread {
  readonly events: BcryptThreadEvents;
  readonly jobs: BcryptJob[];
  terminated: boolean;
}

/** A pool whose threads do nothing until the test speaks for them. */
function createTestPool(parts: Partial<BcryptPoolParts> = {}) {
  const clock = createTestClock();
  const threads: FakeThread[] = [];
  const pool = createBcryptPool({
    threads: 2,
    queueMax: 3,
    waitMaxMs: 10_000,
    runMaxMs: 30_000,
    clock,
    createThread(events) {
      const thread: FakeThread = { events, jobs: [], terminated: false };
      threads.push(thread);
      return { start: (job) => thread.jobs.push(job), terminate: () => (thread.terminated = true) };
    },
    ...parts,
  });
  return { pool, clock, threads };
}

const codeOf = (promise: Promise<unknown>) => promise.then(() => "done", (error: AppError) => error.code);

Deno.test("threads are started by the first jobs, one job each, and no more than allowed", async () => {
  const { pool, threads } = createTestPool();
  expect(threads).toHaveLength(0);
  const hashes = ["a", "b", "c"].map((password) => pool.run(password, "salt"));
  expect(threads.map((thread) => thread.jobs)).toEqual([
    [{ password: "a", salt: "salt" }],
    [{ password: "b", salt: "salt" }],
  ]);
  expect([pool.queue.running(), pool.queue.depth()]).toEqual([2, 1]);

  threads[1]!.events.answered({ hash: "hash b" });
  expect(threads[1]!.jobs[1]).toEqual({ password: "c", salt: "salt" });
  threads[0]!.events.answered({ hash: "hash a" });
  threads[1]!.events.answered({ hash: "hash c" });
  expect(await Promise.all(hashes)).toEqual(["hash a", "hash b", "hash c"]);
  expect([pool.queue.running(), pool.queue.depth()]).toEqual([0, 0]);
});

/** Of each thread of this process, by its id: proc_pid_stat(5), the nineteenth field. Deno itself may not read them. */
async function niceOfThreads(): Promise<ReadonlyMap<number, number>> {
  const { stdout } = await new Deno.Command("sh", { args: ["-c", `cat /proc/${Deno.pid}/task/*/stat`], stderr: "null" })
    .output();
  const threads = new TextDecoder().decode(stdout).trim().split("\n").map((stat) => {
    const [id, fields] = [Number.parseInt(stat), stat.slice(stat.lastIndexOf(")") + 2).split(" ")];
    return [id, Number(fields[16])] as const;
  });
  return new Map(threads);
}

Deno.test({
  name: "a thread that hashes gives way to the loop, whose own priority stays",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const before = await niceOfThreads();
    const pool = createBcryptPool({ threads: 1, queueMax: 1, waitMaxMs: 10_000, runMaxMs: 30_000, clock: systemClock });
    await pool.run("correct horse", "$2b$04$" + "a".repeat(21) + "u");
    const after = await niceOfThreads();
    const added = [...after].filter(([thread]) => !before.has(thread)).map(([, nice]) => nice);
    expect(added).toContain(Math.min(getPriority() + 10, 19));
    expect(after.get(Deno.pid)).toBe(getPriority());
    pool.close();
  },
});

Deno.test("a thread that is free is used before another is started", () => {
  const { pool, threads } = createTestPool();
  pool.run("a", "salt");
  threads[0]!.events.answered({ hash: "hash" });
  pool.run("b", "salt");
  expect(threads).toHaveLength(1);
});

Deno.test("a thread that lives is used before one is started in the place of another", () => {
  const { pool, threads } = createTestPool();
  pool.warmUp();
  threads[0]!.events.crashed("gone");
  pool.run("a", "salt");
  expect(threads).toHaveLength(2);
  expect(threads[1]!.jobs).toHaveLength(1);
});

Deno.test("a thread that has answered is not ended by the deadline of its job", () => {
  const { pool, threads, clock } = createTestPool();
  pool.run("a", "salt");
  threads[0]!.events.answered({ hash: "hash" });
  clock.advance(60_000);
  expect(threads[0]!.terminated).toBe(false);
});

Deno.test("warming up starts every thread once", () => {
  const { pool, threads } = createTestPool();
  pool.warmUp();
  pool.warmUp();
  expect(threads).toHaveLength(2);
});

Deno.test("a full queue refuses at once and says when to come back", async () => {
  const { pool, threads, clock } = createTestPool();
  pool.run("slow", "salt");
  clock.advance(8_250);
  threads[0]!.events.answered({ hash: "hash" }); // the mean is now 250 + 8000 / 8 = 1250 ms
  for (let index = 0; index < 5; index++) pool.run("a", "salt").catch(() => {});
  const error = await pool.run("one too many", "salt").catch((thrown) => thrown);
  expect(error).toBeInstanceOf(AppError);
  expect(error.code).toBe("overloaded");
  expect(error.details.retryAfterSeconds).toBe(3); // 4 jobs of 1250 ms on 2 threads
  expect(pool.queue.depth()).toBe(3);

  threads[0]!.events.answered({ hash: "hash" });
  expect(pool.queue.depth()).toBe(2);
  pool.run("fits again", "salt").catch(() => {});
  expect(pool.queue.depth()).toBe(3);
});

Deno.test("a queue of none still takes a job for each free thread", async () => {
  const { pool, threads } = createTestPool({ queueMax: 0 });
  const first = pool.run("a", "salt");
  pool.run("b", "salt");
  expect(await codeOf(pool.run("c", "salt"))).toBe("overloaded");
  threads[0]!.events.answered({ hash: "hash" });
  expect(await first).toBe("hash");
});

/** Whose jobs the one thread was given, in their order, once it has answered each. */
async function served(thread: FakeThread, count: number): Promise<string[]> {
  for (let answered = 0; answered < count; answered++) {
    thread.events.answered({ hash: "hash" });
    await Promise.resolve();
  }
  return thread.jobs.map(({ password }) => password);
}

Deno.test("who cannot be told to come back waits where others are refused, and in turns with them", async () => {
  const { pool, threads } = createTestPool({ threads: 1, queueMax: 2, longWaitMaxMs: 20_000 });
  pool.run("first", "salt");
  for (let index = 0; index < 4; index++) pool.run(`native ${index}`, "salt", undefined, "long");
  for (let index = 0; index < 2; index++) pool.run(`web ${index}`, "salt");
  expect(await codeOf(pool.run("web", "salt"))).toBe("overloaded");
  expect([pool.queue.isFull(), pool.queue.isFull("long"), pool.queue.depth()]).toEqual([true, false, 6]);
  expect(await served(threads[0]!, 7)).toEqual([
    "first",
    "native 0",
    "web 0",
    "native 1",
    "web 1",
    "native 2",
    "native 3",
  ]);
});

Deno.test("the long line has four times the places, and those in it wait for longer, however slow a job was", async () => {
  const { pool, threads, clock } = createTestPool({ threads: 1, queueMax: 2, longWaitMaxMs: 20_000 });
  const wait = (password: string) => pool.run(password, "salt", undefined, "long");
  pool.run("first", "salt");
  clock.advance(5_000);
  threads[0]!.events.answered({ hash: "hash" });
  pool.run("second", "salt").catch(() => {});
  const waiting = Array.from({ length: 8 }, (_, index) => codeOf(wait(`native ${index}`)));
  expect(await codeOf(wait("one too many"))).toBe("overloaded");
  const short = codeOf(pool.run("web", "salt"));
  clock.advance(19_999);
  expect([await short, pool.queue.depth()]).toEqual(["overloaded", 8]);
  clock.advance(1);
  expect(await Promise.all(waiting)).toEqual(Array(8).fill("overloaded"));
});

Deno.test("a job that waited too long is refused and never starts", async () => {
  const { pool, clock, threads } = createTestPool({ threads: 1 });
  pool.run("a", "salt").catch(() => {});
  const late = codeOf(pool.run("b", "salt"));
  clock.advance(9_999);
  expect(pool.queue.depth()).toBe(1);
  clock.advance(1);
  expect(await late).toBe("overloaded");
  expect(pool.queue.depth()).toBe(0);
  threads[0]!.events.answered({ hash: "hash a" });
  expect(threads[0]!.jobs.map((job) => job.password)).toEqual(["a"]);
});

Deno.test("a job that has begun is not cut off by the time it waited", async () => {
  const { pool, clock, threads } = createTestPool({ threads: 1 });
  pool.run("a", "salt");
  const patient = pool.run("b", "salt");
  clock.advance(9_999);
  threads[0]!.events.answered({ hash: "hash a" });
  clock.advance(9_999);
  threads[0]!.events.answered({ hash: "hash b" });
  expect(await patient).toBe("hash b");
});

Deno.test("a thread whose job overruns is ended, and the next job gets a new one", async () => {
  const { pool, clock, threads } = createTestPool({ threads: 1 });
  const hung = codeOf(pool.run("a", "salt"));
  clock.advance(25_000);
  const next = pool.run("b", "salt");
  clock.advance(5_000);
  expect(await hung).toBe("overloaded");
  expect(threads.map((thread) => thread.terminated)).toEqual([true, false]);

  threads[0]!.events.answered({ hash: "too late" });
  threads[0]!.events.crashed("too late");
  threads[1]!.events.answered({ hash: "hash b" });
  expect(await next).toBe("hash b");
});

Deno.test("a crashed thread is replaced, and only its job is rejected", async () => {
  const { pool, threads } = createTestPool({ threads: 1 });
  const lost = pool.run("a", "salt").catch((error) => error.message);
  const next = pool.run("b", "salt");
  threads[0]!.events.crashed("out of memory");
  expect(await lost).toBe("Could not hash: out of memory");
  threads[1]!.events.answered({ hash: "hash b" });
  expect(await next).toBe("hash b");
});

Deno.test("a thread that crashes while idle is not started again before a job needs it", () => {
  const { pool, threads } = createTestPool({ threads: 1 });
  pool.warmUp();
  threads[0]!.events.crashed("gone");
  expect(threads).toHaveLength(1);
  pool.run("a", "salt");
  expect(threads).toHaveLength(2);
});

Deno.test("a refused salt rejects the job without the password", async () => {
  const { pool, threads } = createTestPool();
  const refused = pool.run("hunter22", "salt").catch((error) => error.message);
  threads[0]!.events.answered({ hash: null });
  expect(await refused).toBe("Could not hash: bcrypt refused the salt, or a foreign credential is none");
});

Deno.test("closing rejects what waits and what runs, ends every thread and takes nothing more", async () => {
  const { pool, threads } = createTestPool({ threads: 1 });
  const left = [codeOf(pool.run("a", "salt")), codeOf(pool.run("b", "salt"))];
  pool.close();
  expect(await Promise.all(left)).toEqual(["overloaded", "overloaded"]);
  expect(threads.map((thread) => thread.terminated)).toEqual([true]);
  expect(await codeOf(pool.run("c", "salt"))).toBe("overloaded");
  pool.warmUp();
  expect(threads).toHaveLength(1);
});

Deno.test("the times of a job are told: how long it waited and how long it ran", () => {
  const times: JobTimes[] = [];
  const { pool, clock, threads } = createTestPool({ threads: 1, onJob: (job) => times.push(job) });
  pool.run("a", "salt");
  pool.run("b", "salt");
  clock.advance(200);
  threads[0]!.events.answered({ hash: "hash a" });
  clock.advance(300);
  threads[0]!.events.answered({ hash: "hash b" });
  expect(times).toEqual([{ queuedMs: 0, ranMs: 200 }, { queuedMs: 200, ranMs: 300 }]);
});

Deno.test("real threads hash and compare while the event loop goes on", async () => {
  const bcrypt = createBcryptPool({ threads: 2, queueMax: 8, waitMaxMs: 60_000, runMaxMs: 60_000, clock: systemClock });
  const hasher = createPasswordHasher({ bcrypt, cost: 10, random: systemRandom });
  try {
    const hashing = hasher.hash("correct horse");
    const first = await Promise.race([hashing, new Promise((resolve) => setTimeout(resolve, 0, "the loop"))]);
    expect(first).toBe("the loop");
    const hash = await hashing;
    expect(await Promise.all([hasher.verify("correct horse", hash), hasher.verify("wrong horse", hash)])).toEqual([
      true,
      false,
    ]);
    await expect(bcrypt.run("correct horse", "no salt")).rejects.toThrow("refused the salt");
  } finally {
    hasher.close();
  }
});
