/** What an operator may do now: by the role, to whom, and whether the session proved its account a moment ago. */
import type { Queryable } from "../../platform/database/database.ts";
import { AppError } from "../../platform/errors.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { Confirmation } from "../sessions/confirmation.ts";
import type { Identity } from "../sessions/identity.ts";
import { forbidden, type Operator } from "./operator.ts";
import { isPermitted, needsConfirmation, type Permission, rankOf } from "./permissions.ts";

interface AuthorityParts extends Pick<Kernel, "database"> {
  readonly confirmation: Pick<Confirmation, "require" | "confirmedUntil">;
  /** A role counts only in a session that was opened, or confirmed, with both factors: `admin.secondFactor`. */
  readonly secondFactorRequired: boolean;
}

export type Authority = ReturnType<typeof createAuthority>;

export function createAuthority({ database, confirmation, secondFactorRequired }: AuthorityParts) {
  return {
    /** @throws {AppError} `forbidden` where the role counts in sessions with a second factor only, and this has none */
    async requireSecondFactor({ sessionId }: Identity): Promise<void> {
      if (!secondFactorRequired) return;
      // Asked each time: a confirmation raises it in the middle of a session.
      const row = await database.read.selectFrom("sessions").select("second_factor").where("id", "=", sessionId)
        .executeTakeFirst();
      if (row?.second_factor === 1) return;
      throw forbidden("admin.secondFactor", "Operators sign in with a second factor here");
    },

    /** @throws {AppError} `forbidden` with `permission`; `confirmation_required` with `methods` */
    async require(operator: Operator, permission: Permission): Promise<void> {
      if (!isPermitted(operator.role, permission)) {
        throw forbidden(permission, `The role ${operator.role} may not do this: it lacks ${permission}`);
      }
      if (operator.identity !== null && needsConfirmation(permission)) await confirmation.require(operator.identity);
    },

    /**
     * Nobody acts on an account of an equal or higher role, but an admin on admins.
     * @throws {AppError} `forbidden` with `permission`, `not_found`
     */
    async requireRank(operator: Operator, accountId: number, permission: Permission): Promise<void> {
      const role = await findRole(database.read, accountId);
      if (operator.identity === null || operator.role === "admin" || rankOf(role) < rankOf(operator.role)) return;
      throw forbidden(permission, `The role ${operator.role} may not act on the account of one with the role ${role}`);
    },

    /** Until when confirmed acts are open to this session; null where they are not. */
    confirmedUntil: async ({ identity }: Operator): Promise<Date | null> =>
      identity === null ? null : await confirmation.confirmedUntil(identity),
  };
}

async function findRole(db: Queryable, accountId: number) {
  const row = await db.selectFrom("accounts").select("role").where("id", "=", accountId).executeTakeFirst();
  if (row === undefined) throw new AppError("not_found", `Could not find account ${accountId}`);
  return row.role;
}
