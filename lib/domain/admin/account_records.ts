/** Accounts as operators see them: what holds now, where the player was last, with which devices and sessions. */
import { strongest } from "../bans/holding.ts";
import { unknownAccount } from "../accounts/account.ts";
import { listSuspensions, statusOf, type Suspension } from "../accounts/suspensions.ts";
import type { Queryable } from "../../platform/database/database.ts";
import type { Row } from "../../platform/database/schema.ts";
import { isoTime, isoTimeOrNull } from "../../platform/iso_time.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import { type AccountQuery, searchAccounts } from "./account_search.ts";
import { type SessionRecord, sessionsOf } from "./session_records.ts";

export type AccountRecord = ReturnType<typeof toRecord>;

export type AccountRecords = ReturnType<typeof createAccountRecords>;

export function createAccountRecords(
  parts: Pick<Kernel, "database" | "clock">,
) {
  const { database: { read }, clock } = parts;

  const describe = async (rows: readonly Row<"accounts">[], which: "living" | "latest") => {
    if (rows.length === 0) return [];
    const ids = rows.map((row) => row.id);
    const [suspensions, macs, sessions, secured] = await Promise.all([
      listSuspensions(read, ids, clock.now()),
      macsOf(read, ids),
      sessionsOf(read, ids, which),
      securedOf(read, ids),
    ]);
    return rows.map((row) =>
      toRecord(row, {
        suspensions: suspensions.filter((suspension) => suspension.accountId === row.id),
        macs: macs.filter((mac) => mac.account_id === row.id).map(({ mac }) => mac),
        sessions: sessions.filter((session) => session.account === row.id),
        secondFactor: secured.has(row.id),
      })
    );
  };

  return {
    /** As `account_search.ts` finds them. @throws {AppError} `invalid_input` */
    async list(query: AccountQuery) {
      const { ids, next } = await searchAccounts(parts.database, query, clock.now());
      const rows = ids.length === 0
        ? []
        : await read.selectFrom("accounts").selectAll().where("id", "in", ids).execute();
      const found = new Map(rows.map((row) => [row.id, row]));
      const items = await describe(ids.flatMap((id) => found.get(id) ?? []), "living");
      return { items, next };
    },

    /** @throws {AppError} `not_found` */
    async get(accountId: number) {
      const rows = await read.selectFrom("accounts").selectAll().where("id", "=", accountId).execute();
      const [record] = await describe(rows, "latest");
      if (record === undefined) throw unknownAccount(accountId);
      return record;
    },
  };
}

export function suspensionRecord({ id, accountId, reason, until, createdAt, createdBy }: Suspension) {
  return {
    id,
    account: accountId,
    reason,
    /** Null for a ban. */
    until: until?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
    createdBy,
  };
}

function toRecord(
  row: Row<"accounts">,
  more: {
    /** Those that hold now, newest first. */
    suspensions: readonly Suspension[];
    /** As they were sent, the latest first. */
    macs: readonly string[];
    /** Of one account the latest 50, in a list those that live. */
    sessions: readonly SessionRecord[];
    secondFactor: boolean;
  },
) {
  const counting = strongest(more.suspensions);
  return {
    id: row.id,
    username: row.username,
    /** True while the name was made up for a player who came by a provider. */
    usernamePending: row.username_pending === 1,
    email: row.email,
    emailVerified: row.email_verified_at !== null,
    role: row.role,
    status: statusOf(counting),
    /** When a suspension ends; null for an active or banned account. */
    until: counting?.until?.toISOString() ?? null,
    /** True while nobody but a browser's guest key opens it. */
    guest: row.is_guest === 1,
    secondFactor: more.secondFactor,
    /** When it goes for good, once that was asked for. */
    deletesAt: isoTimeOrNull(row.deletes_at),
    createdAt: isoTime(row.created_at),
    lastLogin: isoTimeOrNull(row.last_login_at),
    lastAddress: row.last_address,
    macs: more.macs,
    suspensions: more.suspensions.map(suspensionRecord),
    sessions: more.sessions,
  };
}

async function macsOf(db: Queryable, accountIds: readonly number[]): Promise<{ account_id: number; mac: string }[]> {
  return await db.selectFrom("account_macs").select(["account_id", "mac"]).where("account_id", "in", accountIds)
    .orderBy("last_seen_at", "desc").execute();
}

/** Those whose logins ask for a second factor. */
async function securedOf(db: Queryable, accountIds: readonly number[]): Promise<ReadonlySet<number>> {
  const rows = await db.selectFrom("totp_secrets").select("account_id").where("account_id", "in", accountIds)
    .where("state", "=", "on").execute();
  return new Set(rows.map(({ account_id }) => account_id));
}
