/** Passkeys as they are kept: the public half of a key whose private half never leaves the player's device. */
import type { Queryable } from "../../platform/database/database.ts";
import type { Row } from "../../platform/database/schema.ts";

export type Passkey = Readonly<ReturnType<typeof toPasskey>>;

/** Oldest first. */
export async function listPasskeys(db: Queryable, accountId: number): Promise<Passkey[]> {
  const rows = await db.selectFrom("passkeys").selectAll().where("account_id", "=", accountId)
    .orderBy("created_at").orderBy("id").execute();
  return rows.map(toPasskey);
}

export async function findPasskey(db: Queryable, credentialId: string): Promise<Passkey | null> {
  const row = await db.selectFrom("passkeys").selectAll().where("credential_id", "=", credentialId).executeTakeFirst();
  return row === undefined ? null : toPasskey(row);
}

/** The account's name towards authenticators: 32 random bytes that say nothing of it (WebAuthn, 5.4.3). */
export async function findUserHandle(db: Queryable, accountId: number): Promise<Uint8Array<ArrayBuffer> | null> {
  const row = await db.selectFrom("passkey_users").select("handle").where("account_id", "=", accountId)
    .executeTakeFirst();
  return row === undefined ? null : new Uint8Array(row.handle);
}

export function toPasskey(row: Row<"passkeys">) {
  return {
    id: row.id,
    accountId: row.account_id,
    /** base64url, as the authenticator chose it. */
    credentialId: row.credential_id,
    /** COSE (RFC 9052). */
    publicKey: new Uint8Array(row.public_key),
    /** How often the authenticator says that it signed; many always say 0. */
    counter: row.counter,
    name: row.name,
    createdAt: new Date(row.created_at),
    lastUsed: row.last_used_at === null ? null : new Date(row.last_used_at),
  };
}
