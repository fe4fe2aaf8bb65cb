/** A whole server for a test: real sockets on loopback, the database in memory or in a schema of its own. */
import type pg from "pg";
import { type Clock, systemClock } from "../platform/clock.ts";
import { createConfigLoader } from "../platform/config/config.ts";
import { createInlineHasher } from "../platform/crypto/inline_hasher.ts";
import type { PasswordHasher } from "../platform/crypto/password_hasher.ts";
import type { Database, Engine } from "../platform/database/database.ts";
import { builtInGames } from "../games/mod.ts";
import { createLog, type Log, type LogRecord } from "../platform/log/log.ts";
import type { GameModule } from "../modules/types.ts";
import { systemRandom } from "../platform/random.ts";
import { type RunningServer, startServer } from "../app/start.ts";
import { compressedOnce } from "./compressed_once.ts";
import { migratedSqlite } from "./migrated_sqlite.ts";
import { withPatience } from "./patience.ts";
import type { TablesOf } from "./migrate_tables.ts";
import { testEngines, untilHearing, withEmptySchema } from "./test_database.ts";

const POOL_MAX = 4;

export interface TestServerOptions {
  /** Beside the built-in ones, or in the place of those with the same id. */
  readonly games?: readonly GameModule[];
  /** What would stand in `config/server.json`. */
  readonly config?: object;
  /** Environment variables; the native doors take free ports unless told otherwise. */
  readonly env?: Readonly<Record<string, string>>;
  readonly clock?: Clock;
  readonly hasher?: PasswordHasher;
  /** A PostgreSQL; without it the database is in memory. */
  readonly databaseUrl?: string;
  /** Opens the connections to it. */
  readonly Client?: typeof pg.Client;
}

export interface TestServer {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  readonly port: number;
  /** By door: `http`, `slime`, `auth`, `realm`. */
  readonly ports: Readonly<Record<string, number>>;
  readonly app: RunningServer["app"];
  readonly database: Database;
  /** Everything that was logged. */
  readonly log: readonly LogRecord[];
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export const TEST_MASTER_KEY = new Uint8Array(32).fill(7).toBase64();
export const TEST_ADMIN_TOKEN = "test-admin-token-of-thirty-characters";

const loadConfig = createConfigLoader(Deno.cwd());

/** Loopback is free of limits unless `env` says `LIMITS_EXEMPT: ""`. Passwords are hashed at the lowest cost. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const { games = [] } = options;
  const variables = games.flatMap(({ ports = {} }) => Object.values(ports).map(({ variable }) => variable));
  const env = {
    HOST: "127.0.0.1",
    PORT: "0",
    SLIME_PORT: "0",
    AUTH_PORT: "0",
    REALM_PORT: "0",
    ...Object.fromEntries(variables.map((variable) => [variable, "0"])),
    DATA_DIR: "memory",
    MASTER_KEY: TEST_MASTER_KEY,
    ADMIN_TOKEN: TEST_ADMIN_TOKEN,
    LIMITS_EXEMPT: "127.0.0.0/8",
    ...(options.databaseUrl === undefined ? {} : { DATABASE_URL: options.databaseUrl }),
    ...options.env,
  };
  const records: LogRecord[] = [];
  const log: Log = createLog((record) => records.push(record));
  const config = await loadConfig({
    env,
    readFile: () => JSON.stringify(options.config ?? {}),
  });
  const server = await startServer({
    config,
    clock: options.clock ?? systemClock,
    random: systemRandom,
    log,
    compressor: compressedOnce,
    hasher: options.hasher ?? createInlineHasher(),
    // What a server does as it starts would open sixteen, and take as long again.
    poolMax: config.database.poolMax ?? POOL_MAX,
    databaseWith: config.databaseUrl === null
      ? { beginAs: await migratedSqlite(tablesOf(options)) }
      : { Client: options.Client },
    games: [...builtInGames.filter(({ id }) => games.every((game) => game.id !== id)), ...games],
  });
  const port = server.ports["http"] ?? 0;
  const close = () =>
    withPatience(server.stop(), "Could not end the server: a line is open, or its clock stands still");
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    ports: server.ports,
    app: server.app,
    database: server.database,
    log: records,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Registers `name (sqlite)` and, where there is a PostgreSQL, `name (postgres)`, each with a server of its own. */
export function eachServer(
  name: string,
  options: TestServerOptions,
  run: (server: TestServer, t: Deno.TestContext) => void | Promise<void>,
): void {
  for (const engine of testEngines()) {
    Deno.test(`${name} (${engine})`, (t) => withServer(engine, options, (server) => run(server, t)));
  }
}

/** Starts a server on the engine, runs `run` with it and ends it. */
export async function withServer<T>(
  engine: Engine,
  options: TestServerOptions,
  run: (server: TestServer) => T | Promise<T>,
): Promise<T> {
  const use = async (database: Pick<TestServerOptions, "databaseUrl" | "Client">): Promise<T> => {
    await using server = await startTestServer({ ...options, ...database });
    await untilHearing(server.database);
    return await run(server);
  };
  if (engine !== "postgres") return await use({});
  return await withEmptySchema(tablesOf(options), ({ url: databaseUrl, Client }) => use({ databaseUrl, Client }));
}

/** Whose tables a server would make. */
function tablesOf({ games, config = {} }: TestServerOptions): TablesOf {
  return games === undefined && !Object.hasOwn(config, "games") ? "built_in_games" : "core";
}
