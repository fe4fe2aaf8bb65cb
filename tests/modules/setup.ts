import { createAudit } from "../../lib/audit/audit.ts";
import { type Characters, createCharacters } from "../../lib/characters/characters.ts";
import type { Database } from "../../lib/database/database.ts";
import { createLog, type LogRecord } from "../../lib/log.ts";
import type { CorePorts } from "../../lib/modules/core_ports.ts";
import { createModuleHost, type ModuleHost, type ModuleHostParts } from "../../lib/modules/host.ts";
import { loadModuleSet } from "../../lib/modules/module_set.ts";
import type { GameModule, ModuleContext } from "../../lib/modules/types.ts";
import { systemRandom } from "../../lib/random.ts";
import { createTestClock, type TestClock } from "../support/test_clock.ts";

export interface HostSetup {
  readonly gameConfig?: Record<string, unknown>;
  readonly portFor?: ModuleHostParts["portFor"];
  readonly hookBudgetMs?: number;
  readonly clock?: TestClock;
}

export interface TestHost {
  readonly host: ModuleHost;
  readonly characters: Characters;
  readonly clock: TestClock;
  readonly records: readonly LogRecord[];
  initialize(): Promise<void>;
}

/** A host as `lib/app.ts` builds it, over these modules and with real characters. */
export async function hostOf(database: Database, modules: GameModule[], setup: HostSetup = {}): Promise<TestHost> {
  const clock = setup.clock ?? createTestClock();
  const records: LogRecord[] = [];
  const host = createModuleHost({
    modules: await loadModuleSet({ builtIn: modules, sources: [], gameConfig: setup.gameConfig ?? {}, clock }),
    database,
    clock,
    random: systemRandom,
    log: createLog((record) => records.push(record)),
    portFor: setup.portFor ?? ((_variable, fallback) => fallback),
    ...(setup.hookBudgetMs === undefined ? {} : { hookBudgetMs: setup.hookBudgetMs }),
  });
  const characters = createCharacters({
    database,
    clock,
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
  modules: GameModule[],
  setup: HostSetup = {},
): Promise<TestHost> {
  const test = await hostOf(database, modules, setup);
  await test.initialize();
  return test;
}

/** A plain-object module, as an author without imports writes it. */
export function gameWith(
  initialize: (context: ModuleContext) => void | Promise<void>,
  more: Partial<GameModule> = {},
): GameModule {
  return { id: "my_game", name: "My Game", initialize, ...more };
}

export const nothing = () => {};

/** Ports that these tests do not use. */
export function portsWith(characters: Characters): CorePorts {
  const unused = (): never => {
    throw new Error("not part of this test");
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
      checkAllowed: unused,
    }),
    seats: () => ({ take: unused }),
    servers: () => ({ online: unused }),
    tickets: () => ({ issue: unused, find: unused, redeem: unused }),
    deriveKey: (gameId, info, lengthBytes) =>
      new TextEncoder().encode(`${gameId}:${info}`.padEnd(lengthBytes)).slice(0, lengthBytes),
  };
}
