/** Accounts that are to be deleted: asked for by the player or an operator, and taken back within the days of grace. */
import { type Account, findAccount, getAccount } from "../accounts/account.ts";
import { deletingError, type DeletionGate, type ProvenBy } from "../accounts/deleting.ts";
import { checkNotSuspended } from "../accounts/suspensions.ts";
import type { Audited } from "../audit/audit.ts";
import type { Mail } from "../mail/mail.ts";
import type { Revocation } from "../revocation/revocation.ts";
import { lockAccount, lockingAccount, lockName, type UnitOfWork } from "../../platform/database/database.ts";
import { AppError } from "../../platform/errors.ts";
import type { DeletionChallenges } from "./challenge.ts";

const DAY_MS = 24 * 60 * 60_000;

/** Who asks, for the audit log and the mail. */
interface DeletionActor {
  /** `account_42`, `admin`, `system`. */
  readonly actor: string;
  readonly address: string | null;
  readonly door?: string;
  readonly device?: string | null;
}

interface DeletionRequest {
  readonly accountId: number;
  readonly by: DeletionActor;
  /** Without the days of grace. */
  readonly now?: boolean;
  readonly reason?: string;
}

interface DeletionParts extends Audited {
  readonly mail: Mail;
  readonly revocation: Revocation;
  readonly challenges: DeletionChallenges;
  /** Before an account goes that may be the last one of its kind. @throws {AppError} `last_admin` */
  readonly requireAnotherAdmin: (unit: UnitOfWork, accountId: number) => Promise<void>;
  readonly endWindows: (unit: UnitOfWork, accountId: number) => Promise<void>;
  readonly deletionGraceDays: number;
  /** One is due at once. */
  readonly onDue: () => void;
}

export interface Deletion extends DeletionGate {
  /**
   * Ends every session, token, seat and window of the account. Asked for twice, the earlier end counts.
   * @returns when it goes for good. @throws {AppError} `not_found`, `last_admin`
   */
  request(request: DeletionRequest): Promise<Date>;
  /** The same in a transaction that is under way, for whoever has looked at the account in it. */
  requestIn(unit: UnitOfWork, request: DeletionRequest): Promise<Date>;
  /** @throws {AppError} `not_found` where nothing waits to be deleted */
  restore(accountId: number, by: DeletionActor, reason?: string): Promise<void>;
  /**
   * Takes it back, in the transaction of a login.
   * @throws {AppError} `invalid_link`; `account_banned`, `account_suspended` for what came meanwhile
   */
  redeem(
    unit: UnitOfWork,
    challenge: string,
    from: Omit<DeletionActor, "actor">,
  ): Promise<{ readonly account: Account; readonly by: ProvenBy }>;
}

export function createDeletion(parts: DeletionParts): Deletion {
  const { database, audit, mail, revocation, challenges } = parts;

  const requestIn: Deletion["requestIn"] = async (unit, { accountId, by, now = false, reason }) => {
    await lockWhoGoes(unit, accountId);
    const account = await getAccount(unit.db, accountId);
    if (account.role === "admin") await parts.requireAnotherAdmin(unit, accountId);
    const asked = unit.now.getTime() + (now ? 0 : parts.deletionGraceDays * DAY_MS);
    const deletesAt = new Date(Math.min(asked, account.deletesAt?.getTime() ?? Infinity));
    await unit.db.updateTable("accounts").set({ deletes_at: deletesAt.getTime() }).where("id", "=", accountId)
      .execute();
    await unit.db.deleteFrom("deletions").where("account_id", "=", accountId).execute();
    await unit.db.insertInto("deletions")
      .values({ account_id: accountId, due_at: deletesAt.getTime(), last_error: null }).execute();
    await revocation.endAccount(unit, { accountId, reason: "deleted" });
    await parts.endWindows(unit, accountId);
    const { device = null, ...actor } = by;
    const at = `at ${deletesAt.toISOString()}`;
    await audit.record(unit.db, {
      action: "account.delete",
      ...actor,
      accountId,
      reason: reason === undefined ? at : `${at}: ${reason}`,
    });
    unit.publish({ type: "account_changed", accountId });
    const origin = { address: by.door === "admin" ? null : by.address, device };
    await mail.queue(unit, { name: "deletion", accountId, origin, values: { until: deletesAt } });
    if (deletesAt <= unit.now) unit.afterCommit(parts.onDue);
    return deletesAt;
  };

  const restoreIn = async (unit: UnitOfWork, accountId: number, by: DeletionActor, reason?: string) => {
    await unit.db.updateTable("accounts").set({ deletes_at: null }).where("id", "=", accountId).execute();
    await unit.db.deleteFrom("deletions").where("account_id", "=", accountId).execute();
    const { device: _, ...actor } = by;
    await audit.record(unit.db, { action: "account.restore", ...actor, accountId, reason: reason ?? null });
    unit.publish({ type: "account_changed", accountId });
  };

  return {
    requestIn,
    request: (request) => database.transaction((unit) => requestIn(unit, request)),

    async restore(accountId, by, reason) {
      await lockingAccount(database, accountId, async (unit) => {
        const account = await getAccount(unit.db, accountId);
        if (account.deletesAt === null) throw new AppError("not_found", `Account ${accountId} waits for no deletion`);
        await restoreIn(unit, accountId, by, reason);
      });
    },

    async check(unit, accountId, by) {
      const row = await unit.db.selectFrom("accounts").select(["deletes_at", "credential_version"])
        .where("id", "=", accountId).executeTakeFirst();
      if (row === undefined || row.deletes_at === null) return null;
      const restoration = { accountId, deletesAt: row.deletes_at, credentialVersion: row.credential_version, by };
      return deletingError(accountId, new Date(row.deletes_at), challenges.issue(restoration, unit.now));
    },

    async redeem(unit, challenge, from) {
      const read = challenges.read(challenge, unit.now);
      if (read === null) throw over();
      await lockAccount(unit, read.accountId);
      const account = await findAccount(unit.db, read.accountId);
      if (account?.deletesAt?.getTime() !== read.deletesAt || account.credentialVersion !== read.credentialVersion) {
        throw over();
      }
      await checkNotSuspended(unit.db, account.id, unit.now);
      await restoreIn(unit, account.id, { actor: `account_${account.id}`, ...from });
      return { account: { ...account, deletesAt: null }, by: read.by };
    },
  };
}

/** Of two admins who go at once, the later must see that the other goes; roles are given in the same order of locks. */
async function lockWhoGoes(unit: UnitOfWork, accountId: number): Promise<void> {
  const row = await unit.db.selectFrom("accounts").select("role").where("id", "=", accountId).executeTakeFirst();
  if (row?.role === "admin") await lockName(unit, "roles");
  await lockAccount(unit, accountId);
}

function over(): AppError {
  return new AppError("invalid_link", "This takes nothing back any more: sign in again");
}
