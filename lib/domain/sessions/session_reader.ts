/** Who the claims of a token stand for, as the database knows it now: one prepared query at the first use of each token. */
import { sql } from "kysely";
import { findDeleting } from "../accounts/deleting.ts";
import { findSuspension, suspensionError } from "../accounts/suspensions.ts";
import { holdsAt } from "../bans/holding.ts";
import type { Database } from "../../platform/database/database.ts";
import type { Role } from "../../platform/database/schema.ts";
import { AppError } from "../../platform/errors.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { Identity, SessionClaims } from "./identity.ts";

interface SessionRow {
  readonly account_id: number;
  readonly token_id: string | null;
  readonly ended_at: number | null;
  readonly username: string;
  readonly role: Role;
  readonly is_suspended: number;
}

/** @throws {AppError} `invalid_token`, `account_banned`, `account_suspended`, `unavailable` */
type SessionReader = (claims: SessionClaims) => Promise<Identity>;

export function createSessionReader({ database, clock }: Pick<Kernel, "database" | "clock">): SessionReader {
  const find = prepare(database);
  return async ({ sub, sid, jti, exp }) => {
    const accountId = Number(sub);
    const now = clock.now();
    const [row] = await find([now.getTime(), sid]);
    if (row !== undefined && row.account_id !== accountId) {
      throw new AppError("invalid_token", "This session is another account's");
    }
    if (row === undefined || row.is_suspended === 1) {
      const suspension = await findSuspension(database.read, accountId, now);
      if (suspension !== null) throw suspensionError(suspension);
    }
    if (row === undefined || row.ended_at !== null || row.token_id !== jti) {
      // A deletion has ended every session of its account.
      throw await findDeleting(database.read, accountId) ?? new AppError("invalid_token", "This session has ended");
    }
    return {
      accountId,
      username: row.username,
      role: row.role,
      sessionId: sid,
      tokenId: jti,
      expiresAt: new Date(exp * 1_000),
    };
  };
}

/** With the time, and the session's id. */
function prepare({ read, prepare }: Database): (parameters: readonly unknown[]) => Promise<SessionRow[]> {
  const query = read.selectFrom("sessions").innerJoin("accounts", "accounts.id", "sessions.account_id")
    .select(["sessions.account_id", "sessions.token_id", "sessions.ended_at", "accounts.username", "accounts.role"])
    .select(({ selectFrom }) => {
      const suspensions = selectFrom("account_suspensions").select("account_suspensions.id")
        .whereRef("account_suspensions.account_id", "=", "sessions.account_id").where(holdsAt(new Date(0)));
      return sql<number>`case when exists ${suspensions} then 1 else 0 end`.as("is_suspended");
    })
    .where("sessions.id", "=", "").compile();
  return prepare<SessionRow>("session_of_token", query);
}
