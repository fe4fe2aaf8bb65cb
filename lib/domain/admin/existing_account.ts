/** What is asked about an account that nobody has is not found, rather than nothing. */
import type { Queryable } from "../../platform/database/database.ts";
import { AppError } from "../../platform/errors.ts";

/** @returns the id @throws {AppError} `not_found` */
export async function existingAccount(db: Queryable, id: number): Promise<number> {
  const row = await db.selectFrom("accounts").select("id").where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw new AppError("not_found", `Could not find account ${id}`);
  return id;
}
