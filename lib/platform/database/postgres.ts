/** PostgreSQL, for more than one machine: Kysely's own dialect on `pg`, and one connection that listens. */
import { type CompiledQuery, Kysely } from "kysely";
import type pg from "pg";
import type { Clock } from "../clock.ts";
import type { Log } from "../log/log.ts";
import type { Random } from "../random.ts";
import { CurrentSchemaDialect } from "./current_schema.ts";
import { createTransactionRunner, type Database } from "./database.ts";
import { translatePostgresError } from "./errors.ts";
import { createEventHub } from "./events.ts";
import { announce, openListenConnection } from "./postgres_events.ts";
import { createPool } from "./postgres_pool.ts";
import type { Schema } from "./schema.ts";
import { translatingDialect } from "./translating_dialect.ts";
import { createWriteWatch } from "./write_watch.ts";

const WAITING_MAX = 1_000;
const QUERY_TIMEOUT_MS = 6_000;
const LOCK_TIMEOUT_MS = 5_000;
/** One to hold the migrations' lock, one for what is asked beside it. */
const MIGRATION_CONNECTIONS = 2;

interface PostgresParts {
  readonly url: string;
  /** Connections in the pool, beside the one that listens. */
  readonly poolMax: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** In place of `pg.Client`: tests hand connections on. */
  readonly Client?: typeof pg.Client | undefined;
}

/** Opens the pool and begins to listen; neither waits for the server, so it may come later. */
export function openPostgres(parts: PostgresParts): Database {
  const { url, log, Client } = parts;
  const { pool, ask, expect, check, closeIdle } = createPool({
    url,
    connectionsMax: parts.poolMax,
    queryTimeoutMs: QUERY_TIMEOUT_MS,
    lockTimeoutMs: LOCK_TIMEOUT_MS,
    log,
    Client,
  });
  const kysely: Kysely<Schema> = kyselyOn(pool, (error) => watch.failed(error));
  const watch = createWriteWatch({ write: kysely, clock: parts.clock });
  const origin = parts.random.uuid();
  const hub = createEventHub((error) => log.error("An event listener failed", { error }));
  const listening = openListenConnection({ url, origin, hub, log, onLost: closeIdle, Client });

  return {
    engine: "postgres",
    read: kysely,
    aside: kysely,
    write: kysely,
    // Its disk holds up no loop of ours.
    volatile: kysely,
    events: hub,
    prepare<Row>(_name: string, { sql: text }: CompiledQuery<Row>) {
      expect(text);
      return async (parameters: readonly unknown[]) => {
        try {
          return await ask(text, parameters) as Row[];
        } catch (error) {
          throw translatePostgresError(error);
        }
      };
    },
    transaction: createTransactionRunner({
      engine: "postgres",
      write: kysely,
      clock: parts.clock,
      announce: (db, events) => announce(db, origin, events),
      deliver: hub.deliver,
      onCommit: watch.succeeded,
      onAfterCommitError: (error) => log.error("Work after a commit failed", { error }),
      waitingMax: WAITING_MAX,
    }),
    async withoutTimeLimits(work) {
      const patient = createPool({
        url,
        connectionsMax: MIGRATION_CONNECTIONS,
        queryTimeoutMs: 0,
        lockTimeoutMs: 0,
        log,
      });
      const db = kyselyOn(patient.pool, () => {});
      try {
        return await work(db);
      } finally {
        await db.destroy();
      }
    },
    async check() {
      try {
        await check();
      } catch (error) {
        throw translatePostgresError(error);
      }
      await watch.check();
    },
    pool: () => ({ total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    async close() {
      await listening.close();
      await kysely.destroy();
    },
  };
}

/** @param onError hears of every failure, translated */
function kyselyOn(pool: pg.Pool, onError: (error: unknown) => void): Kysely<Schema> {
  return new Kysely<Schema>({
    dialect: translatingDialect(new CurrentSchemaDialect({ pool }), (error) => {
      const translated = translatePostgresError(error);
      onError(translated);
      return translated;
    }),
  });
}
