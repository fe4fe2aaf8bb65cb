/**
 * The trail as it grows, on whichever instance: one look a half second at the database for all who watch. An instance may
 * commit its batch after another's with higher ids, so the last seconds are looked at again.
 */
import type { Row } from "../../platform/database/schema.ts";
import { AppError } from "../../platform/errors.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import { fits, readTrailAfter, toRecord, type TrailFilter, type TrailRecord } from "./trail_list.ts";

const WATCHERS_MAX = 20;
const LOOK_MS = 500;
/** How many looks an id may be late. */
const LATE_LOOKS = 10;
/** In one look; what is more comes with the next. */
const ROWS_MAX = 2_000;
/** That a slow reader may have waiting; the oldest go. */
const WAITING_MAX = 2_000;
const SIGN_OF_LIFE_MS = 15_000;

export interface Watcher {
  /** What came; an empty list is a sign of life. Null once the stream is over. */
  next(): Promise<readonly TrailRecord[] | null>;
  close(): void;
}

export type TrailLive = ReturnType<typeof createTrailLive>;

interface Watching {
  readonly filter: TrailFilter;
  readonly mayGoOn: () => Promise<boolean>;
  waiting: TrailRecord[];
  toldMs: number;
  /** What the latest look found; null while nobody knows. */
  may: boolean | null;
  isOver: boolean;
  wake: () => void;
}

export function createTrailLive({ database, clock, log }: Pick<Kernel, "database" | "clock" | "log">) {
  const watching = new Set<Watching>();
  let seen = new Map<number, number>();
  let floorId = 0;
  let look = 0;
  let cancel: (() => void) | null = null;

  const end = (one: Watching) => {
    one.isOver = true;
    watching.delete(one);
    one.wake();
  };
  const give = (one: Watching, rows: readonly Row<"login_trail">[]) => {
    one.waiting.push(...rows.filter((row) => fits(row, one.filter)).map(toRecord));
    one.waiting = one.waiting.slice(-WAITING_MAX);
    if (isReady(one)) one.wake();
  };
  const isReady = ({ isOver, may, waiting, toldMs }: Watching) =>
    isOver || (may === true && (waiting.length > 0 || clock.monotonicMs() - toldMs >= SIGN_OF_LIFE_MS));
  /** Each for itself: whoever cannot be asked after holds up nobody else. */
  const askAfter = async (one: Watching) => {
    try {
      one.may = await one.mayGoOn();
      if (!one.may) end(one);
    } catch (error) {
      one.may = null;
      log.warn("Could not ask whether the login trail may still be watched", { error });
    }
  };
  const readNew = async () => {
    const rows = (await readTrailAfter(database.read, floorId, ROWS_MAX + seen.size)).filter(({ id }) => !seen.has(id));
    look++;
    for (const { id } of rows) seen.set(id, look);
    const old = [...seen].filter(([, at]) => at <= look - LATE_LOOKS).map(([id]) => id);
    for (const id of old) {
      seen.delete(id);
      floorId = Math.max(floorId, id);
    }
    seen = new Map([...seen].filter(([id]) => id > floorId));
    return rows;
  };
  const tick = async () => {
    try {
      await Promise.all([...watching].map(askAfter));
      const rows = await readNew();
      for (const one of watching) give(one, rows);
    } catch (error) {
      log.warn("Could not read the login trail for those who watch it", { error });
    }
    if (watching.size > 0) plan();
  };
  const plan = () => {
    // One look at a time is planned, whoever came and went while the last one ran.
    cancel?.();
    cancel = clock.after(LOOK_MS, () => void tick());
  };

  return {
    /**
     * @param mayGoOn asked at every look: false ends the stream; while it throws nobody knows, and what came waits
     * @throws {AppError} `too_many_connections` for the 21st
     */
    async watch(filter: TrailFilter, mayGoOn: () => Promise<boolean>): Promise<Watcher> {
      if (watching.size >= WATCHERS_MAX) {
        throw new AppError("too_many_connections", `The trail is watched ${WATCHERS_MAX} times already`);
      }
      const one: Watching = {
        filter,
        mayGoOn,
        waiting: [],
        toldMs: clock.monotonicMs(),
        may: true,
        isOver: false,
        wake: () => {},
      };
      watching.add(one);
      if (watching.size === 1) {
        try {
          const newest = await database.read.selectFrom("login_trail").select("id").orderBy("id", "desc").limit(1)
            .executeTakeFirst();
          seen = new Map();
          floorId = newest?.id ?? 0;
        } catch (error) {
          watching.delete(one);
          throw error;
        }
        plan();
      }
      return {
        async next() {
          while (!isReady(one)) {
            const { promise, resolve } = Promise.withResolvers<void>();
            one.wake = resolve;
            await promise;
          }
          if (one.isOver) return null;
          const { waiting } = one;
          one.waiting = [];
          one.toldMs = clock.monotonicMs();
          return waiting;
        },
        close: () => end(one),
      };
    },
    close(): void {
      cancel?.();
      for (const one of [...watching]) end(one);
    },
  };
}
