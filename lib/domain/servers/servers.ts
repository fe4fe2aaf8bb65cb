/** Game servers as doors know them: by id, by key, and by the games they serve now. */
import { hashSecret } from "../../platform/crypto/secret_hash.ts";
import { readPage } from "../../platform/database/read_page.ts";
import { mapPage, type Page, type PageQuery } from "../../platform/page.ts";
import { AppError } from "../../platform/errors.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import { ONLINE, type Server, toServer } from "./server.ts";

export type Servers = ReturnType<typeof createServers>;

export function createServers({ database, clock }: Pick<Kernel, "database" | "clock">) {
  const find = async (id: string): Promise<Server | null> => {
    const row = await database.read.selectFrom("servers").selectAll().where("id", "=", id).executeTakeFirst();
    return row === undefined ? null : toServer(row, clock.now());
  };

  return {
    find,

    /** @throws {AppError} `unknown_server` */
    async get(id: string): Promise<Server> {
      const server = await find(id);
      if (server === null) throw unknownServer(id);
      return server;
    },

    /** In order of their ids. */
    async list(query: PageQuery<string>): Promise<Page<Server, string>> {
      const page = await readPage(database.read.selectFrom("servers").selectAll(), "id", "oldest_first", query);
      return mapPage(page, (row) => toServer(row, clock.now()));
    },

    /** The online servers that serve the game, in order of their ids. */
    async onlineFor(gameId: string): Promise<Server[]> {
      const rows = await database.read.selectFrom("servers").selectAll()
        .where((eb) => eb.or([eb("game_id", "is", null), eb("game_id", "=", gameId)]))
        .where("online", "!=", ONLINE.off).orderBy("id").execute();
      return rows.map((row) => toServer(row, clock.now())).filter((server) => server.online);
    },

    /** Every server, or those that serve the game, whether online or not; in order of their ids. */
    async listFor(gameId: string | undefined): Promise<Server[]> {
      let select = database.read.selectFrom("servers").selectAll().orderBy("id");
      if (gameId !== undefined) {
        select = select.where((eb) => eb.or([eb("game_id", "is", null), eb("game_id", "=", gameId)]));
      }
      const now = clock.now();
      return (await select.execute()).map((row) => toServer(row, now));
    },

    /** The server whose key it is. @throws {AppError} `invalid_token` */
    async authenticate(key: string): Promise<Server> {
      // Found by its hash, so the time of the look-up tells nothing of a key.
      const row = await database.read.selectFrom("servers").selectAll()
        .where("key_hash", "=", hashSecret(key)).executeTakeFirst();
      if (row === undefined) throw new AppError("invalid_token", "This is no game server's key");
      return toServer(row, clock.now());
    },

    /** The server lives, with so many players; without a count the last one stays. */
    async heartbeat(server: Server, { players }: { players?: number }): Promise<void> {
      await database.transaction(async (unit) => {
        await unit.db.updateTable("servers").set({
          last_heartbeat_at: unit.now.getTime(),
          players: players ?? server.players,
        }).where("id", "=", server.id).execute();
        if (!server.online) unit.publish({ type: "servers_changed" });
      });
    },
  };
}

export function unknownServer(id: string): AppError {
  return new AppError("unknown_server", `Could not find the server ${id}`);
}
