/**
 * Taking back what somebody else did: for 72 hours the mail that tells of a changed e-mail, a second factor, a passkey or
 * a linked provider carries a link that undoes it, and everything of these kinds that was done since.
 */
import { type Account, findAccount } from "../accounts/account.ts";
import type { CredentialSchemes } from "../accounts/credential_schemes.ts";
import type { Origin } from "../../platform/origin.ts";
import { emailKey } from "../accounts/rules.ts";
import { emailTaken } from "../accounts/taken.ts";
import { type Audit, byAccount } from "../audit/audit.ts";
import type { FactorRecovery } from "../factors/recovery.ts";
import { invalidLink, type IssuedLink, type Link, type Links, UNDO_MS } from "../links/links.ts";
import type { Revocation } from "../revocation/revocation.ts";
import { type Database, lockingAccount, type Queryable, type UnitOfWork } from "../../platform/database/database.ts";
import { isTaken } from "../../platform/database/errors.ts";
import { AppError } from "../../platform/errors.ts";

/** What can be taken back; `recovery` is an operator's link, named by its id. */
type UndoableAct =
  | { readonly act: "email"; readonly oldEmail: string }
  | { readonly act: "second_factor" }
  | { readonly act: "passkey" }
  | { readonly act: "identity" }
  | { readonly act: "recovery"; readonly linkId: number };

export type Undo = ReturnType<typeof createUndo>;

/** @param undone `since` is when the act was done: what came then, or later, is a thief's */
type UndoHook = (
  unit: UnitOfWork,
  undone: { accountId: number; since: Date; origin: Origin },
) => Promise<void>;

interface UndoParts {
  readonly database: Database;
  readonly audit: Audit;
  readonly links: Links;
  readonly revocation: Revocation;
  readonly schemes: Pick<CredentialSchemes, "forget">;
  readonly factors: FactorRecovery;
  /** Sends a link to choose a new password by. */
  readonly sendReset: (unit: UnitOfWork, account: Account, origin: Origin) => Promise<void>;
}

export function createUndo(parts: UndoParts) {
  const { database, audit, links, revocation, schemes, factors } = parts;
  const hooks: UndoHook[] = [];

  /** Gives the address back that the account had before the first change since the link was made. */
  const restoreEmail = async (unit: UnitOfWork, accountId: number, link: Link): Promise<void> => {
    const oldEmail = await findEmailBefore(unit.db, accountId, link);
    // Whoever opens the link reads the mails that go there.
    const verified = { email_verified_at: unit.now.getTime() };
    if (oldEmail === null) {
      await unit.db.updateTable("accounts").set(verified).where("id", "=", accountId).execute();
      return;
    }
    await unit.db.updateTable("accounts").set({ email: oldEmail, email_key: emailKey(oldEmail), ...verified })
      .where("id", "=", accountId).execute().catch((error) => {
        throw isTaken(error, "email_key")
          ? new AppError("email_taken", "The old e-mail address belongs to another account now")
          : error;
      });
    await schemes.forget(unit.db, accountId, "email");
  };

  const undoAct = async (unit: UnitOfWork, accountId: number, link: Link, origin: Origin): Promise<void> => {
    await restoreEmail(unit, accountId, link);
    await factors.removeSince(unit, accountId, link.createdAt);
    await unit.db.updateTable("accounts")
      .set((eb) => ({ needs_reset: 1, credential_version: eb("credential_version", "+", 1) }))
      .where("id", "=", accountId).execute();
    await revocation.endAccount(unit, { accountId, reason: "security_changed" });
    for (const hook of hooks) await hook(unit, { accountId, since: link.createdAt, origin });
    for (const kind of ["verify", "reset"] as const) await links.end(unit, { accountId, kind });
    await links.end(unit, { accountId, kind: "undo", fromId: link.id });
    const account = await findAccount(unit.db, accountId);
    if (account !== null) await parts.sendReset(unit, account, origin);
  };

  return {
    /** Adds work to the transaction of an undo: game passwords and windows end, for example. */
    onUndo: (hook: UndoHook): void => void hooks.push(hook),

    /** A link for the mail that tells of the act, in the act's transaction. */
    async issue(unit: UnitOfWork, accountId: number, act: UndoableAct): Promise<IssuedLink> {
      const { act: name, ...data } = act;
      const reserved = act.act === "email" ? { reservedEmailKey: emailKey(act.oldEmail) } : {};
      return await links.issue(unit, {
        kind: "undo",
        accountId,
        ttlMs: UNDO_MS,
        data: { act: name, ...data },
        ...reserved,
      });
    },

    /** @throws {AppError} `invalid_link` */
    async undo(token: string, origin: Origin): Promise<void> {
      const { accountId } = await links.find(database.read, "undo", token);
      if (accountId === null) throw invalidLink();
      await lockingAccount(database, accountId, async (unit) => {
        const link = await links.find(unit.db, "undo", token);
        await links.redeem(unit, link);
        const act = String(link.data["act"]);
        if (act === "recovery") await links.withdraw(unit, Number(link.data["linkId"]));
        else await undoAct(unit, accountId, link, origin);
        await audit.record(unit.db, { ...byAccount("email.undo", accountId, origin), reason: act });
      });
    },
  };
}

/** @throws {AppError} `email_taken` while an undo of another account may bring the address back there */
export async function refuseReservedEmail(db: Queryable, accountId: number, email: string, now: Date): Promise<void> {
  const row = await db.selectFrom("links").select("id").where("reserved_email_key", "=", emailKey(email))
    .where("account_id", "!=", accountId).where("used_at", "is", null).where("expires_at", ">", now.getTime())
    .executeTakeFirst();
  if (row !== undefined) throw emailTaken();
}

/** Null where it was not changed since. */
async function findEmailBefore(db: Queryable, accountId: number, { id }: Link): Promise<string | null> {
  const rows = await db.selectFrom("links").select("data").where("account_id", "=", accountId)
    .where("kind", "=", "undo").where("id", ">=", id).orderBy("id").execute();
  const first = rows.map(({ data }) => JSON.parse(data)).find(({ act }) => act === "email");
  return first === undefined ? null : String(first.oldEmail);
}
