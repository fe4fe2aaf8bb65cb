/** Writes rows in batches of at most a second, a thousand a second, and holds a bounded number while it cannot. */
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { TrailRow } from "./rows.ts";

const BATCH_MS = 500;
const ROWS_PER_SECOND_MAX = 1_000;
/** While the database cannot be reached. */
const QUEUE_MAX = 10_000;
/** In one statement: SQLite takes 32,766 values (https://www.sqlite.org/limits.html). */
const STATEMENT_ROWS_MAX = 250;

type TrailWriter = ReturnType<typeof createTrailWriter>;

interface TrailWriterParts extends Pick<Kernel, "database" | "clock" | "log"> {
  readonly onLost: (count: number) => void;
}

export function createTrailWriter({ database, clock, log, onLost }: TrailWriterParts) {
  let queue: TrailRow[] = [];
  let second = { startMs: -Infinity, taken: 0 };
  let cancelBatch: (() => void) | null = null;
  let writing: Promise<void> = Promise.resolve();
  let isClosed = false;

  const writeAll = async () => {
    while (queue.length > 0) {
      const batch = queue.slice(0, STATEMENT_ROWS_MAX);
      await database.write.insertInto("login_trail").values(batch).execute();
      queue = queue.slice(batch.length);
    }
  };
  const flush = () => {
    cancelBatch?.();
    cancelBatch = null;
    writing = writing.then(writeAll).catch((error) => {
      log.warn("Could not write the login trail", { error, waiting: queue.length });
      if (!isClosed) plan();
    });
    return writing;
  };
  const plan = () => {
    cancelBatch ??= clock.after(BATCH_MS, () => void flush());
  };

  return {
    /** Never waits. */
    take(row: TrailRow): void {
      const nowMs = clock.monotonicMs();
      if (nowMs - second.startMs >= 1_000) second = { startMs: nowMs, taken: 0 };
      if (second.taken >= ROWS_PER_SECOND_MAX || queue.length >= QUEUE_MAX || isClosed) return onLost(1);
      second.taken++;
      queue.push(row);
      plan();
    },
    flush,
    async close(): Promise<void> {
      isClosed = true;
      await flush();
      if (queue.length > 0) onLost(queue.length);
    },
  };
}
