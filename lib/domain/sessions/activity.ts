/** When sessions were last active: gathered in memory, written in one statement a minute. */
import { repeat } from "../../platform/clock.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";

const WRITE_EVERY_MS = 60_000;
const SESSIONS_A_STATEMENT = 500;

export type SessionActivity = ReturnType<typeof createSessionActivity>;

export function createSessionActivity(
  parts: Pick<Kernel, "database" | "clock" | "log">,
) {
  const { database, clock, log } = parts;
  let active = new Set<string>();
  let writing: Promise<void> = Promise.resolve();
  const write = async () => {
    const ids = [...active];
    active = new Set();
    for (let start = 0; start < ids.length; start += SESSIONS_A_STATEMENT) {
      await database.volatile.updateTable("sessions").set({ last_active_at: clock.now().getTime() })
        .where("id", "in", ids.slice(start, start + SESSIONS_A_STATEMENT)).where("ended_at", "is", null).execute();
    }
  };
  // One after the other: of two at once the older could be written last.
  const flush = () => writing = writing.catch(() => {}).then(write);
  // What is lost with the database is a minute of "last active", and no more.
  const flushQuietly = () => flush().catch((error) => log.warn("Could not write the sessions' activity", { error }));
  const stop = repeat(clock, WRITE_EVERY_MS, flushQuietly);
  return {
    touch: (sessionId: string): void => void active.add(sessionId),
    /** Writes what was gathered. */
    flush,
    async close(): Promise<void> {
      stop();
      await flushQuietly();
    },
  };
}
