/** Giving and taking roles. The last admin stays, and nobody changes the own role. */
import { lockName, type UnitOfWork } from "../../platform/database/database.ts";
import type { Role } from "../../platform/database/schema.ts";
import { AppError } from "../../platform/errors.ts";
import type { Actor } from "../audit/actor.ts";
import type { Audited } from "../audit/audit.ts";
import { HAS_ROLE } from "./has_role.ts";
import { forbidden, type Operator } from "./operator.ts";

export interface Roles {
  /**
   * Holds from the account's next call, on every instance within a second.
   * @throws {AppError} `not_found`, `last_admin`; `forbidden` for the own role
   */
  set(accountId: number, role: Role, by: Operator, reason?: string): Promise<void>;
  /** The same in a transaction that is under way, for whoever may give any role. @throws {AppError} as `set` */
  give(unit: UnitOfWork, accountId: number, role: Role, by: Actor, reason?: string): Promise<void>;
}

export function createRoles({ database, audit }: Audited): Roles {
  const give: Roles["give"] = async (unit, accountId, role, { actor, address }, reason) => {
    // Of two who take one another's role at once, the later must see what the earlier did.
    await lockName(unit, "roles");
    const account = await unit.db.selectFrom("accounts").select("role").where("id", "=", accountId).executeTakeFirst();
    if (account === undefined) throw new AppError("not_found", `Could not find account ${accountId}`);
    if (account.role === "admin" && role !== "admin") await requireAnotherAdmin(unit, accountId);
    await unit.db.updateTable("accounts").set({ role }).where("id", "=", accountId).execute();
    await audit.record(unit.db, {
      action: "account.role",
      actor,
      accountId,
      address,
      reason: reason === undefined ? role : `${role}: ${reason}`,
    });
    unit.publish({ type: "account_changed", accountId });
  };

  return {
    give,
    async set(accountId, role, by, reason) {
      if (by.identity?.accountId === accountId) throw forbidden("roles.write", "Nobody changes the own role");
      await database.transaction((unit) => give(unit, accountId, role, by, reason));
    },
  };
}

/**
 * In a transaction that holds the lock `roles`, or deletes the account.
 * @throws {AppError} `last_admin`
 */
export async function requireAnotherAdmin(unit: UnitOfWork, accountId: number): Promise<void> {
  const other = await unit.db.selectFrom("accounts").select("id").where(HAS_ROLE)
    .where("role", "=", "admin").where("id", "!=", accountId).where("deletes_at", "is", null).limit(1)
    .executeTakeFirst();
  if (other === undefined) throw new AppError("last_admin", "This is the last admin: make another one first");
}
