/** How the place is, in one look: of all instances. */
import { holdsAt } from "../bans/holding.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { Series } from "./series.ts";

/** A server that is silent for so long is offline. */
const SILENT_MS = 90_000;
const SERVERS_MAX = 50;

export interface OverviewParts extends Pick<Kernel, "database" | "clock"> {
  readonly series: Pick<Series, "latest" | "sums">;
  /** When the newest was made; null where there is none, undefined where there is nothing of ours to back up. */
  readonly latestBackup: () => Date | null | undefined;
  readonly backupEveryHours: number;
}

export function createOverview({ database, clock, series, latestBackup, backupEveryHours }: OverviewParts) {
  const { read } = database;
  return async () => {
    const now = clock.now();
    const backedUp = latestBackup();
    const [latest, sums, failed] = await Promise.all([
      series.latest(),
      series.sums("sign_ins.", 60),
      series.sums("hooks.failed", 60),
    ]);
    const count = async (query: { executeTakeFirst(): Promise<{ count: number } | undefined> }) =>
      Number((await query.executeTakeFirst())?.count ?? 0);
    const mails = read.selectFrom("mails").select((eb) => eb.fn.countAll<number>().as("count"));
    const bans = read.selectFrom("bans").select((eb) => eb.fn.countAll<number>().as("count")).where(holdsAt(now));
    const deletions = read.selectFrom("accounts").select((eb) => eb.fn.countAll<number>().as("count"))
      .where("deletes_at", "is not", null).where("deletes_at", "<", now.getTime() - 10 * 60_000);
    const silent = await read.selectFrom("servers").select(["id", "name", "last_heartbeat_at"])
      .where("last_heartbeat_at", "<", now.getTime() - SILENT_MS).orderBy("id").limit(SERVERS_MAX).execute();
    return {
      /** Of the last hour, by result. */
      signIns: group(sums, "sign_ins."),
      sessions: latest.get("sessions") ?? null,
      /** By game. */
      seats: group(latest, "seats."),
      /** Open ones, by door. */
      lines: group(latest, "lines."),
      hashQueue: latest.get("hash_queue") ?? null,
      /** Calls of game modules that failed in the last hour. */
      failedHooks: failed.get("hooks.failed") ?? 0,
      mails: {
        waiting: await count(mails.where("given_up_at", "is", null)),
        givenUp: await count(mails.where("given_up_at", "is not", null)),
      },
      bansInForce: await count(bans),
      serversOffline: silent.map(({ id, name, last_heartbeat_at }) => ({
        id,
        name,
        lastHeartbeat: new Date(last_heartbeat_at!).toISOString(),
      })),
      /** Accounts whose deletion is overdue. */
      stuckDeletions: await count(deletions),
      /** Of the embedded database; null with PostgreSQL and in memory. `everyHours` is 0 where no job makes them. */
      backups: backedUp === undefined
        ? null
        : { latest: backedUp?.toISOString() ?? null, everyHours: backupEveryHours },
      /** Whether this instance hears of other instances' changes. */
      hearing: database.events.hearing(),
    };
  };
}

function group(values: ReadonlyMap<string, number>, beginning: string): Record<string, number> {
  return Object.fromEntries(
    [...values].filter(([name]) => name.startsWith(beginning))
      .map(([name, value]) => [name.slice(beginning.length), value]),
  );
}
