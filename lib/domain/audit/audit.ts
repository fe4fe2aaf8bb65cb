/** The append-only record of who did what, to whom, from where and why. It is written in the transaction of what it tells of. */
import { type RawBuilder, sql } from "kysely";
import type { Queryable } from "../../platform/database/database.ts";
import { readPage } from "../../platform/database/read_page.ts";
import type { Row } from "../../platform/database/schema.ts";
import { isoTime } from "../../platform/iso_time.ts";
import { mapPage, type Page, type PageQuery } from "../../platform/page.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";

/** Every action that is recorded. */
export const AUDIT_ACTIONS = [
  "account.ban",
  "account.delete",
  "account.email",
  "account.export",
  "account.guest",
  "account.import",
  "account.note",
  "account.password",
  "account.register",
  "account.restore",
  "account.revoke",
  "account.role",
  "account.suspend",
  "account.suspension_change",
  "account.unsuspend",
  "account.upgrade",
  "account.username",
  "audit.archive",
  "backup.create",
  "backup.download",
  "ban.automatic",
  "ban.change",
  "ban.create",
  "ban.lift",
  "character.create",
  "character.delete",
  "character.update",
  "door.access",
  "door.password",
  "door.window",
  "email.undo",
  "email.verify",
  "export.create",
  "identity.link",
  "identity.unlink",
  "import.run",
  "invite.create",
  "invite.redeem",
  "invite.withdraw",
  "key.rotate",
  "login.failed",
  "login.refused",
  "login.succeeded",
  "mail.failed",
  "mail.resend",
  "mail.retry",
  "passkey.add",
  "passkey.counter",
  "passkey.remove",
  "recovery.link",
  "recovery.new",
  "recovery.use",
  "reset.finish",
  "reset.request",
  "server.create",
  "server.delete",
  "server.update",
  "session.end",
  "session.refresh",
  "token.issue",
  "token.reuse",
  "token.revoke",
  "token.rotate",
  "totp.off",
  "totp.on",
  "webhook.create",
  "webhook.delete",
  "webhook.off",
] as const;

export type AuditAction = typeof AUDIT_ACTIONS[number];

export interface AuditEntry {
  readonly action: AuditAction;
  /** `account_42`, `admin`, `server_001`, `system`, or `anonymous` for somebody who has not proven who they are. */
  readonly actor: string;
  /** The account it was done to, where there is one. */
  readonly accountId?: number | null;
  /** Left out of what an operator did: with an address that came by their API, without one by no door. */
  readonly door?: string | null;
  readonly address?: string | null;
  /** Up to 500 characters; longer is cut. Never a secret. */
  readonly reason?: string | null;
  /** What was typed, where it fits a username or an e-mail. */
  readonly name?: string | null;
}

type AuditRecord = ReturnType<typeof toRecord>;

interface AuditQuery extends PageQuery {
  readonly accountId?: number | undefined;
  readonly action?: string | undefined;
  readonly actor?: string | undefined;
  readonly from?: Date | undefined;
  /** Before it. */
  readonly to?: Date | undefined;
  readonly address?: string | undefined;
  /** As it was typed, without regard to case. */
  readonly name?: string | undefined;
}

export type Audit = ReturnType<typeof createAudit>;

/** What whoever acts in the database is given: what is done there is written down. */
export interface Audited extends Pick<Kernel, "database"> {
  readonly audit: Audit;
}

const REASON_CHARACTERS_MAX = 500;

/** Told of each entry, in its transaction. */
export type OnAudit = (db: Queryable, entry: AuditEntry, at: Date) => Promise<void>;

interface AuditParts extends Pick<Kernel, "clock"> {
  readonly onRecord?: OnAudit;
}

export function createAudit({ clock, onRecord = () => Promise.resolve() }: AuditParts) {
  return {
    /** Adds an entry with the handle of the transaction that it belongs to. */
    async record(db: Queryable, given: AuditEntry): Promise<void> {
      const entry = { ...given, door: doorOf(given) };
      const at = clock.now();
      await db.insertInto("audit_log").values({
        at: at.getTime(),
        action: entry.action,
        actor: entry.actor,
        account_id: entry.accountId ?? null,
        door: entry.door,
        address: entry.address ?? null,
        name: entry.name?.toLowerCase() ?? null,
        reason: entry.reason?.slice(0, REASON_CHARACTERS_MAX) ?? null,
      }).execute();
      await onRecord(db, entry, at);
    },
    /** Newest first. */
    async list(db: Queryable, query: AuditQuery): Promise<Page<AuditRecord>> {
      let select = db.selectFrom("audit_log").selectAll();
      if (query.accountId !== undefined) select = select.where("account_id", "=", query.accountId);
      // One filter leads, the one that the fewest entries fit as a rule; of what its index finds the others are judged.
      let hasLeader = query.accountId !== undefined;
      for (const column of ["name", "address", "actor", "action"] as const) {
        const value = column === "name" ? query.name?.toLowerCase() : query[column];
        if (value === undefined) continue;
        const key = hasLeader ? sql`(${sql.ref(column)} || '')` : sql.ref(column);
        select = select.where(sql<boolean>`${key} = ${value}`);
        hasLeader = true;
      }
      select = select.where(await withinTimes(db, query.from, query.to));
      return mapPage(await readPage(select, "id", "newest_first", query), toRecord);
    },
  };
}

function toRecord({ at, account_id: account, name: _, ...row }: Row<"audit_log">) {
  return { ...row, at: isoTime(at), account };
}

function doorOf({ door, address }: AuditEntry): string | null {
  if (door !== undefined) return door;
  return address === undefined || address === null || address === "" ? null : "admin";
}

/** Ids rise with the time, but for clocks that go back: a range of times is a range of ids, and what is left is judged. */
async function withinTimes(db: Queryable, from?: Date, to?: Date): Promise<RawBuilder<boolean>> {
  const edge = async (at: Date | undefined, order: "asc" | "desc") => {
    if (at === undefined) return undefined;
    const ms = at.getTime();
    const row = await db.selectFrom("audit_log").select("id").where("at", order === "asc" ? ">=" : "<", ms)
      .orderBy("at", order).orderBy("id", order).limit(1).executeTakeFirst();
    return { ms, id: row?.id };
  };
  const [first, last] = [await edge(from, "asc"), await edge(to, "desc")];
  const parts: RawBuilder<boolean>[] = [sql<boolean>`1 = 1`];
  if (first !== undefined) {
    parts.push(first.id === undefined ? sql`1 = 0` : sql`(id >= ${first.id} and at >= ${first.ms})`);
  }
  if (last !== undefined) parts.push(last.id === undefined ? sql`1 = 0` : sql`(id <= ${last.id} and at < ${last.ms})`);
  return sql<boolean>`(${sql.join(parts, sql` and `)})`;
}

/** What an account itself did, or had done at its login, from where it came. */
export function byAccount(
  action: AuditAction,
  accountId: number,
  origin?: { readonly door: string; readonly address: string },
  reason?: string,
): AuditEntry {
  const { door = null, address = null } = origin ?? {};
  return { action, actor: accountActor(accountId), accountId, door, address, reason: reason ?? null };
}

/** How an account is named as an actor. */
export function accountActor(accountId: number): string {
  return `account_${accountId}`;
}
