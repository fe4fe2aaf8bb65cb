/** What a module gets in `initialize`: the core's ports, and the places to register at, until it is sealed. */
import { Hono } from "hono";
import type { Database } from "../../platform/database/database.ts";
import { withFields } from "../../platform/log/log.ts";
import { refuseMisspelt } from "../../platform/misspelt.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { CorePorts } from "./core_ports.ts";
import type { HookRunner } from "./hook_runner.ts";
import type { ModuleClock } from "./module_clock.ts";
import { createOwnDatabase } from "../sql/module_database.ts";
import { QueryWatch } from "../sql/query_watch.ts";
import type { WorkWatch } from "../../platform/watchdog/work_watch.ts";
import type { LoadedModule } from "../loading/module_set.ts";
import { checkCost, checkJob, checkMessageType, checkScheme } from "./registration_rules.ts";
import type { ModuleRegistry } from "./registry.ts";
import { watchListener } from "./watched_work.ts";
import type { CharactersPort, CredentialScheme, UntypedContext } from "../types.ts";

export interface ContextParts extends Pick<Kernel, "database" | "random" | "log"> {
  readonly loaded: LoadedModule;
  readonly registry: ModuleRegistry;
  readonly ports: CorePorts;
  readonly clock: ModuleClock;
  readonly runner: Pick<HookRunner, "runJob" | "forgotten">;
  readonly watch: WorkWatch;
  /** For a transaction that the module begins itself, milliseconds. */
  readonly budgetMs: number;
}

export interface SealableContext {
  readonly context: UntypedContext;
  /** From now on registering throws. */
  seal(): void;
}

export function createModuleContext(parts: ContextParts): SealableContext {
  const { loaded: { module, config }, registry, ports, database, clock, random, runner, watch } = parts;
  const { id } = module;
  const routes = new Hono();
  let isSealed = false;
  /** Makes a function that registers refuse once the module is sealed. */
  const open = <Parameters extends unknown[]>(register: (...parameters: Parameters) => void) => {
    return (...parameters: Parameters) => {
      if (isSealed) throw new Error(`Could not register: the module "${id}" is sealed, only initialize registers`);
      register(...parameters);
    };
  };

  const registerCredentialScheme = open((scheme: CredentialScheme) => {
    checkScheme(scheme);
    registry.addScheme(id, scheme);
  });
  module.credentials?.forEach(registerCredentialScheme);

  const context: UntypedContext = {
    config,
    log: withFields(parts.log, { module: id }),
    clock: { now: clock.now, monotonicMs: clock.monotonicMs, after: clock.after },
    random: { bytes: (count) => random.bytes(count), uuid: () => random.uuid() },
    deriveKey: (info, lengthBytes) => ports.deriveKey(id, info, lengthBytes),
    accounts: ports.accounts(id),
    characters: createCharactersPort(id, ports, database),
    seats: ports.seats(id),
    servers: ports.servers(id),
    tickets: ports.tickets(id),
    routes,
    db: createOwnDatabase({
      database,
      clock,
      budgetMs: parts.budgetMs,
      checkOpen: () => {},
      watch: { queries: new QueryWatch((query) => runner.forgotten({ module: id }, query), true), onTurn: () => {} },
    }),

    registerCharacterCreateHook: open((gameId, hook) => registry.addHook(id, gameId, "create", hook)),
    registerCharacterSelectHook: open((gameId, hook) => registry.addHook(id, gameId, "select", hook)),
    registerCharacterDeleteHook: open((gameId, hook) => registry.addHook(id, gameId, "delete", hook)),
    afterCharacterCreate: open((gameId, hook) => registry.addHook(id, gameId, "after_create", hook)),
    afterCharacterSelect: open((gameId, hook) => registry.addHook(id, gameId, "after_select", hook)),
    afterCharacterLeave: open((gameId, hook) => registry.addHook(id, gameId, "after_leave", hook)),
    afterCharacterDelete: open((gameId, hook) => registry.addHook(id, gameId, "after_delete", hook)),
    registerAccountDeleteHook: open((hook) => registry.accountDeleteHooks.push({ module: id, value: hook })),
    afterAccountDelete: open((hook) => registry.afterAccountDeleteHooks.push({ module: id, value: hook })),
    registerAccountExport: open((hook) => registry.accountExports.push({ module: id, value: hook })),
    registerAccountCreateHook: open((hook) => registry.accountHooks.push({ module: id, value: hook })),
    registerMessageHandler: open((type, handler, options = {}) => {
      checkMessageType(type);
      const { schema = null, cost = 1 } = options;
      checkCost(type, cost);
      registry.addHandler(id, { type, handler, schema, cost });
    }),
    listen: open((port, options) => {
      if (!Object.hasOwn(module.ports ?? {}, port)) {
        throw new Error(`Could not listen on "${port}": the module "${id}" has no such port under ports`);
      }
      registry.addListener(id, { port, options: watchListener(watch, id, port, options) });
    }),
    registerCredentialScheme,
    registerSessionKey: open((ticketKind) => registry.addSessionKey(id, ticketKind)),
    registerImport: open((system, importer) => registry.addImporter(id, system, importer)),
    registerJob: open((name, everyMs, run) => {
      checkJob(name, everyMs);
      registry.addJob({
        owner: id,
        name,
        everyMs,
        run: (signal) => runner.runJob(id, name, async () => await run(signal)),
      });
    }),
  };
  registry.routes.set(id, routes);
  return {
    context: refuseMisspelt(context, "the context of a module"),
    seal() {
      isSealed = true;
      // Once it has looked for a route, Hono itself refuses to add one.
      routes.router.match("GET", "/");
    },
  };
}

/** The characters of this game, and no other. */
function createCharactersPort(gameId: string, { characters }: CorePorts, database: Database): CharactersPort {
  return {
    list: (accountId) => characters.list(accountId, gameId),
    create: (input) =>
      database.transaction((unit) =>
        characters.createIn(unit, { accountId: input.accountId, name: input.name, class: input.class, gameId })
      ),
    async update(characterId, change) {
      await characters.update({ characterId, gameId, change });
    },
    changeData: (characterId, change) => characters.changeData({ characterId, gameId, change }),
  };
}
