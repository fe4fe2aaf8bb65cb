/** Names that deleted accounts leave behind, kept for a while as HMACs: nobody else gets them, and nobody reads them. */
import { createHmac } from "node:crypto";
import type { CheckReserved, CheckReservedIdentity, FindReserved, ReservedKind } from "../accounts/reserved.ts";
import { emailTaken, usernameTaken } from "../accounts/taken.ts";
import { bulkList } from "../../platform/database/bulk.ts";
import { deletePast } from "../../platform/database/batches.ts";
import type { Queryable } from "../../platform/database/database.ts";
import { createQuickHmac } from "../../platform/crypto/quick_hmac.ts";
import { AppError } from "../../platform/errors.ts";

export interface ReservedNames {
  /** @param key as it is looked up. @param until null: for good */
  reserve(db: Queryable, kind: ReservedKind, key: string, until: Date | null): Promise<void>;
  readonly check: CheckReserved;
  readonly checkIdentity: CheckReservedIdentity;
  /** For an import, which asks of thousands. */
  readonly find: FindReserved;
  /** Deletes a batch of those that are free again. @returns true while there may be more */
  deleteExpired(db: Queryable, now: Date): Promise<boolean>;
}

const GONE = "The account of this player was deleted while it was kept out";

function inKind(kind: ReservedKind, name: string): string {
  return `${kind}\0${name}`;
}

/** @param key 32 bytes */
export function createReservedNames(key: Uint8Array): ReservedNames {
  const hashOf = (kind: ReservedKind, name: string) =>
    new Uint8Array(createHmac("sha256", key).update(inKind(kind, name)).digest());
  /** The same for thousands; made when they are asked for. */
  let quickHash: ((text: string) => Uint8Array) | undefined;
  /** Mostly nothing is kept, above all where a community moves in. */
  const isAnyReserved = async (db: Queryable) =>
    await db.selectFrom("reserved_logins").select("until").limit(1).executeTakeFirst() !== undefined;
  /** @returns undefined for a name that is free */
  const findEnd = async (db: Queryable, kind: ReservedKind, name: string, now: Date) => {
    const row = await db.selectFrom("reserved_logins").select("until").where("hash", "=", hashOf(kind, name))
      .executeTakeFirst();
    if (row === undefined || (row.until !== null && row.until <= now.getTime())) return undefined;
    return row.until === null ? null : new Date(row.until);
  };

  return {
    async reserve(db, kind, name, until) {
      const end = until?.getTime() ?? null;
      await db.insertInto("reserved_logins").values({ hash: hashOf(kind, name), until: end })
        .onConflict((conflict) => conflict.column("hash").doUpdateSet({ until: end })).execute();
    },

    async check(db, { username, email }, now) {
      if (username !== undefined && await findEnd(db, "username", username, now) !== undefined) {
        throw usernameTaken();
      }
      if (typeof email === "string" && await findEnd(db, "email", email, now) !== undefined) {
        throw emailTaken();
      }
    },

    async checkIdentity(db, { provider, subject }, now) {
      const until = await findEnd(db, `identity ${provider}`, subject, now);
      if (until === undefined) return;
      throw new AppError(until === null ? "account_banned" : "account_suspended", GONE, { reason: GONE, until });
    },

    async find(unit, kind, keys) {
      if (keys.length === 0 || !await isAnyReserved(unit.db)) return new Set();
      quickHash ??= await createQuickHmac(key);
      const hashed = keys.map((name) => quickHash!(inKind(kind, name)));
      const byHash = new Map(hashed.map((hash, index) => [hash.toHex(), keys[index]!]));
      const hashes = bulkList<Uint8Array>(unit.engine, "bytes", hashed);
      const rows = await unit.db.selectFrom("reserved_logins").select("hash").where("hash", "in", hashes)
        .where((eb) => eb.or([eb("until", "is", null), eb("until", ">", unit.now.getTime())])).execute();
      return new Set(rows.map(({ hash }) => byHash.get(new Uint8Array(hash).toHex())!));
    },

    deleteExpired: (db, now) => deletePast(db, "reserved_logins", ["hash"], "until", now.getTime()),
  };
}
