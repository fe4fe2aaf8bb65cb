import type { Database } from "../../lib/platform/database/database.ts";
import type { Role } from "../../lib/platform/database/schema.ts";

/** A row is enough for an account that nobody logs in to. @returns its id */
export async function addAccount(
  database: Database,
  username: string,
  more: { readonly email?: string; readonly role?: Role } = {},
): Promise<number> {
  const { id } = await database.write.insertInto("accounts").values({
    username,
    username_key: username.toLowerCase(),
    email: more.email ?? null,
    email_key: more.email?.toLowerCase() ?? null,
    password_hash: null,
    role: more.role ?? "player",
    created_at: 0,
    last_login_at: null,
    last_address: null,
  }).returning("id").executeTakeFirstOrThrow();
  return id;
}
