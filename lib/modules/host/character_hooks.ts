/** The hooks of the games, as the character and account services call them. */
import { characterView } from "../../domain/characters/character.ts";
import type { Characters } from "../../domain/characters/characters.ts";
import type { CharacterHooks } from "../../domain/characters/hooks.ts";
import type { UnitOfWork } from "../../platform/database/database.ts";
import type { HookRunner, HookScope, ModuleCall } from "./hook_runner.ts";
import type { ModuleWork } from "./metrics.ts";
import type { AccountHookKind, AccountHookTypes, HookKind, HookTypes, ModuleRegistry, Owned } from "./registry.ts";
import type { AccountCreated, AccountDeleted, AccountExported, CharacterPlayed, Json } from "../types.ts";

export interface ModuleHooks extends CharacterHooks {
  /**
   * In the transaction that makes an account.
   * @throws {AppError} `hook_failed`, `hook_timeout`
   */
  accountCreated(unit: UnitOfWork, account: AccountCreated, characters: Pick<Characters, "createIn">): Promise<void>;
  /** In the transaction that deletes an account for good. @throws {AppError} `hook_failed`, `hook_timeout` */
  accountDeleted(unit: UnitOfWork, account: AccountDeleted): Promise<void>;
  /** Behind it. Throws nothing. */
  afterAccountDeleted(account: AccountDeleted): Promise<void>;
  /** What each module that has something gives a player to take along; of one that failed that it did. Throws nothing. */
  accountExports(account: AccountExported): Promise<ReadonlyMap<string, Json>>;
  /** A socket plays a character from now on. Throws nothing. */
  entered(gameId: string, played: CharacterPlayed): Promise<void>;
  /** It no longer does. Throws nothing. */
  left(gameId: string, played: CharacterPlayed): Promise<void>;
}

interface ModuleHooksParts {
  readonly registry: ModuleRegistry;
  readonly runner: HookRunner;
}

/** What runs one after the other. */
interface Hooks<Hook> {
  readonly work: ModuleWork;
  readonly hooks: readonly Owned<Hook>[];
}

/** Of whom the watchdog and the log speak. */
type About = Pick<ModuleCall, "account" | "character">;

export function createModuleHooks({ registry, runner }: ModuleHooksParts): ModuleHooks {
  const ofGame = <Kind extends HookKind>(gameId: string, work: Kind): Hooks<HookTypes[Kind]> => {
    return { work, hooks: registry.hooks(gameId, work) };
  };
  const ofAccounts = <Kind extends AccountHookKind>(work: Kind): Hooks<AccountHookTypes[Kind]> => {
    return { work, hooks: registry.accountHooks[work] };
  };
  /** In the transaction. */
  const runIn = async <Hook>(
    unit: UnitOfWork,
    { work, hooks }: Hooks<Hook>,
    about: About,
    run: (hook: Hook, scope: HookScope, module: string) => void | Promise<void>,
  ) => {
    for (const { module, value } of hooks) {
      await runner.runIn(unit, { module, work, ...about }, (scope) => run(value, scope, module));
    }
  };
  /** Behind it. */
  const runAfter = async <T>({ work, hooks }: Hooks<(told: T) => void | Promise<void>>, about: About, told: T) => {
    for (const { module, value } of hooks) await runner.runAfter({ module, work, ...about }, () => value(told));
  };

  return {
    created: (unit, gameId, data, changeData) =>
      runIn(
        unit,
        ofGame(gameId, "create"),
        about(data),
        (hook, { db, during }) => hook(data, db, (change) => during(() => changeData(change))),
      ),
    async selected(unit, gameId, { user, character, changeData }) {
      const selecting = ofGame(gameId, "select");
      await runIn(
        unit,
        selecting,
        aboutPlayed({ character }),
        (hook, { db, during }) =>
          hook({ user, character, db, changeData: (change) => during(() => changeData(change)) }),
      );
      // docs/contract.md, "WebSocket": a game without a hook gets the default.
      if (selecting.hooks.length === 0) user.send({ type: "character_selected", character: characterView(character) });
    },
    deleted: (unit, gameId, data) =>
      runIn(unit, ofGame(gameId, "delete"), about(data), (hook, { db }) => hook(data, db)),
    afterCreated: (gameId, data) => runAfter(ofGame(gameId, "after_create"), about(data), data),
    entered: (gameId, played) => runAfter(ofGame(gameId, "after_select"), aboutPlayed(played), played),
    left: (gameId, played) => runAfter(ofGame(gameId, "after_leave"), aboutPlayed(played), played),
    afterDeleted: (gameId, data) => runAfter(ofGame(gameId, "after_delete"), about(data), data),

    accountCreated: (unit, account, characters) =>
      runIn(unit, ofAccounts("account_create"), { account: account.id }, (hook, { during }, gameId) =>
        hook(account, {
          create: (input) => during(() => characters.createIn(unit, { ...input, gameId, accountId: account.id })),
        })),
    accountDeleted: (unit, account) =>
      runIn(unit, ofAccounts("account_delete"), { account: account.accountId }, (hook, { db }) => hook(account, db)),
    afterAccountDeleted: (account) =>
      runAfter(ofAccounts("after_account_delete"), { account: account.accountId }, account),
    async accountExports(account) {
      const { work, hooks } = ofAccounts("account_export");
      const parts = hooks.map(async ({ module, value: hook }) => {
        let part: Json = null;
        const isThere = await runner.run({ module, work, account: account.accountId }, async (db) => {
          part = checkExport(await hook(account, db));
        }).then(() => true, () => false);
        return [module, isThere ? part : { error: "unavailable" }] as const;
      });
      return new Map(await Promise.all(parts));
    },
  };
}

/** Of one module's part, as UTF-8. */
const EXPORT_BYTES_MAX = 1_048_576;

/** @returns as JSON has it. @throws {Error} for what is no JSON, and above 1 MiB */
function checkExport(value: Json): Json {
  const text: string | undefined = JSON.stringify(value);
  if (text === undefined) throw new Error("Could not export: what the hook gave is no JSON");
  if (new TextEncoder().encode(text).length > EXPORT_BYTES_MAX) {
    throw new Error("Could not export: what the hook gave is over 1 MiB");
  }
  return JSON.parse(text);
}

function about({ accountId, characterId }: { readonly accountId: number; readonly characterId: number }) {
  return { account: accountId, character: characterId };
}

function aboutPlayed({ character }: Pick<CharacterPlayed, "character">) {
  return { account: character.accountId, character: character.id };
}
