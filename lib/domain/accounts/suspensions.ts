/** Bans and suspensions of accounts. A ban is a suspension without an end. An account's status is what now holds. */
import type { Actor } from "../audit/actor.ts";
import type { Audited } from "../audit/audit.ts";
import { lockingAccount, type Queryable, type UnitOfWork } from "../../platform/database/database.ts";
import { noteChanges, type ValueChange } from "../bans/changes.ts";
import { holdsAt, strongest } from "../bans/holding.ts";
import type { Row } from "../../platform/database/schema.ts";
import { AppError, invalidInput } from "../../platform/errors.ts";
import type { AccountEvents } from "./account_events.ts";
import type { Revocation } from "../revocation/revocation.ts";
import { findDeleting } from "./deleting.ts";

type AccountStatus = "active" | "banned" | "suspended";

export type Suspension = Readonly<ReturnType<typeof toSuspension>>;

interface SuspensionsParts extends Audited {
  readonly revocation: Revocation;
  readonly accountEvents: Pick<AccountEvents, "suspended">;
}

export interface NewSuspension extends Actor {
  readonly accountId: number;
  readonly reason: string;
  readonly until: Date | null;
  /** For operators only. */
  readonly note?: string | undefined;
}

export interface Suspensions {
  /** Ends everything of the account. @throws {AppError} `not_found`, `invalid_input` */
  suspend(input: NewSuspension): Promise<Suspension>;
  /** The same in a transaction that is under way. @throws {AppError} as `suspend` */
  suspendIn(unit: UnitOfWork, input: NewSuspension): Promise<Suspension>;
  /** Of one that holds. @throws {AppError} `not_found`, `invalid_input` */
  change(input: { accountId: number; suspensionId: number; change: ValueChange } & Actor): Promise<void>;
  /** @throws {AppError} `not_found` */
  lift(input: { accountId: number; suspensionId: number; reason?: string | undefined } & Actor): Promise<void>;
}

export function createSuspensions(parts: SuspensionsParts): Suspensions {
  const { database, audit } = parts;
  const suspendIn: Suspensions["suspendIn"] = async (unit, { accountId, reason, until, note, actor, address }) => {
    if (until !== null && until <= unit.now) throw invalidInput("until", "must lie in the future");
    const exists = await unit.db.selectFrom("accounts").select("id").where("id", "=", accountId).executeTakeFirst();
    if (exists === undefined) {
      throw new AppError("not_found", `Could not suspend account ${accountId}: there is none`);
    }
    const row = await unit.db.insertInto("account_suspensions").values({
      account_id: accountId,
      reason,
      until: until?.getTime() ?? null,
      created_at: unit.now.getTime(),
      created_by: actor,
      lifted_at: null,
      note: note ?? null,
    }).returningAll().executeTakeFirstOrThrow();
    await parts.revocation.endAccount(unit, {
      accountId,
      reason: until === null ? "banned" : "suspended",
      keepTickets: true,
    });
    await audit.record(unit.db, {
      action: until === null ? "account.ban" : "account.suspend",
      actor,
      accountId,
      address,
      reason: until === null ? reason : `until ${until.toISOString()}: ${reason}`,
    });
    const suspension = toSuspension(row);
    await parts.accountEvents.suspended(unit, suspension);
    return suspension;
  };

  return {
    suspendIn,
    suspend: (input) => database.transaction((unit) => suspendIn(unit, input)),

    async change({ accountId, suspensionId, change, actor, address }) {
      await lockingAccount(database, accountId, async (unit) => {
        const row = await unit.db.selectFrom("account_suspensions").selectAll().where("id", "=", suspensionId)
          .where("account_id", "=", accountId).where(holdsAt(unit.now)).executeTakeFirst();
        if (row === undefined) {
          throw new AppError("not_found", `Could not change suspension ${suspensionId}: account ${accountId} has none`);
        }
        const changed = await noteChanges(unit, { kind: "suspension", id: row.id, by: actor }, row, change);
        if (changed === null) return;
        await unit.db.updateTable("account_suspensions").set(changed).where("id", "=", row.id).execute();
        const reason = `suspension ${row.id}: ${Object.keys(changed).join(", ")}`;
        await audit.record(unit.db, { action: "account.suspension_change", actor, accountId, address, reason });
        unit.publish({ type: "account_changed", accountId });
      });
    },

    async lift({ accountId, suspensionId, reason, actor, address }) {
      await database.transaction(async (unit) => {
        const row = await unit.db.updateTable("account_suspensions")
          .set({ lifted_at: unit.now.getTime(), lifted_by: actor, lift_reason: reason ?? null })
          .where("id", "=", suspensionId).where("account_id", "=", accountId).where("lifted_at", "is", null)
          .returning("reason").executeTakeFirst();
        if (row === undefined) {
          throw new AppError("not_found", `Could not lift suspension ${suspensionId}: account ${accountId} has none`);
        }
        const because = reason ?? row.reason;
        await audit.record(unit.db, { action: "account.unsuspend", actor, accountId, address, reason: because });
        unit.publish({ type: "account_changed", accountId });
      });
    },
  };
}

/** The suspension that counts now; null for an active account. */
export async function findSuspension(db: Queryable, accountId: number, now: Date): Promise<Suspension | null> {
  return strongest(await listSuspensions(db, [accountId], now));
}

/** Those of the accounts that hold now, newest first. */
export async function listSuspensions(db: Queryable, accountIds: readonly number[], now: Date): Promise<Suspension[]> {
  const rows = await db.selectFrom("account_suspensions").selectAll()
    .where("account_id", "in", accountIds).where(holdsAt(now))
    .orderBy("id", "desc").execute();
  return rows.map(toSuspension);
}

export function statusOf(suspension: Suspension | null): AccountStatus {
  if (suspension === null) return "active";
  return suspension.until === null ? "banned" : "suspended";
}

/**
 * What keeps a proven player out: a ban, a suspension, a deletion that was asked for.
 * @throws {AppError} `account_banned`, `account_suspended`, `account_deleting`
 */
export async function checkActive(db: Queryable, accountId: number, now: Date): Promise<void> {
  await checkNotSuspended(db, accountId, now);
  const deleting = await findDeleting(db, accountId);
  if (deleting !== null) throw deleting;
}

/** @throws {AppError} `account_banned`, `account_suspended` */
export async function checkNotSuspended(db: Queryable, accountId: number, now: Date): Promise<void> {
  const suspension = await findSuspension(db, accountId, now);
  if (suspension !== null) throw suspensionError(suspension);
}

export function suspensionError({ reason, until, accountId }: Suspension): AppError {
  const details = { reason, until, trail: { accountId } };
  return until === null
    ? new AppError("account_banned", "This account is banned", details)
    : new AppError("account_suspended", `This account is suspended until ${until.toISOString()}`, details);
}

function toSuspension(row: Row<"account_suspensions">) {
  return {
    id: row.id,
    accountId: row.account_id,
    reason: row.reason,
    /** Null for a ban. */
    until: row.until === null ? null : new Date(row.until),
    createdAt: new Date(row.created_at),
    createdBy: row.created_by,
  };
}
