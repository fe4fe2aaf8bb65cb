/** The state of an account after an undo: it may be in two people's hands, and takes nothing new until a reset is finished. */
import type { Queryable } from "../../platform/database/database.ts";
import { AppError } from "../../platform/errors.ts";

/** @throws {AppError} `confirmation_required` with the one method `reset` */
export async function refuseUntilReset(db: Queryable, accountId: number): Promise<void> {
  const account = await db.selectFrom("accounts").select("needs_reset").where("id", "=", accountId).executeTakeFirst();
  if (account?.needs_reset === 1) throw resetNeeded();
}

function resetNeeded(): AppError {
  return new AppError("confirmation_required", "A change of this account was taken back: reset the password first", {
    methods: ["reset"],
  });
}
