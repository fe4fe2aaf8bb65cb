/**
 * Which instance runs a job: a row for each in `jobs`, whose `run_at` is when it is due. Whoever moves a due one on has
 * it, and keeps moving it while the job runs, so that no other instance finds it due.
 */
import { type Clock, CLOCK_SKEW_MS_MAX } from "../clock.ts";
import type { Database } from "../database/database.ts";
import type { Row } from "../database/schema.ts";

/** What a crash leaves claimed is free again after this. */
export const LEASE_MS = 30_000;

export interface ClaimedJob {
  readonly name: string;
  readonly everyMs: number;
}

/** The claim's end, or how long until the job is due; milliseconds. */
export type Claim =
  | { readonly claimed: true; readonly until: number }
  | { readonly claimed: false; readonly dueInMs: number };

export type JobClaims = ReturnType<typeof createJobClaims>;

export function createJobClaims(database: Database, clock: Pick<Clock, "now">) {
  const nowMs = () => clock.now().getTime();

  /** @returns the names of those that nobody else has moved */
  const move = async (rows: readonly Row<"jobs">[], to: number): Promise<ReadonlySet<string>> => {
    if (rows.length === 0) return new Set();
    const moved = await database.write.updateTable("jobs").set({ run_at: to })
      .where((eb) => eb.or(rows.map(({ name, run_at }) => eb.and({ name, run_at })))).returning("name").execute();
    return new Set(moved.map(({ name }) => name));
  };

  const add = async (rows: readonly Row<"jobs">[]): Promise<void> => {
    if (rows.length === 0) return;
    await database.write.insertInto("jobs").values([...rows])
      .onConflict((conflict) => conflict.doNothing()).execute();
  };

  return {
    /**
     * By one look at all of them, one statement for those that are due, and one for those that are new, which are due in
     * `everyMs`.
     * @returns by name
     */
    async claim(jobs: readonly ClaimedJob[]): Promise<ReadonlyMap<string, Claim>> {
      const rows = await database.write.selectFrom("jobs").selectAll()
        .where("name", "in", jobs.map(({ name }) => name)).execute();
      const known = new Map(rows.map(({ name, run_at }) => [name, run_at]));
      const now = nowMs();
      const until = now + LEASE_MS;
      const turns = jobs.map(({ name, everyMs }) => {
        const row = { name, run_at: known.get(name) ?? now + everyMs };
        const dueInMs = row.run_at - now;
        return { row, dueInMs, isDue: isDue(dueInMs, everyMs) };
      });
      await add(turns.map(({ row }) => row).filter(({ name }) => !known.has(name)));
      const claimed = await move(turns.filter(({ isDue }) => isDue).map(({ row }) => row), until);
      return new Map<string, Claim>(turns.map(({ row: { name }, dueInMs, isDue }) => {
        if (claimed.has(name)) return [name, { claimed: true, until }];
        return [name, { claimed: false, dueInMs: isDue ? LEASE_MS : dueInMs }];
      }));
    },
    /** @returns the new end of the claim, or null when it was lost to another instance */
    async renew(name: string, until: number): Promise<number | null> {
      const next = nowMs() + LEASE_MS;
      return (await move([{ name, run_at: until }], next)).has(name) ? next : null;
    },
    /** Gives the claim back: the job is due in `everyMs`. */
    async release(name: string, until: number, everyMs: number): Promise<void> {
      await move([{ name, run_at: until }], nowMs() + everyMs);
    },
  };
}

/** Due later than its last run can have meant: the clock has gone back since, and the job does not wait for it. */
function isDue(dueInMs: number, everyMs: number): boolean {
  return dueInMs <= 0 || dueInMs > Math.max(everyMs, LEASE_MS) + CLOCK_SKEW_MS_MAX;
}
