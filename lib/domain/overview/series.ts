/** What happened minute by minute, on all instances together: points in the database, kept for a day. */
import type { Clock } from "../../platform/clock.ts";
import type { Database } from "../../platform/database/database.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";

const MINUTE_MS = 60_000;
const KEPT_MS = 24 * 60 * MINUTE_MS;

/** Values of this instance alone are summed with the others'; those of the database are one for all. */
export interface Reading {
  readonly own: Readonly<Record<string, number>>;
  readonly common: Readonly<Record<string, number>>;
}

export interface Point {
  readonly at: string;
  readonly value: number;
}

interface SeriesParts extends Pick<Kernel, "database" | "clock" | "log"> {
  /** What is measured at the end of each minute. */
  readonly read: () => Promise<Reading>;
}

export type Series = ReturnType<typeof createSeries>;

export function createSeries({ database, clock, log, read }: SeriesParts) {
  const counts = new Map<string, number>();
  let cancel = () => {};
  let isWriting = false;

  const flush = async (at: number): Promise<void> => {
    const counted = [...counts];
    counts.clear();
    const { own, common } = await read();
    await database.transaction(async (unit) => {
      for (const [name, value] of [...counted, ...Object.entries(own)].toSorted(([a], [b]) => a < b ? -1 : 1)) {
        await unit.db.insertInto("series_points").values({ name, at, value })
          .onConflict((conflict) =>
            conflict.columns(["name", "at"]).doUpdateSet((eb) => ({
              value: eb("series_points.value", "+", eb.ref("excluded.value")),
            }))
          ).execute();
      }
      for (const [name, value] of Object.entries(common).toSorted(([a], [b]) => a < b ? -1 : 1)) {
        await unit.db.insertInto("series_points").values({ name, at, value })
          .onConflict((conflict) => conflict.columns(["name", "at"]).doUpdateSet({ value })).execute();
      }
    });
  };
  /** One minute at a time: where the database is slow, or the clock leaps, what was counted goes to the next. */
  const flushUnlessBusy = async (at: number): Promise<void> => {
    if (isWriting) return;
    isWriting = true;
    try {
      await flush(at);
    } catch (error) {
      log.warn("Could not write down what happened in a minute", { error });
    } finally {
      isWriting = false;
    }
  };
  const arm = () => {
    const nowMs = clock.now().getTime();
    const at = nowMs - nowMs % MINUTE_MS;
    cancel = clock.after(at + MINUTE_MS - nowMs, () => {
      void flushUnlessBusy(at);
      arm();
    });
  };
  const since = (minutes: number) => clock.now().getTime() - minutes * MINUTE_MS;

  return {
    /** Counts one for the minute that runs. @param name from the program's own small set */
    count: (name: string): void => void counts.set(name, (counts.get(name) ?? 0) + 1),
    start: arm,
    /** Oldest first; minutes that nobody measured are left out. @param minutes 1 to 1,440 */
    async list(name: string, minutes: number): Promise<readonly Point[]> {
      const rows = await database.read.selectFrom("series_points").select(["at", "value"]).where("name", "=", name)
        .where("at", ">=", since(minutes)).orderBy("at").execute();
      return rows.map(({ at, value }) => ({ at: new Date(at).toISOString(), value }));
    },
    /** The latest value of each series that is at most three minutes old. */
    async latest(): Promise<ReadonlyMap<string, number>> {
      const rows = await database.read.selectFrom("series_points").select(["name", "value"]).where("at", ">=", since(3))
        .orderBy("at").execute();
      return new Map(rows.map(({ name, value }) => [name, value]));
    },
    /** The sum over the last `minutes` of each series that begins so. */
    async sums(beginning: string, minutes: number): Promise<ReadonlyMap<string, number>> {
      const rows = await database.read.selectFrom("series_points").select(["name", "value"])
        .where("at", ">=", since(minutes)).execute();
      const sums = new Map<string, number>();
      for (const { name, value } of rows) {
        if (name.startsWith(beginning)) sums.set(name, (sums.get(name) ?? 0) + value);
      }
      return sums;
    },
    close: (): void => cancel(),
  };
}

/** Deletes what is older than a day. @returns true while there may be more */
export async function deleteOldPoints(database: Database, clock: Pick<Clock, "now">): Promise<boolean> {
  await database.write.deleteFrom("series_points").where("at", "<", clock.now().getTime() - KEPT_MS).execute();
  return false;
}
