/**
 * Indices of tables that may be large when a migration adds them. On a PostgreSQL that is in use they are built ahead of
 * the migrations, `concurrently`: outside a transaction, while others write. The migrations make what is not there then.
 */
import { type Kysely, sql } from "kysely";
import type { ColumnTypes } from "../lib/platform/database/column_types.ts";

interface LargeIndex {
  readonly table: string;
  /** That may be yet to come, by the migration itself: then there is nothing to build ahead. */
  readonly columns: readonly string[];
  /** Behind the table's name. On SQLite `collate "C"` is left out: it compares bytes anyway. */
  readonly on: string;
  readonly onlyPostgres?: boolean;
}

const INDICES = {
  // A range of beginnings needs the order of the bytes; SQLite's unique keys have it already.
  accounts_username_begin: {
    table: "accounts",
    columns: ["username_key"],
    on: `(username_key collate "C")`,
    onlyPostgres: true,
  },
  accounts_email_begin: {
    table: "accounts",
    columns: ["email_key"],
    on: `(email_key collate "C")`,
    onlyPostgres: true,
  },
  characters_name: {
    table: "characters",
    columns: ["name_key", "account_id", "deleted_at"],
    on: `(name_key collate "C", account_id) where deleted_at is null`,
  },
  accounts_role: { table: "accounts", columns: ["role"], on: "(role, id) where role <> 'player'" },
  account_suspensions_open: {
    table: "account_suspensions",
    columns: ["account_id", "lifted_at"],
    on: "(account_id) where lifted_at is null",
  },
  audit_log_actor: { table: "audit_log", columns: ["actor"], on: "(actor, id)" },
  audit_log_address: { table: "audit_log", columns: ["address"], on: "(address, id)" },
  audit_log_at: { table: "audit_log", columns: ["at"], on: "(at, id)" },
  sessions_expiry: {
    table: "sessions",
    columns: ["expires_at", "ended_at"],
    on: "(expires_at) where ended_at is null and expires_at is not null",
  },
  sessions_ended: { table: "sessions", columns: ["ended_at"], on: "(ended_at) where ended_at is not null" },
  sessions_native: {
    table: "sessions",
    columns: ["last_active_at", "ended_at", "expires_at"],
    on: "(last_active_at) where ended_at is null and expires_at is null",
  },
  sessions_mac: {
    table: "sessions",
    columns: ["mac_key", "ended_at"],
    on: "(mac_key) where ended_at is null and mac_key is not null",
  },
  game_tokens_server: {
    table: "game_tokens",
    columns: ["server_id", "ended_at"],
    on: "(server_id) where ended_at is null and server_id is not null",
  },
  seats_holder: { table: "seats", columns: ["holder_id"], on: "(holder_id)" },
  seen_tickets_expiry: { table: "seen_tickets", columns: ["expires_at"], on: "(expires_at)" },
} as const satisfies Readonly<Record<string, LargeIndex>>;

export type LargeIndexName = keyof typeof INDICES;

/** In a migration: makes those that were not built ahead. */
export async function createLargeIndices(
  db: Kysely<unknown>,
  types: ColumnTypes,
  names: readonly LargeIndexName[],
): Promise<void> {
  const isPostgres = types.bytes === "bytea";
  for (const name of names) {
    const { table, on, onlyPostgres = false }: LargeIndex = INDICES[name];
    if (onlyPostgres && !isPostgres) continue;
    const definition = isPostgres ? on : on.replaceAll(` collate "C"`, "");
    await sql`create index if not exists ${sql.ref(name)} on ${sql.table(table)} ${sql.raw(definition)}`.execute(db);
  }
}

/** One starts at a time; a number of our own, for the lock that says so. */
const LOCK = 7_346_215_037;

/** On PostgreSQL, outside a transaction and without time limits: what was cut short is built anew. */
export async function buildLargeIndices(db: Kysely<unknown>): Promise<void> {
  await db.connection().execute(async (connection) => {
    // Whoever waits in a statement would be waited for by those that are building, so it asks now and then.
    const tryLock = async () => {
      const { rows: [row] } = await sql<{ got: boolean }>`select pg_try_advisory_lock(${LOCK}) as got`
        .execute(connection);
      return row?.got === true;
    };
    while (!await tryLock()) await sql`select pg_sleep(0.2)`.execute(connection);
    try {
      for (const [name, index] of Object.entries(INDICES)) await buildIndex(connection, name, index);
    } finally {
      await sql`select pg_advisory_unlock(${LOCK})`.execute(connection);
    }
  });
}

async function buildIndex(db: Kysely<unknown>, name: string, { table, columns, on }: LargeIndex): Promise<void> {
  const { rows: found } = await sql<{ column: string }>`select column_name as column from information_schema.columns
    where table_schema = current_schema() and table_name = ${table}`.execute(db);
  if (!columns.every((column) => found.some((row) => row.column === column))) return;
  const { rows: [built] } = await sql<{ valid: boolean }>`select i.indisvalid as valid from pg_index i
    join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = current_schema() and c.relname = ${name}`.execute(db);
  if (built?.valid === true) return;
  if (built !== undefined) await sql`drop index concurrently ${sql.ref(name)}`.execute(db);
  await sql`create index concurrently ${sql.ref(name)} on ${sql.table(table)} ${sql.raw(on)}`.execute(db);
}
