/** The rows that tie a provider's player to an account. */
import type { Queryable } from "../../platform/database/database.ts";
import type { ProvenIdentity } from "./provider.ts";

export type LinkedIdentity = Awaited<ReturnType<typeof listIdentities>>[number];

/** Whose the provider's player is; null for one who was never here. */
export async function findOwner(db: Queryable, { provider, subject }: ProvenIdentity): Promise<number | null> {
  const row = await db.selectFrom("identities").select("account_id")
    .where("provider", "=", provider).where("subject", "=", subject).executeTakeFirst();
  return row?.account_id ?? null;
}

/** @throws {UniqueViolation} when the provider's player has an account already */
export async function insertIdentity(
  db: Queryable,
  accountId: number,
  { provider, subject }: ProvenIdentity,
  now: Date,
): Promise<void> {
  await db.insertInto("identities")
    .values({ provider, subject, account_id: accountId, created_at: now.getTime(), last_used_at: null }).execute();
}

export async function noteUse(db: Queryable, { provider, subject }: ProvenIdentity, now: Date): Promise<void> {
  await db.updateTable("identities").set({ last_used_at: now.getTime() })
    .where("provider", "=", provider).where("subject", "=", subject).execute();
}

/** Oldest first. */
export async function listIdentities(db: Queryable, accountId: number) {
  const rows = await db.selectFrom("identities").selectAll().where("account_id", "=", accountId)
    .orderBy("created_at").orderBy("provider").execute();
  return rows.map((row) => ({
    provider: row.provider,
    subject: row.subject,
    linkedAt: new Date(row.created_at),
    lastUsed: row.last_used_at === null ? null : new Date(row.last_used_at),
  }));
}
