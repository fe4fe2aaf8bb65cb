/** How many sit in each game, on all instances together, as players are told it: counted aside, and never waited for long. */
import { breathe } from "../../platform/breather.ts";
import type { Queryable } from "../../platform/database/database.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";

const COUNT_EVERY_MS = 5_000;
/** An older number is none. */
const KNOWN_MS = 60_000;
/** What a slow database may cost the list of games. */
const WAIT_MS = 250;
/** Seats in one slice: about a millisecond of the embedded database. */
const SLICE = 5_000;

interface PlayingParts extends Pick<Kernel, "database" | "clock"> {
  readonly slice?: number;
}

/** @returns a function that gives the number by game, or null where it is not known; calls at once share one count */
export function createPlaying({ database, clock, slice = SLICE }: PlayingParts) {
  let last: { readonly seats: ReadonlyMap<string, number>; readonly atMs: number } | null = null;
  let counting: Promise<void> | null = null;
  const age = () => last === null ? Infinity : clock.monotonicMs() - last.atMs;
  const count = async () => {
    try {
      last = { seats: await countSeats(database.aside, slice), atMs: clock.monotonicMs() };
    } catch {
      // Who plays is an ornament: the games are told without it.
    } finally {
      counting = null;
    }
  };
  return async (): Promise<ReadonlyMap<string, number> | null> => {
    if (age() >= COUNT_EVERY_MS) await atMost(WAIT_MS, counting ??= count(), clock);
    return age() < KNOWN_MS ? last!.seats : null;
  };
}

async function atMost(ms: number, work: Promise<void>, clock: Kernel["clock"]): Promise<void> {
  let cancel = () => {};
  const enough = new Promise<void>((resolve) => cancel = clock.after(ms, resolve));
  await Promise.race([work, enough]);
  cancel();
}

/** In slices of the key, so that no other work waits for the whole. */
async function countSeats(db: Queryable, slice: number): Promise<ReadonlyMap<string, number>> {
  const seats = new Map<string, number>();
  for (let after = 0;;) {
    const rest = db.selectFrom("seats").where("account_id", ">", after);
    const end = await rest.select("account_id").orderBy("account_id").limit(1).offset(slice - 1).executeTakeFirst();
    const rows = end === undefined ? rest : rest.where("account_id", "<=", end.account_id);
    const counts = await rows.select((eb) => ["game_id", eb.fn.countAll<number>().as("count")]).groupBy("game_id")
      .execute();
    for (const { game_id, count } of counts) seats.set(game_id, (seats.get(game_id) ?? 0) + Number(count));
    if (end === undefined) return seats;
    after = end.account_id;
    await breathe();
  }
}
