/** The host of the game modules by itself: over a database and real characters, without doors. */
import { createAudit } from "../domain/audit/audit.ts";
import { type Characters, createCharacters } from "../domain/characters/characters.ts";
import { type Database, datedBy } from "../platform/database/database.ts";
import { createLog, type LogRecord } from "../platform/log/log.ts";
import type { CorePorts } from "../modules/host/core_ports.ts";
import {
  createModuleHost,
  type InitializedModules,
  type ModuleHost,
  type ModuleHostParts,
} from "../modules/host/host.ts";
import { loadModuleSet } from "../modules/loading/module_set.ts";
import type { GameModule } from "../modules/types.ts";
import { systemRandom } from "../platform/random.ts";
import { createTestClock, type TestClock } from "./test_clock.ts";

interface HostSetup {
  readonly gameConfig?: Record<string, unknown>;
  readonly portFor?: ModuleHostParts["portFor"];
  readonly hookBudgetMs?: number;
  readonly clock?: TestClock;
}

interface TestHost<Host = ModuleHost> {
  readonly host: Host;
  readonly characters: Characters;
  readonly clock: TestClock;
  readonly records: readonly LogRecord[];
  initialize(): Promise<InitializedModules>;
}

export type StartedHost = TestHost<ModuleHost & InitializedModules>;

/** A host as `lib/app/app.ts` builds it, over these modules and with real characters. */
export async function hostOf(
  opened: Database,
  modules: readonly GameModule[],
  setup: HostSetup = {},
): Promise<TestHost> {
  const clock = setup.clock ?? createTestClock();
  const database = datedBy(clock, opened);
  const records: LogRecord[] = [];
  const host = createModuleHost({
    loaded: await loadModuleSet({ builtIn: modules, sources: [], gameConfig: setup.gameConfig ?? {}, clock }),
    database,
    clock,
    random: systemRandom,
    log: createLog((record) => records.push(record)),
    portFor: setup.portFor ?? ((_variable, fallback) => fallback),
    ...(setup.hookBudgetMs === undefined ? {} : { hookBudgetMs: setup.hookBudgetMs }),
  });
  const characters = createCharacters({
    database,
    audit: createAudit({ clock }),
    games: host.games,
    hooks: host.hooks,
    charactersPerGame: 10,
    onDeleted: [],
  });
  return { host, characters, clock, records, initialize: () => host.initialize(portsWith(characters)) };
}

/** The same, initialized. */
export async function startedHostOf(
  database: Database,
  modules: readonly GameModule[],
  setup: HostSetup = {},
): Promise<StartedHost> {
  const test = await hostOf(database, modules, setup);
  return { ...test, host: { ...test.host, ...await test.initialize() } };
}

/** Ports that nothing here uses. */
export function portsWith(characters: Characters): CorePorts {
  const unused = (): never => {
    throw new Error("Could not reach the core: the modules run by themselves here");
  };
  return {
    characters,
    accounts: () => ({
      register: unused,
      logIn: unused,
      findByEmail: unused,
      credential: unused,
      attemptStarted: unused,
      checkAttempts: unused,
      attemptEnded: unused,
      attemptRefused: unused,
      checkAllowed: unused,
    }),
    seats: () => ({ take: unused }),
    servers: () => ({ online: unused }),
    tickets: () => ({ issue: unused, find: unused, redeem: unused }),
    deriveKey: (gameId, info, lengthBytes) =>
      new TextEncoder().encode(`${gameId}:${info}`.padEnd(lengthBytes)).slice(0, lengthBytes),
  };
}
