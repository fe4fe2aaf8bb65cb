/** The server of a module's test: everything in one process, in memory, on a clock that the test moves. */
import type { AnyGame, ClientOptions, GameProtocol, GatehouseClient } from "../../static/client.js";
import { createGatehouseClient } from "../../static/client.js";
import type { LogRecord } from "../platform/log/log.ts";
import { createOwnDatabase, unwatched } from "../modules/sql/module_database.ts";
import type { ModuleOverview } from "../modules/host/overview.ts";
import type { GameModule, ModuleDatabase } from "../modules/types.ts";
import { callHttp, type HttpAnswer, type HttpCall } from "./http_call.ts";
import { startTestServer } from "./loopback_server.ts";
import { NativeLine } from "./native_line.ts";
import { openPlayer, type TestPlayer } from "./player.ts";
import { type FakeProviders, type ProviderName, startProviders } from "./providers.ts";
import { SlimeClient } from "./slime_client.ts";
import { createTestClock, type TestClock } from "./test_clock.ts";
import { StsClient } from "./wildstar_client.ts";

/** For a transaction that a test begins, milliseconds. */
const TRANSACTION_MS = 2_000;

/** What a test wants of its server. */
export interface CreateTestServerOptions {
  /** The modules to test, beside the built-in ones. */
  readonly games?: readonly GameModule[];
  /** When the test begins: RFC 3339. Default `2026-01-01T00:00:00Z`. */
  readonly now?: string;
  /** What would stand in `config/server.json`, such as `{ gameConfig: { my_game: { hitPoints: 7 } } }`. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Environment variables, which win. Native doors take free ports, loopback is free of limits, unless told here. */
  readonly env?: Readonly<Record<string, string>>;
  /** Fake Steam or Epic, where the game's players come by them. */
  readonly providers?: readonly ProviderName[];
  /** A PostgreSQL; without it the database is SQLite in memory. */
  readonly databaseUrl?: string;
}

/** A server that runs, and everything to reach it by. */
export interface TestServer extends AsyncDisposable, FakeProviders {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  /** By door: `http`, and the names that the modules gave their ports. */
  readonly ports: Readonly<Record<string, number>>;
  /** The server's time: it stands still until `clock.advance(milliseconds)`. */
  readonly clock: TestClock;
  /** Everything that was logged. */
  readonly log: readonly LogRecord[];
  /** The tables, for looking: outside every transaction. */
  readonly db: ModuleDatabase;
  /** What each module brings. */
  overview(): Promise<readonly ModuleOverview[]>;
  /** One HTTP call, such as `call("GET", "/games/my_game/scores")`. */
  call(method: string, path: string, call?: HttpCall): Promise<HttpAnswer>;
  /** The client module, with its token in memory. */
  client(options?: Omit<ClientOptions, "baseUrl">): GatehouseClient;
  /** A new account with a live connection; closed with the server. */
  player<Protocol extends GameProtocol = AnyGame>(username: string, email?: string): Promise<TestPlayer<Protocol>>;
  /** A line to a native door, by the name that its module gave it; closed with the server. */
  line(port: string): Promise<NativeLine>;
  /** A client of Slime Online 2. */
  slime(): Promise<SlimeClient>;
  /** A client of WildStar, at STS; `askAuth(server.ports.realm, …)` goes on from there. */
  wildstar(): Promise<StsClient>;
  /** Ends it and every client that it gave. Doing it twice does it once. */
  close(): Promise<void>;
}

/**
 * Starts a whole server on free ports of loopback. Passwords are hashed at the lowest cost.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createTestServer } from "./mod.ts";
 *
 * await using server = await createTestServer({ now: "2026-05-01T12:00:00Z" });
 * using mara = await server.player("mara");
 * server.clock.advance(25 * 60 * 60 * 1_000);
 * await assert.rejects(mara.client.verify(), { code: "token_expired" });
 * ```
 * @throws {Error} in one sentence why it cannot start: a module that does not load, for one
 */
export async function createTestServer(options: CreateTestServerOptions = {}): Promise<TestServer> {
  const { now, config = {}, providers: names = [], ...rest } = options;
  const clock = createTestClock(now);
  const providers = await startProviders(names, clock);
  const server = await startTestServer({ ...rest, config: providers.configure(config), clock }).catch(async (error) => {
    await providers.close();
    throw error;
  });
  const opened: Disposable[] = [];
  const keep = <T extends Disposable>(client: T): T => {
    opened.push(client);
    return client;
  };
  const portOf = (name: string): number => {
    const port = server.ports[name];
    if (port !== undefined) return port;
    throw new Error(`Could not connect to "${name}": the open doors are ${Object.keys(server.ports).join(", ")}`);
  };
  const close = async () => {
    for (const client of opened) client[Symbol.dispose]();
    await server.close();
    await providers.close();
  };
  return {
    get steam() {
      return providers.fakes.steam;
    },
    get epic() {
      return providers.fakes.epic;
    },
    url: server.url,
    ports: server.ports,
    clock,
    log: server.log,
    db: createOwnDatabase({
      database: server.database,
      clock,
      budgetMs: TRANSACTION_MS,
      checkOpen: () => {},
      watch: unwatched(),
    }),
    overview: server.app.overview,
    call: (method, path, call = {}) => callHttp(server.url, method, path, call),
    client: (clientOptions = {}) => createGatehouseClient({ ...clientOptions, baseUrl: server.url }),
    async player<Protocol extends GameProtocol>(username: string, email?: string) {
      return keep(await openPlayer<Protocol>(server.url, { username, ...(email === undefined ? {} : { email }) }));
    },
    line: async (name) => keep(await NativeLine.connect(portOf(name))),
    slime: async () => keep(await SlimeClient.connect(portOf("slime"))),
    wildstar: async () => keep(await StsClient.connect(portOf("auth"))),
    close,
    [Symbol.asyncDispose]: close,
  };
}
