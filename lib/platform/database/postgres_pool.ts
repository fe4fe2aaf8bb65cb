/** The pool of connections, which gives up what has fallen silent: a machine that dies ends none of its connections. */
import pg from "pg";
import type { Log } from "../log/log.ts";
import { isReadOnlyRefusal, isStatementLost } from "./errors.ts";
import { createStatementNames, type StatementNames } from "./statement_names.ts";

const CONNECT_TIMEOUT_MS = 2_000;
const CHECK_TIMEOUT_MS = 1_500;
const CHECK = { text: "select 1", query_timeout: CHECK_TIMEOUT_MS };
const INT8 = 20;
const NUMERIC = 1700;

interface PoolParts {
  readonly url: string;
  readonly connectionsMax: number;
  /** A statement that takes longer is ended, and its connection closed; milliseconds. */
  readonly queryTimeoutMs: number;
  /** A transaction waits for no lock longer than this; milliseconds. 0 for both: no limit. */
  readonly lockTimeoutMs: number;
  readonly log: Log;
  /** In place of `pg.Client`: tests hand connections on. */
  readonly Client?: typeof pg.Client | undefined;
}

export interface PostgresPool {
  readonly pool: pg.Pool;
  /** Asks a query that is sure to come again, on whichever connection is free. */
  ask<Row extends pg.QueryResultRow>(text: string, values: readonly unknown[]): Promise<Row[]>;
  /** A query that is sure to come again: `ask` will have it prepared from its first use on. */
  expect(text: string): void;
  /** Asks for a sign of life. @throws {Error} when none came in time */
  check(): Promise<void>;
  /** Closes the connections that nobody uses: they may be as dead as one that was found silent. */
  closeIdle(): void;
}

export function createPool(
  { url, connectionsMax, queryTimeoutMs, lockTimeoutMs, log, Client = pg.Client }: PoolParts,
): PostgresPool {
  const pool = new pg.Pool({
    Client,
    connectionString: url,
    max: connectionsMax,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: queryTimeoutMs,
    keepAlive: true,
    application_name: "gatehouse",
    types: { getTypeParser: parserFor },
    onConnect: (client) => setTimeLimits(client, { queryTimeoutMs, lockTimeoutMs }),
  });
  const names = createStatementNames();
  const closeIdle = () => {
    for (let count = pool.idleCount; count > 0; count--) {
      pool.connect().then((client) => client.release(true), () => {});
    }
  };
  // An idle connection that dies is reported here; without a listener it would end the process.
  pool.on("error", (error) => log.warn("An idle database connection was lost", { reason: error.message }));
  pool.on("connect", (client) => {
    client.on("error", () => {});
    nameStatements(client, { names, log });
    endWhenUseless(client, closeIdle);
  });
  return {
    pool,
    closeIdle,
    expect: names.expect,
    async ask<Row extends pg.QueryResultRow>(text: string, values: readonly unknown[]) {
      const client = await pool.connect();
      try {
        return (await client.query<Row>(text, [...values])).rows;
      } finally {
        client.release();
      }
    },
    async check() {
      try {
        await pool.query(CHECK);
      } catch (error) {
        if (isReadTimeout(error)) closeIdle();
        throw error;
      }
    },
  };
}

/** By statements: a pooler such as PgBouncer refuses them as startup parameters. */
async function setTimeLimits(
  client: pg.ClientBase,
  { queryTimeoutMs, lockTimeoutMs }: Pick<PoolParts, "queryTimeoutMs" | "lockTimeoutMs">,
): Promise<void> {
  await client.query(
    `set statement_timeout = ${queryTimeoutMs}; set lock_timeout = ${lockTimeoutMs};
    set idle_in_transaction_session_timeout = ${queryTimeoutMs * 2}`,
  );
}

/**
 * Behind a pooler in transaction mode a connection's statements are another's a moment later: then none is named any more,
 * and the one that was not found is asked again without its name. In a transaction that fails once more, and for good.
 */
function nameStatements(
  client: pg.PoolClient,
  { names, log }: { readonly names: StatementNames; readonly log: Log },
): void {
  client.query = new Proxy(client.query, {
    apply(query, self, args: unknown[]) {
      const [text, values, callback] = args;
      const name = typeof text === "string" && callback === undefined ? names.nameOf(text) : undefined;
      if (name === undefined) return Reflect.apply(query, self, args);
      const named: Promise<unknown> = Reflect.apply(query, self, [{ name, text, values }]);
      return named.catch(async (error) => {
        if (!isStatementLost(error)) throw error;
        if (names.giveUp()) {
          log.warn("Statements are prepared no longer: a pooler in transaction mode stands before the database");
        }
        return await Reflect.apply(query, self, args).catch(() => {
          throw error;
        });
      });
    },
  });
}

/**
 * `pg` gives up a query that is not answered, but keeps its connection: whoever came next would wait for the same. The
 * same holds for a connection that refuses writes: after a failover it leads to what has become a standby.
 */
function endWhenUseless(client: pg.PoolClient, onUseless: () => void): void {
  client.query = new Proxy(client.query, {
    apply(query, self, args) {
      const result: unknown = Reflect.apply(query, self, args);
      if (result instanceof Promise) {
        result.catch((error) => {
          if (!isReadTimeout(error) && !isReadOnlyRefusal(error)) return;
          if (client instanceof pg.Client) client.end().catch(() => {});
          onUseless();
        });
      }
      return result;
    },
  });
}

function parseNumber(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    throw new RangeError(`Could not read ${text}: a JavaScript number cannot hold it`);
  }
  return value;
}

function isReadTimeout(error: unknown): boolean {
  return error instanceof Error && error.message === "Query read timeout";
}

/**
 * Whole numbers of 64 bits, and what `sum` and `avg` make of them, arrive as text; ours all fit a double, and a whole one
 * that does not is refused, as by SQLite.
 */
function parserFor(oid: number, format?: "text" | "binary") {
  if (oid === INT8 || oid === NUMERIC) return parseNumber;
  return format === "binary" ? pg.types.getTypeParser(oid, "binary") : pg.types.getTypeParser(oid, "text");
}
