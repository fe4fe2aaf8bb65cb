/** Deletes the accounts whose time is over, one a transaction: all of an account or nothing of it. */
import { findAccount } from "../accounts/account.ts";
import type { Audited } from "../audit/audit.ts";
import type { Revocation } from "../revocation/revocation.ts";
import { lockingAccount, type UnitOfWork } from "../../platform/database/database.ts";
import { isDue, isTooFarAhead } from "../../platform/database/due_rows.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import { eraseAccount, eraseLateTrail, forgetAddresses, reserveLogins } from "./erasure.ts";
import type { ReservedNames } from "./reserved_names.ts";

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
/** After the first failure and the next ones; then daily. */
const RETRIES_MS: readonly number[] = [HOUR_MS, 6 * HOUR_MS, DAY_MS];
/** Before the first try it waits for the end of the grace period, whenever that is. */
const WAITS_MS = [null, ...RETRIES_MS];
const BATCH = 50;
/** By then every instance has written down the attempts that it decided before. */
const TRAIL_WRITTEN_MS = 5_000;
const ERROR_CHARACTERS_MAX = 500;

interface DeletedCharacter {
  readonly characterId: number;
  readonly accountId: number;
}

/** What the games do about it. */
interface DeletionHooks {
  /** In the transaction, which what it throws undoes. @throws {AppError} `hook_failed`, `hook_timeout` */
  deleted(unit: UnitOfWork, gameId: string, character: DeletedCharacter): Promise<void>;
  /** The same, behind those of its characters. */
  accountDeleted(unit: UnitOfWork, account: { readonly accountId: number }): Promise<void>;
  /** After the commit. Throws nothing. */
  afterDeleted(gameId: string, character: DeletedCharacter): Promise<void>;
  /** The same. */
  afterAccountDeleted(account: { readonly accountId: number }): Promise<void>;
}

interface DueDeletionsParts extends Audited, Pick<Kernel, "clock" | "log"> {
  readonly revocation: Pick<Revocation, "endAccount">;
  readonly hooks: DeletionHooks;
  /** Of a game that is not loaded no hook runs. */
  readonly isLoaded: (gameId: string) => boolean;
  readonly reservedNames: ReservedNames;
  readonly nameReservedDays: number;
  readonly onResult: (result: "succeeded" | "failed") => void;
}

type DueDeletions = ReturnType<typeof createDueDeletions>;

export function createDueDeletions(parts: DueDeletionsParts) {
  const { database, clock, log, audit, revocation, hooks, reservedNames } = parts;

  const endCharacters = async (unit: UnitOfWork, accountId: number): Promise<void> => {
    const rows = await unit.db.selectFrom("characters").select(["id", "game_id"])
      .where("account_id", "=", accountId).where("deleted_at", "is", null).orderBy("id").execute();
    for (const { id: characterId, game_id: gameId } of rows) {
      if (!parts.isLoaded(gameId)) continue;
      const character = { characterId, accountId };
      await hooks.deleted(unit, gameId, character);
      unit.afterCommit(() => hooks.afterDeleted(gameId, character));
    }
  };

  /** @returns false when it was taken back meanwhile, or another instance was quicker */
  const deleteOne = (accountId: number): Promise<boolean> =>
    lockingAccount(database, accountId, async (unit) => {
      const due = await unit.db.selectFrom("deletions").select("due_at").where("account_id", "=", accountId)
        .where(isDue(unit.now.getTime(), WAITS_MS)).executeTakeFirst();
      const account = await findAccount(unit.db, accountId);
      if (account === null || due === undefined) return false;
      await endCharacters(unit, accountId);
      await hooks.accountDeleted(unit, { accountId });
      await reserveLogins(unit, account, { reservedNames, days: parts.nameReservedDays });
      await revocation.endAccount(unit, { accountId, reason: "deleted" });
      await eraseAccount(unit, account);
      const count = await forgetAddresses(unit, accountId);
      await audit.record(unit.db, {
        action: "account.delete",
        actor: "system",
        accountId,
        reason: `gone; entries that lost their address: ${count}`,
      });
      unit.publish({ type: "account_changed", accountId });
      unit.afterCommit(() => hooks.afterAccountDeleted({ accountId }));
      return true;
    });

  const postpone = async (accountId: number, tries: number, error: unknown): Promise<void> => {
    const waitMs = RETRIES_MS[tries] ?? DAY_MS;
    log.error("Could not delete an account: nothing of it is gone, and it is tried again", {
      accountId,
      tries: tries + 1,
      retryInMinutes: waitMs / 60_000,
      error,
    });
    parts.onResult("failed");
    const last_error = (error instanceof Error ? error.message : String(error)).slice(0, ERROR_CHARACTERS_MAX);
    await database.write.updateTable("deletions")
      .set({ tries: tries + 1, due_at: clock.now().getTime() + waitMs, last_error })
      .where("account_id", "=", accountId).where("tries", "=", tries).execute();
  };

  const timers = new Set<() => void>();
  const eraseLater = (accountId: number): void => {
    const cancel = clock.after(TRAIL_WRITTEN_MS, () => {
      timers.delete(cancel);
      eraseLateTrail(database.write, accountId).catch((error) =>
        log.warn("Could not look for late attempts of a deleted account", { accountId, error })
      );
    });
    timers.add(cancel);
  };

  return {
    /** Deletes a batch of those that are due. @returns true while there may be more */
    async runBatch(): Promise<boolean> {
      const nowMs = clock.now().getTime();
      const waiting = database.read.selectFrom("deletions").select(["account_id", "tries"]).limit(BATCH);
      const due = await waiting.where("due_at", "<=", nowMs).orderBy("due_at").execute();
      if (due.length === 0) due.push(...await waiting.where(isTooFarAhead(nowMs, WAITS_MS)).execute());
      for (const { account_id, tries } of due) {
        try {
          if (!await deleteOne(account_id)) continue;
          parts.onResult("succeeded");
          eraseLater(account_id);
        } catch (error) {
          await postpone(account_id, tries, error);
        }
      }
      return due.length === BATCH;
    },
    close(): void {
      for (const cancel of timers) cancel();
    },
  };
}
