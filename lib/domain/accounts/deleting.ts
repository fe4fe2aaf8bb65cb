/** What keeps out whoever's account is being deleted; and what a login over HTTP is told besides, to take that back. */
import type { Queryable, UnitOfWork } from "../../platform/database/database.ts";
import { AppError } from "../../platform/errors.ts";

/** How the player came: a session that is opened by taking the deletion back proves as much, and no more. */
export type ProvenBy =
  | "secret"
  /** The second factor as well. */
  | "both_factors"
  /** Steam or Epic. */
  | "provider";

export interface DeletionGate {
  /**
   * In the transaction of a login over HTTP that has proven everything, a second factor too, with the account locked.
   * Returned, not thrown: what proved the account stays used up.
   * @returns `account_deleting` with `until` and the `challenge` that takes it back; null to let it pass
   */
  check(unit: UnitOfWork, accountId: number, by: ProvenBy): Promise<AppError | null>;
}

/** @returns `account_deleting`; null for an account that stays */
export async function findDeleting(db: Queryable, accountId: number): Promise<AppError | null> {
  const row = await db.selectFrom("accounts").select("deletes_at").where("id", "=", accountId).executeTakeFirst();
  return row === undefined || row.deletes_at === null ? null : deletingError(accountId, new Date(row.deletes_at));
}

/** @param challenge what takes it back */
export function deletingError(accountId: number, until: Date, challenge?: string): AppError {
  return new AppError(
    "account_deleting",
    `This account is being deleted, and goes for good at ${until.toISOString()}`,
    {
      until,
      trail: { accountId },
      ...(challenge === undefined ? {} : { challenge }),
    },
  );
}
