/** Key pairs in the database: the rows of `signing_keys`, and the one setting that names the current one. */
import type { Database, Queryable, UnitOfWork } from "../../../platform/database/database.ts";
import type { Row } from "../../../platform/database/schema.ts";
import { createSettingsStore } from "../../../platform/database/settings.ts";

interface NewKeyPair {
  readonly keyId: string;
  readonly publicJwk: string;
  readonly sealedSeed: Uint8Array;
}

const CURRENT_NAME = "current_signing_key";

export async function findCurrentKeyId(db: Queryable): Promise<string | null> {
  const value = await createSettingsStore(db).find(CURRENT_NAME);
  return value === null ? null : new TextDecoder().decode(value);
}

/** The current key and the retired ones that the next succession has not yet cleared away. */
export function listKeyPairs(db: Queryable): Promise<Row<"signing_keys">[]> {
  return db.selectFrom("signing_keys").selectAll().execute();
}

interface Succession {
  /** What the caller knows as the current key; null where there is none. */
  readonly from: string | null;
  readonly to: NewKeyPair;
  readonly now: Date;
  /** Until when the old key's tokens may live. */
  readonly expiresAt: Date;
}

/**
 * Makes `to` the current key, unless another instance was faster: of several at once exactly one succeeds.
 * @returns whether it was this one
 */
export function succeed(database: Database, succession: Succession): Promise<boolean> {
  return database.transaction(async (unit) => {
    if (!await claim(unit, succession)) return false;
    const { from, to, now, expiresAt } = succession;
    const nowMs = now.getTime();
    await unit.db.deleteFrom("signing_keys").where("expires_at", "<=", nowMs).execute();
    await unit.db.updateTable("signing_keys")
      .set({ retired_at: nowMs, expires_at: expiresAt.getTime() })
      .where("id", "=", from)
      .execute();
    await unit.db.insertInto("signing_keys").values({
      id: to.keyId,
      algorithm: "EdDSA",
      public_jwk: to.publicJwk,
      private_key: to.sealedSeed,
      created_at: nowMs,
      retired_at: null,
      expires_at: null,
    }).execute();
    unit.publish({ type: "signing_keys_changed" });
    return true;
  });
}

/** The setting has one row, which all instances that are making a key wait for. */
function claim(unit: UnitOfWork, { from, to }: Succession): Promise<boolean> {
  const settings = createSettingsStore(unit.db);
  const value = new TextEncoder().encode(to.keyId);
  return from === null
    ? settings.insert(CURRENT_NAME, value)
    : settings.replace(CURRENT_NAME, new TextEncoder().encode(from), value);
}
