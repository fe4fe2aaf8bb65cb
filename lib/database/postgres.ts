/** PostgreSQL, for more than one machine: Kysely's own dialect on `pg`, and one connection that listens. */
import { Kysely, sql } from "kysely";
import pg from "pg";
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import type { Random } from "../random.ts";
import { CurrentSchemaDialect } from "./current_schema.ts";
import { createTransactionRunner, type Database } from "./database.ts";
import { translatePostgresError } from "./errors.ts";
import { createEventHub } from "./events.ts";
import { announce, openListenConnection } from "./postgres_events.ts";
import type { Schema } from "./schema.ts";
import { translatingDialect } from "./translating_dialect.ts";

const WAITING_MAX = 1_000;
const CONNECT_TIMEOUT_MS = 2_000;
const QUERY_TIMEOUT_MS = 10_000;
const CHECK_TIMEOUT_MS = 1_500;
const INT8 = 20;

export interface PostgresParts {
  readonly url: string;
  /** Connections in the pool, beside the one that listens. */
  readonly poolMax: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** Opens the pool and begins to listen; neither waits for the server, so it may come later. */
export function openPostgres(parts: PostgresParts): Database {
  const { url, log } = parts;
  const pool = new pg.Pool({
    connectionString: url,
    max: parts.poolMax,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    statement_timeout: QUERY_TIMEOUT_MS,
    lock_timeout: QUERY_TIMEOUT_MS / 2,
    idle_in_transaction_session_timeout: QUERY_TIMEOUT_MS * 2,
    keepAlive: true,
    application_name: "gatehouse",
    types: { getTypeParser: parserFor },
  });
  // An idle connection that dies is reported here; without a listener it would end the process.
  pool.on("error", (error) => log.warn("An idle database connection was lost", { reason: error.message }));
  pool.on("connect", (client) => client.on("error", () => {}));

  const kysely = new Kysely<Schema>({
    dialect: translatingDialect(new CurrentSchemaDialect({ pool }), translatePostgresError),
  });
  const origin = parts.random.uuid();
  const hub = createEventHub((error) => log.error("An event listener failed", { error }));
  const listening = openListenConnection({ url, origin, hub, clock: parts.clock, log });

  return {
    engine: "postgres",
    read: kysely,
    write: kysely,
    events: hub,
    // Kysely's dialect names no statement; a named one is parsed and planned once for each connection.
    prepare: (name, { sql: text }) => async (parameters) => {
      try {
        return (await pool.query({ name, text, values: [...parameters] })).rows;
      } catch (error) {
        throw translatePostgresError(error);
      }
    },
    transaction: createTransactionRunner({
      engine: "postgres",
      write: kysely,
      announce: (db, event) => announce(db, origin, event),
      deliver: hub.deliver,
      onAfterCommitError: (error) => log.error("Work after a commit failed", { error }),
      waitingMax: WAITING_MAX,
    }),
    async check() {
      await withTimeout(sql`select 1`.execute(kysely), CHECK_TIMEOUT_MS, parts.clock);
    },
    pool: () => ({ total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    async close() {
      await listening.close();
      await kysely.destroy();
    },
  };
}

/** Whole numbers of 64 bits arrive as text; ours all fit a double. */
function parserFor(oid: number, format?: "text" | "binary") {
  if (oid === INT8) return (text: string) => Number(text);
  return format === "binary" ? pg.types.getTypeParser(oid, "binary") : pg.types.getTypeParser(oid, "text");
}

function withTimeout<T>(promise: Promise<T>, timeoutMs: number, clock: Clock): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(
      timeoutMs,
      () => reject(translatePostgresError(new Error("Could not query the database: timeout"))),
    );
    promise.then(resolve, reject).finally(cancel);
  });
}
