/** By what a player gets into an account: a password, a provider that is linked and set up, a passkey. One must stay. */
import type { Queryable } from "../../platform/database/database.ts";

export interface WaysInParts {
  /** The namespaces of linked players that can let somebody in now. */
  readonly providers: readonly string[];
  /** Whether passkeys are switched on. */
  readonly passkeys: boolean;
}

export interface WaysIn {
  /** By its bcrypt hash, or by a secret that a game module derived from it. */
  hasPassword(db: Queryable, accountId: number): Promise<boolean>;
  hasPasskey(db: Queryable, accountId: number): Promise<boolean>;
  /** Those linked to the account that are set up. */
  linkedProviders(db: Queryable, accountId: number): Promise<string[]>;
  /** Asked inside the transaction that takes one away, before it is committed. */
  hasAny(db: Queryable, accountId: number): Promise<boolean>;
}

export function createWaysIn({ providers, passkeys }: WaysInParts): WaysIn {
  const ways: Omit<WaysIn, "hasAny"> = {
    async hasPassword(db, accountId) {
      const account = await db.selectFrom("accounts").select("password_hash").where("id", "=", accountId)
        .executeTakeFirst();
      if (account !== undefined && account.password_hash !== null) return true;
      const secret = await db.selectFrom("account_secrets").select("scheme").where("account_id", "=", accountId)
        .executeTakeFirst();
      return secret !== undefined;
    },
    async hasPasskey(db, accountId) {
      if (!passkeys) return false;
      const row = await db.selectFrom("passkeys").select("id").where("account_id", "=", accountId).executeTakeFirst();
      return row !== undefined;
    },
    async linkedProviders(db, accountId) {
      if (providers.length === 0) return [];
      const rows = await db.selectFrom("identities").select("provider")
        .where("account_id", "=", accountId).where("provider", "in", providers).execute();
      return rows.map(({ provider }) => provider);
    },
  };
  return {
    ...ways,
    hasAny: async (db, accountId) =>
      await ways.hasPassword(db, accountId) || await ways.hasPasskey(db, accountId) ||
      (await ways.linkedProviders(db, accountId)).length > 0,
  };
}
