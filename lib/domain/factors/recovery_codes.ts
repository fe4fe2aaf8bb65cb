/** Ten codes on paper, each good once, for whoever lost the phone. Only a keyed hash of each is kept. */
import { createHmac } from "node:crypto";
import type { Origin } from "../../platform/origin.ts";
import { type Audit, byAccount } from "../audit/audit.ts";
import type { DeriveKey } from "../../platform/crypto/hkdf.ts";
import type { Queryable, UnitOfWork } from "../../platform/database/database.ts";
import { legibleText } from "../../platform/legible.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";

const CODES = 10;
/** 50 bits. */
const CHARACTERS = 10;

export type RecoveryCodes = ReturnType<typeof createRecoveryCodes>;

export function createRecoveryCodes(
  parts: Pick<Kernel, "random"> & { readonly deriveKey: DeriveKey; readonly audit: Audit },
) {
  const { random, audit } = parts;
  // Keyed, and over the account: who has the table cannot try 2^50 codes, nor move one to another account.
  const key = parts.deriveKey("recovery codes", 32);
  const hash = (accountId: number, characters: string) =>
    new Uint8Array(createHmac("sha256", key).update(`${accountId} ${characters}`).digest());

  const end = async (unit: UnitOfWork, accountId: number, since = new Date(0)): Promise<void> => {
    await unit.db.deleteFrom("recovery_codes").where("account_id", "=", accountId)
      .where("created_at", ">=", since.getTime()).execute();
  };

  return {
    /** @param since only those that were made from then on; all where it is left out */
    end,
    /** Ends the older ones. @returns the new ones, shown once */
    async renew(unit: UnitOfWork, accountId: number, origin: Origin): Promise<string[]> {
      await end(unit, accountId);
      const codes = new Set<string>();
      while (codes.size < CODES) codes.add(legibleText(random.bytes(CHARACTERS)));
      const created_at = unit.now.getTime();
      await unit.db.insertInto("recovery_codes")
        .values([...codes].map((code) => ({ account_id: accountId, hash: hash(accountId, code), created_at })))
        .execute();
      await audit.record(unit.db, byAccount("recovery.new", accountId, origin));
      return [...codes].map((code) => `${code.slice(0, CHARACTERS / 2)}-${code.slice(CHARACTERS / 2)}`);
    },
    /** Uses the code up: of many at once exactly one succeeds. @param code as typed: case, hyphen and spaces are nothing */
    async spend(unit: UnitOfWork, accountId: number, code: string): Promise<boolean> {
      const characters = code.toLowerCase().replaceAll(/[\s-]/g, "");
      if (characters.length !== CHARACTERS) return false;
      const row = await unit.db.deleteFrom("recovery_codes")
        .where("account_id", "=", accountId).where("hash", "=", hash(accountId, characters))
        .returning("account_id").executeTakeFirst();
      return row !== undefined;
    },
    /** How many are left. */
    async count(db: Queryable, accountId: number): Promise<number> {
      const row = await db.selectFrom("recovery_codes").select((eb) => eb.fn.countAll().as("codes"))
        .where("account_id", "=", accountId).executeTakeFirstOrThrow();
      return Number(row.codes);
    },
  };
}
