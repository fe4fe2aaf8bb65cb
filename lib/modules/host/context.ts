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
import {
  checkCost,
  checkFunction,
  checkImporter,
  checkJob,
  checkListenOptions,
  checkMessageType,
  checkSchema,
  checkScheme,
  checkSessionKey,
} from "./registration_rules.ts";
import type { AccountHookKind, AccountHookTypes, HookKind, HookTypes, ModuleRegistry } from "./registry.ts";
import { timedScheme } from "./timed_scheme.ts";
import { watchListener } from "./watched_work.ts";
import type { CharactersPort, CredentialScheme, UntypedContext } from "../types.ts";

interface ContextParts extends Pick<Kernel, "database" | "random" | "log"> {
  readonly loaded: LoadedModule;
  readonly registry: ModuleRegistry;
  readonly ports: CorePorts;
  readonly clock: ModuleClock;
  readonly runner: Pick<HookRunner, "run" | "runJob" | "forgotten">;
  readonly watch: WorkWatch;
  /** For a transaction that the module begins itself, milliseconds. */
  readonly budgetMs: number;
}

interface SealableContext {
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

  const hookOf = <Kind extends HookKind>(kind: Kind) =>
    open((gameId: string, hook: HookTypes[Kind]) => {
      checkFunction(`a hook for "${gameId}"`, hook);
      registry.addHook(id, gameId, kind, hook);
    });
  const accountHookOf = <Kind extends AccountHookKind>(kind: Kind) =>
    open((hook: AccountHookTypes[Kind]) => {
      checkFunction("a hook for accounts", hook);
      registry.accountHooks[kind].push({ module: id, value: hook });
    });
  const registerCredentialScheme = open((scheme: CredentialScheme) => {
    checkScheme(scheme);
    registry.addScheme(id, timedScheme(runner, id, scheme));
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

    registerCharacterCreateHook: hookOf("create"),
    registerCharacterSelectHook: hookOf("select"),
    registerCharacterDeleteHook: hookOf("delete"),
    afterCharacterCreate: hookOf("after_create"),
    afterCharacterSelect: hookOf("after_select"),
    afterCharacterLeave: hookOf("after_leave"),
    afterCharacterDelete: hookOf("after_delete"),
    registerAccountDeleteHook: accountHookOf("account_delete"),
    afterAccountDelete: accountHookOf("after_account_delete"),
    registerAccountExport: accountHookOf("account_export"),
    registerAccountCreateHook: accountHookOf("account_create"),
    registerMessageHandler: open((type, handler, options = {}) => {
      checkMessageType(type);
      const { schema = null, cost = 1 } = options;
      checkCost(type, cost);
      checkFunction(`the message type "${type}"`, handler);
      checkSchema(type, schema);
      registry.addHandler(id, { type, handler, schema, cost });
    }),
    listen: open((port, options) => {
      if (!Object.hasOwn(module.ports ?? {}, port)) {
        throw new Error(`Could not listen on "${port}": the module "${id}" has no such port under ports`);
      }
      checkListenOptions(port, options);
      registry.addListener(id, { port, options: watchListener(watch, id, port, options) });
    }),
    registerCredentialScheme,
    registerSessionKey: open((ticketKind) => {
      checkSessionKey(ticketKind);
      registry.addSessionKey(id, ticketKind);
    }),
    registerImport: open((system, importer) => {
      checkImporter(system, importer);
      registry.addImporter(id, system, importer);
    }),
    registerJob: open((name, everyMs, run) => {
      checkJob(name, everyMs);
      checkFunction(`the job "${name}"`, run);
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
