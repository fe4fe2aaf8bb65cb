/** Tells when a game server comes and goes, which it does by heartbeats that come or stay away: nobody writes that. */
import type { UnitOfWork } from "../../platform/database/database.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import { PAGE_LIMIT_MAX } from "../../platform/page.ts";
import type { Server } from "../servers/server.ts";
import type { Servers } from "../servers/servers.ts";
import type { WebhookEvents } from "./events.ts";

interface ServerWatchParts extends Pick<Kernel, "database"> {
  readonly servers: Pick<Servers, "list">;
  readonly webhookEvents: Pick<WebhookEvents, "add">;
}

/** Looks at every server once, and writes down which are otherwise than they were told to be. */
export async function watchServers({ database, servers, webhookEvents }: ServerWatchParts, signal: AbortSignal) {
  let after: string | undefined;
  do {
    const { items, next } = await servers.list({ limit: PAGE_LIMIT_MAX, after });
    if (items.length === 0) return;
    const told = await database.read.selectFrom("webhook_servers").selectAll()
      .where("server_id", "in", items.map(({ id }) => id)).execute();
    const onlineOf = new Map(told.map(({ server_id, online }) => [server_id, online === 1]));
    const changed = items.filter(({ id, online }) => onlineOf.get(id) !== online);
    if (changed.length > 0) {
      await database.transaction(async (unit) => {
        for (const server of changed) await note(unit, server, onlineOf.get(server.id), webhookEvents);
      });
    }
    after = next ?? undefined;
  } while (after !== undefined && !signal.aborted);
}

/** @param before undefined for a server that is seen for the first time: only its coming is news */
async function note(
  { engine, db, now }: UnitOfWork,
  server: Server,
  before: boolean | undefined,
  webhookEvents: Pick<WebhookEvents, "add">,
) {
  const { id, name, gameId: game, online } = server;
  // Held, so that it is not taken away before what was told of it is written beside it.
  const exists = await db.selectFrom("servers").select("id").where("id", "=", id)
    .$if(engine === "postgres", (query) => query.forKeyShare()).executeTakeFirst();
  if (exists === undefined) return;
  const value = online ? 1 : 0;
  await db.insertInto("webhook_servers").values({ server_id: id, online: value })
    .onConflict((conflict) => conflict.column("server_id").doUpdateSet({ online: value })).execute();
  if (before === undefined && !online) return;
  await webhookEvents.add(db, online ? "server.online" : "server.offline", now, { server: id, name, game });
}
