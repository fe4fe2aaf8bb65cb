/** A row that was imported before and says something else now: only what its player has not changed here since. */
import type { UnitOfWork } from "../../platform/database/database.ts";
import type { Revocation } from "../../domain/revocation/revocation.ts";
import { FOREIGN_SCHEME, WILDSTAR_SCHEME } from "../../domain/accounts/foreign_secrets.ts";
import type { Plan } from "../plan/plan.ts";
import type { ForeignSuspension } from "../readers/reader.ts";
import type { BookedRow } from "./book.ts";
import { holds, writeSuspensions } from "./suspensions.ts";

export interface ChangeParts {
  readonly label: string;
  readonly seal: (plain: Uint8Array, associatedData: string) => Uint8Array;
  readonly revocation: Revocation;
}

/**
 * Never touches a name. @param suspensions those that the book does not have as they are
 * @returns the version of the credential that is the import's now
 */
export async function changeAccount(
  unit: UnitOfWork,
  booked: BookedRow,
  plan: Plan,
  suspensions: readonly ForeignSuspension[],
  parts: ChangeParts,
): Promise<number | null> {
  const accountId = booked.localId;
  if (accountId === null) return booked.credentialVersion;
  const row = await unit.db.selectFrom("accounts").select("credential_version").where("id", "=", accountId)
    .executeTakeFirst();
  if (row === undefined) return booked.credentialVersion; // deleted here
  await writeSuspensions(unit, [{ account: { ...plan.account, suspensions }, accountId }], parts.label);
  if (suspensions.some((suspension) => holds(suspension, unit.now.getTime()))) {
    const reason = suspensions.some(({ until }) => until === null) ? "banned" : "suspended";
    await parts.revocation.endAccount(unit, { accountId, reason, keepTickets: true });
  }
  if (row.credential_version !== booked.credentialVersion) return booked.credentialVersion;
  return await replaceCredential(unit, accountId, row.credential_version + 1, plan, parts);
}

async function replaceCredential(
  unit: UnitOfWork,
  accountId: number,
  version: number,
  { passwordHash, secret }: Plan,
  { seal }: ChangeParts,
): Promise<number> {
  await unit.db.updateTable("accounts").set({ password_hash: passwordHash, credential_version: version })
    .where("id", "=", accountId).execute();
  await unit.db.deleteFrom("account_secrets").where("account_id", "=", accountId)
    .where("scheme", "in", [FOREIGN_SCHEME, WILDSTAR_SCHEME]).execute();
  if (secret === null) return version;
  const sealed = seal(secret.plain, `account_secrets:${accountId}:${secret.scheme}`);
  await unit.db.insertInto("account_secrets").values({ account_id: accountId, scheme: secret.scheme, secret: sealed })
    .execute();
  return version;
}
