/** Players for tests that need no login. */
import type { User } from "../domain/characters/user.ts";
import type { Database } from "../platform/database/database.ts";

/** A row is enough for an account that nobody logs in to. @returns its id */
export async function addAccount(database: Database, username: string): Promise<number> {
  const { id } = await database.write.insertInto("accounts").values({
    username,
    username_key: username.toLowerCase(),
    email: null,
    email_key: null,
    password_hash: null,
    created_at: 0,
    last_login_at: null,
    last_address: null,
  }).returning("id").executeTakeFirstOrThrow();
  return id;
}

/** A player whose every message is remembered. */
export function createTestUser(accountId: number, username = "ada"): User & { readonly sent: unknown[] } {
  const sent: unknown[] = [];
  return {
    account: { id: accountId, username },
    player: {},
    sent,
    send: (message) => void sent.push(message),
    system: (text) => void sent.push(text),
    error: (code, message) => void sent.push({ error: code, message }),
    close: (code, reason) => void sent.push({ close: code, reason }),
  };
}
