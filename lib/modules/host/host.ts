/** The life of the game modules: loaded, configured, migrated, initialized, sealed, and stopped in reverse. */
import type { Hono } from "hono";
import type { GameCatalog } from "../../domain/characters/games.ts";
import type { ListenOptions } from "../../doors/net/line.ts";
import { createModuleContext } from "./context.ts";
import type { CorePorts } from "./core_ports.ts";
import { doorNameOf } from "../loading/door_names.ts";
import { createModuleHooks } from "./character_hooks.ts";
import { createHookRunner } from "./hook_runner.ts";
import type { Job } from "../../platform/jobs/jobs.ts";
import { findMessageHandler, type MessageHandler } from "./message_handlers.ts";
import { describeModules, type ModuleOverview } from "./overview.ts";
import { createModuleMetrics } from "./metrics.ts";
import { createModuleClock, type ModuleClock } from "./module_clock.ts";
import { migrateModule } from "../sql/module_migrations.ts";
import { claimedTwice } from "../loading/claims.ts";
import { createGameCatalog, type LoadedModule } from "../loading/module_set.ts";
import { ModuleRegistry, type SessionKeyKind } from "./registry.ts";
import { watchClock, watchRoutes } from "./watched_work.ts";
import { withinTime } from "../../platform/time_limit.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import { unwatchedWork, type WorkWatch } from "../../platform/watchdog/work_watch.ts";
import type { UnitOfWork } from "../../platform/database/database.ts";
import type { CharacterPlayed, GameImporter, ImportContext } from "../types.ts";

const HOOK_BUDGET_MS = 2_000;
const INITIALIZE_LIMIT_MS = 10_000;

export interface ModuleHostParts extends Pick<Kernel, "database" | "clock" | "random" | "log" | "tracing"> {
  /** From `loadModuleSet`. */
  readonly loaded: readonly LoadedModule[];
  /** The port of a door, by the variable and the default of its module. */
  readonly portFor: (variable: string, fallback: number) => number | "off";
  /** Called before a migration changes tables that a module has already. */
  readonly beforeMigration?: () => Promise<void>;
  /** For each hook and message, milliseconds; 2,000 unless told. */
  readonly hookBudgetMs?: number;
  /** Is told whose code runs; nobody unless given. */
  readonly watch?: WorkWatch;
}

/** A native door that is to be opened. */
interface ModuleListener {
  readonly module: string;
  /** As the module names it: `slime`. */
  readonly name: string;
  /** As metrics, audit log and log name it: `my_game_lobby`. */
  readonly door: string;
  /** 0 for a free one. */
  readonly port: number;
  /** Where an operator sets it. */
  readonly variable: string;
  readonly options: ListenOptions;
}

/** A game's importer, run within its time and in the transaction of the batch. */
interface ModuleImporter extends Pick<GameImporter, "tables"> {
  /** @throws {AppError} `hook_failed`, `hook_timeout`, `unavailable` */
  row(unit: UnitOfWork, input: Parameters<GameImporter["row"]>[0], context: ImportContext): Promise<void>;
}

/** What the domain is made with: it asks what the modules will have registered. */
export type ModuleHost = ReturnType<typeof createModuleHost>;

/** What the doors and the HTTP edge are made with. */
export interface InitializedModules {
  /** Null for a type that the game does not know. */
  messageHandler(gameId: string, type: string): MessageHandler | null;
  /** A socket plays a character from now on. Throws nothing. */
  entered(gameId: string, played: CharacterPlayed): Promise<void>;
  /** It no longer does. Throws nothing. */
  left(gameId: string, played: CharacterPlayed): Promise<void>;
  /** Those whose port is not off. */
  listeners(): readonly ModuleListener[];
  /** By game, to be mounted at `/games/<id>`. */
  routes(): ReadonlyMap<string, Hono>;
  /** How a game reads a foreign system's tables; null when it does not. */
  importer(gameId: string, system: string): ModuleImporter | null;
  readonly jobs: readonly Job[];
  /** What each module brings, in their order. */
  overview(): Promise<readonly ModuleOverview[]>;
}

