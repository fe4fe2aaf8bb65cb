/** An account's rows as its player takes them along: named column by column, so that a new secret stays at home. */
import { isoTimeOrNull } from "../../platform/iso_time.ts";
import { accountActor } from "../audit/audit.ts";
import type { Queryable } from "../../platform/database/database.ts";

/** Of each list the newest. */
const ROWS_MAX = 10_000;

export async function readRows(db: Queryable, accountId: number) {
  return {
    identities: await identitiesOf(db, accountId),
    passkeys: await passkeysOf(db, accountId),
    sessions: await sessionsOf(db, accountId),
    logins: await loginsOf(db, accountId),
    addresses: await addressesOf(db, accountId),
    macs: await macsOf(db, accountId),
    suspensions: await suspensionsOf(db, accountId),
    audit: await auditOf(db, accountId),
  };
}

async function identitiesOf(db: Queryable, accountId: number) {
  const rows = await db.selectFrom("identities").select(["provider", "subject", "created_at", "last_used_at"])
    .where("account_id", "=", accountId).orderBy("created_at").limit(ROWS_MAX).execute();
  return rows.map(({ provider, subject, created_at, last_used_at }) => ({
    provider,
    subject,
    linkedAt: isoTimeOrNull(created_at),
    lastUsed: isoTimeOrNull(last_used_at),
  }));
}

async function passkeysOf(db: Queryable, accountId: number) {
  const rows = await db.selectFrom("passkeys").select(["id", "name", "created_at", "last_used_at"])
    .where("account_id", "=", accountId).orderBy("created_at").limit(ROWS_MAX).execute();
  return rows.map(({ id, name, created_at, last_used_at }) => ({
    id,
    name,
    createdAt: isoTimeOrNull(created_at),
    lastUsed: isoTimeOrNull(last_used_at),
  }));
}

async function sessionsOf(db: Queryable, accountId: number) {
  const rows = await db.selectFrom("sessions")
    .select(["id", "door", "address", "device", "created_at", "last_active_at", "expires_at", "ended_at", "end_reason"])
    .where("account_id", "=", accountId).orderBy("created_at", "desc").limit(ROWS_MAX).execute();
  return rows.map((row) => ({
    id: row.id,
    door: row.door,
    address: row.address,
    device: row.device,
    createdAt: isoTimeOrNull(row.created_at),
    lastActive: isoTimeOrNull(row.last_active_at),
    expiresAt: isoTimeOrNull(row.expires_at),
    endedAt: isoTimeOrNull(row.ended_at),
    endReason: row.end_reason,
  }));
}

/** Never what was typed: somebody else may have. */
async function loginsOf(db: Queryable, accountId: number) {
  const rows = await db.selectFrom("login_trail")
    .select(["id", "at", "door", "game", "address", "client", "device", "result", "code"])
    .where("account_id", "=", accountId).orderBy("id", "desc").limit(ROWS_MAX).execute();
  return rows.map(({ at, ...row }) => ({ ...row, at: isoTimeOrNull(at) }));
}

async function addressesOf(db: Queryable, accountId: number) {
  const rows = await db.selectFrom("account_addresses").select(["network", "first_seen_at", "last_seen_at"])
    .where("account_id", "=", accountId).limit(ROWS_MAX).execute();
  return rows.map(({ network, first_seen_at, last_seen_at }) => ({
    network,
    firstSeen: isoTimeOrNull(first_seen_at),
    lastSeen: isoTimeOrNull(last_seen_at),
  }));
}

async function macsOf(db: Queryable, accountId: number) {
  const rows = await db.selectFrom("account_macs").select(["mac", "first_seen_at", "last_seen_at"])
    .where("account_id", "=", accountId).limit(ROWS_MAX).execute();
  return rows.map(({ mac, first_seen_at, last_seen_at }) => ({
    mac,
    firstSeen: isoTimeOrNull(first_seen_at),
    lastSeen: isoTimeOrNull(last_seen_at),
  }));
}

/** Without who, and without what operators wrote for one another. */
async function suspensionsOf(db: Queryable, accountId: number) {
  const rows = await db.selectFrom("account_suspensions").select(["reason", "until", "created_at", "lifted_at"])
    .where("account_id", "=", accountId).orderBy("id", "desc").limit(ROWS_MAX).execute();
  return rows.map(({ reason, until, created_at, lifted_at }) => ({
    reason,
    until: isoTimeOrNull(until),
    createdAt: isoTimeOrNull(created_at),
    liftedAt: isoTimeOrNull(lifted_at),
  }));
}

/** Who is nobody: the program, a game server, somebody who proved nothing. */
const NOBODY = /^(system|anonymous|command|server_.*|import:.*)$/;

/** Of what others did only that, and when: their words, names and addresses are theirs. */
async function auditOf(db: Queryable, accountId: number) {
  const self = accountActor(accountId);
  const rows = await db.selectFrom("audit_log").select(["id", "at", "action", "actor", "door", "address", "reason"])
    .where("account_id", "=", accountId).orderBy("id", "desc").limit(ROWS_MAX).execute();
  return rows.map(({ id, at, action, actor, door, address, reason }) => {
    const entry = { id, at: isoTimeOrNull(at), action };
    if (actor === self) return { ...entry, actor, door, address, reason };
    return { ...entry, actor: NOBODY.test(actor) ? actor : "operator" };
  });
}
