/** Guests who were not here for a long time: their accounts go, without a grace, a mail, or a reserved name. */
import { lockingAccount, type UnitOfWork } from "../../platform/database/database.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { Deletion } from "./deletion.ts";

const DAY_MS = 24 * 60 * 60_000;
const BATCH = 100;

interface IdleGuestsParts extends Pick<Kernel, "database" | "clock"> {
  readonly deletion: Pick<Deletion, "requestIn">;
  readonly guestDays: number;
}

/** Asks for the deletion of a batch of them. @returns true while there may be more */
export async function deleteIdleGuests({ database, clock, deletion, guestDays }: IdleGuestsParts): Promise<boolean> {
  const idleSince = clock.now().getTime() - guestDays * DAY_MS;
  const rows = await database.read.selectFrom("guest_keys").select("account_id")
    .where("last_seen_at", "<=", idleSince).orderBy("last_seen_at").limit(BATCH).execute();
  for (const { account_id: accountId } of rows) {
    await lockingAccount(database, accountId, async (unit) => {
      const seenAt = await lastSeen(unit, accountId);
      if (seenAt === null) return;
      const isIdle = seenAt <= idleSince;
      // Looked at again once it could be idle, or, should a module keep the account, then.
      await unit.db.updateTable("guest_keys").set({ last_seen_at: isIdle ? unit.now.getTime() : seenAt })
        .where("account_id", "=", accountId).execute();
      if (!isIdle) return;
      const by = { actor: "system", address: null };
      await deletion.requestIn(unit, { accountId, by, now: true, reason: "a guest who was not here for long" });
    });
  }
  return rows.length === BATCH;
}

/** @returns milliseconds since 1970; null for an account that is no guest's any more */
async function lastSeen({ db }: UnitOfWork, accountId: number): Promise<number | null> {
  const account = await db.selectFrom("accounts").select(["is_guest", "created_at", "last_login_at"])
    .where("id", "=", accountId).executeTakeFirst();
  if (account === undefined || account.is_guest === 0) return null;
  const session = await db.selectFrom("sessions").select((eb) => eb.fn.max("last_active_at").as("at"))
    .where("account_id", "=", accountId).executeTakeFirst();
  return Math.max(account.created_at, account.last_login_at ?? 0, Number(session?.at ?? 0));
}