/** @throws {Error} naming two modules with one port number */
export function createModuleHost(parts: ModuleHostParts) {
  const { loaded, database, clock, random, log, hookBudgetMs: budgetMs = HOOK_BUDGET_MS, watch = unwatchedWork } =
    parts;
  const openPorts = choosePorts(loaded, parts.portFor);
  const registry = new ModuleRegistry();
  const metrics = createModuleMetrics();
  const games = createGameCatalog(loaded);
  const runner = createHookRunner({ database, clock, log, metrics, budgetMs, watch, tracing: parts.tracing });
  const hooks = createModuleHooks({ registry, runner });
  const clocks: ModuleClock[] = [];
  const doorOf = (id: string, port: string) =>
    doorNameOf(loaded.find(({ module }) => module.id === id)?.module ?? { id }, port);

  const initialize = async (one: LoadedModule, ports: CorePorts) => {
    const { module } = one;
    await migrateModule(database, module, loaded.map((other) => other.module.id), parts.beforeMigration);
    const moduleClock = createModuleClock(watchClock(watch, module.id, clock));
    clocks.push(moduleClock);
    const { context, seal } = createModuleContext({
      loaded: one,
      registry,
      ports,
      database,
      clock: moduleClock,
      random,
      log,
      runner,
      watch,
      budgetMs,
    });
    const turn = watch.begin({ module: module.id, work: "initialize", isAlone: true });
    const work = Promise.try(() => module.initialize(context)).finally(turn.end);
    const late = () => new Error(`initialize took longer than ${INITIALIZE_LIMIT_MS} ms`);
    await withinTime(clock, INITIALIZE_LIMIT_MS, work, late).finally(seal);
  };

  return {
    games,
    hooks,
    /** For what a port runs of a module's in a transaction. */
    runner,
    /**
     * Migrates and initializes the modules in their order, and seals them.
     * @throws {Error} naming the module and the cause; then the server must not start
     */
    async initialize(ports: CorePorts): Promise<InitializedModules> {
      for (const one of loaded) {
        await initialize(one, ports).catch((cause) => {
          const { id } = one.module;
          throw new Error(`Could not start the game "${id}" (${one.source}): ${causesOf(cause)}`, { cause });
        });
      }
      checkHookedGames(registry, games);
      const { characters } = ports;
      return {
        messageHandler: (gameId, type) => findMessageHandler({ registry, runner, games, characters }, gameId, type),
        entered: hooks.entered,
        left: hooks.left,
        listeners: () =>
          registry.listeners.flatMap(({ module, value: { port: name, options } }) => {
            const port = openPorts.get(`${module} ${name}`);
            if (port === undefined) return [];
            const { variable } = loaded.find((one) => one.module.id === module)!.module.ports![name]!;
            return [{ module, name, door: doorOf(module, name), port, variable, options }];
          }),
        routes: () =>
          new Map([...registry.routes].map(([id, routes]) => [
            id,
            watchRoutes(watch, { module: id, clock, log }, routes),
          ])),
        jobs: registry.jobs,
        importer(gameId, system) {
          const importer = registry.importer(gameId, system);
          if (importer === null) return null;
          return {
            tables: importer.tables,
            row: (unit, input, context) =>
              runner.runIn(unit, { module: gameId, work: "import" }, ({ db, during }) =>
                importer.row(input, {
                  account: (foreignId) => during(() => context.account(foreignId)),
                  character: (character) => during(() => context.character(character)),
                  notCarried: (kind, foreignId) => context.notCarried(kind, foreignId),
                }, db)),
          };
        },
        overview: () => describeModules({ loaded, registry, database, openPorts }),
      };
    },
    /** Those of modules that have a door open, or have no doors: a secret that no door asks for is not derived. */
    schemes: () => {
      const closed = loaded.filter(({ module }) => isClosed(module.id, Object.keys(module.ports ?? {}), openPorts));
      const closedIds = closed.map(({ module }) => module.id);
      return registry.schemes.filter(({ module }) => !closedIds.includes(module)).map(({ value }) => value);
    },
    /** The tickets that game servers redeem, and whose. */
    sessionKeys: (): readonly SessionKeyKind[] => registry.sessionKeys,
    /** The games that have native doors, open here or on another instance. */
    nativeGames: () =>
      loaded.filter(({ module }) => Object.keys(module.ports ?? {}).length > 0).map(({ module }) => ({
        id: module.id,
        name: module.name,
        doors: Object.keys(module.ports ?? {}).map((port) => doorNameOf(module, port)),
        schemes: registry.schemes.filter((scheme) => scheme.module === module.id).map(({ value }) => value),
      })),
    /** Those of closed doors as well: for what is only verified. */
    allSchemes: () => registry.schemes.map(({ value }) => value),
    metrics: () => metrics.list(),
    /** Ends the modules' timers, the last module first. */
    stop: () => clocks.toReversed().forEach((moduleClock) => moduleClock.stop()),
  };
}

/** The number of each port that is not off, by module and name. */
function choosePorts(modules: readonly LoadedModule[], portFor: ModuleHostParts["portFor"]): Map<string, number> {
  const open = new Map<string, number>();
  const owners = new Map<number, string>();
  for (const { module } of modules) {
    for (const [name, { port: fallback, variable }] of Object.entries(module.ports ?? {})) {
      const port = portFor(variable, fallback);
      if (port === "off") continue;
      const other = owners.get(port);
      if (other !== undefined) throw claimedTwice("port", String(port), other, module.id);
      if (port !== 0) owners.set(port, module.id);
      open.set(`${module.id} ${name}`, port);
    }
  }
  return open;
}

function isClosed(id: string, ports: readonly string[], openPorts: ReadonlyMap<string, number>): boolean {
  return ports.length > 0 && !ports.some((name) => openPorts.has(`${id} ${name}`));
}

/** A hook for a game that is not there would never run, without a word. */
function checkHookedGames(registry: ModuleRegistry, games: GameCatalog): void {
  const wrong = registry.allHooks().find(({ gameId }) => games.find(gameId) === null);
  if (wrong === undefined) return;
  throw new Error(
    `Could not start the game "${wrong.module}": it registers a hook for "${wrong.gameId}", which is not loaded`,
  );
}

/** What went wrong, with what was behind it, on one line. */
function causesOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${causesOf(error.cause)}`;
}
