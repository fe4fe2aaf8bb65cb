/** Where an account was last: the server that Auth sent it to. */
import type { ModuleDatabase } from "../../../modules/mod.ts";

export interface LastServers {
  /** A server's id, or null for an account that never came this far. */
  find(accountId: number): Promise<string | null>;
  remember(accountId: number, serverId: string): Promise<void>;
}

export function createLastServers(db: Pick<ModuleDatabase, "query">): LastServers {
  return {
    async find(accountId) {
      const [rows] = await db.query("select last_server_id from wildstar_accounts where account_id = ?", [accountId]);
      return rows[0]?.last_server_id ?? null;
    },
    async remember(accountId, serverId) {
      await db.query(
        "insert into wildstar_accounts (account_id, last_server_id) values (?, ?) " +
          "on conflict (account_id) do update set last_server_id = excluded.last_server_id",
        [accountId, serverId],
      );
    },
  };
}
