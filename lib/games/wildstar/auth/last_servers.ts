/** Where an account was last: the server that Auth sent it to. */
import type { ModuleDatabase } from "../../../modules/mod.ts";

type Queryable = Pick<ModuleDatabase, "query">;

/** A server's id, or null for an account that never came this far. */
export async function findLastServer(db: Queryable, accountId: number): Promise<string | null> {
  const [rows] = await db.query("select last_server_id from wildstar_accounts where account_id = ?", [accountId]);
  return rows[0]?.last_server_id ?? null;
}

export async function forgetLastServer(db: Queryable, accountId: number): Promise<void> {
  await db.query("delete from wildstar_accounts where account_id = ?", [accountId]);
}

export async function rememberLastServer(db: Queryable, accountId: number, serverId: string): Promise<void> {
  await db.query(
    "insert into wildstar_accounts (account_id, last_server_id) values (?, ?) " +
      "on conflict (account_id) do update set last_server_id = excluded.last_server_id",
    [accountId, serverId],
  );
}
