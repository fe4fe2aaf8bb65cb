/** The hooks of the games, as the character and account services call them. */
import { characterView } from "../../domain/characters/character.ts";
import type { Characters } from "../../domain/characters/characters.ts";
import type { CharacterHooks } from "../../domain/characters/hooks.ts";
import type { UnitOfWork } from "../../platform/database/database.ts";
import type { HookRunner } from "./hook_runner.ts";
import type { ModuleRegistry } from "./registry.ts";
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

export interface ModuleHooksParts {
  readonly registry: ModuleRegistry;
  readonly runner: HookRunner;
}

export function createModuleHooks({ registry, runner }: ModuleHooksParts): ModuleHooks {
  return {
    async created(unit, gameId, data, changeData) {
      for (const { module, value: hook } of registry.hooks(gameId, "create")) {
        await runner.runIn(
          unit,
          { module, work: "create", ...about(data) },
          ({ db, during }) => hook(data, db, (change) => during(() => changeData(change))),
        );
      }
    },
    async selected(unit, gameId, { user, character, changeData }) {
      const hooks = registry.hooks(gameId, "select");
      for (const { module, value: hook } of hooks) {
        await runner.runIn(
          unit,
          { module, work: "select", ...aboutPlayed(character) },
          ({ db, during }) => hook({ user, character, db, changeData: (change) => during(() => changeData(change)) }),
        );
      }
      // docs/contract.md, "WebSocket": a game without a hook gets the default.
      if (hooks.length === 0) user.send({ type: "character_selected", character: characterView(character) });
    },
    async deleted(unit, gameId, data) {
      for (const { module, value: hook } of registry.hooks(gameId, "delete")) {
        await runner.runIn(unit, { module, work: "delete", ...about(data) }, ({ db }) => hook(data, db));
      }
    },
    async afterCreated(gameId, data) {
      for (const { module, value: hook } of registry.hooks(gameId, "after_create")) {
        await runner.runAfter({ module, work: "after_create", ...about(data) }, () => hook(data));
      }
    },
    async accountDeleted(unit, account) {
      for (const { module, value: hook } of registry.accountDeleteHooks) {
        await runner.runIn(
          unit,
          { module, work: "account_delete", account: account.accountId },
          ({ db }) => hook(account, db),
        );
      }
    },
    async afterAccountDeleted(account) {
      for (const { module, value: hook } of registry.afterAccountDeleteHooks) {
        await runner.runAfter(
          { module, work: "after_account_delete", account: account.accountId },
          () => hook(account),
        );
      }
    },
    async accountExports(account) {
      const parts = registry.accountExports.map(async ({ module, value: hook }) => {
        let part: Json = null;
        const isThere = await runner.run({ module, work: "account_export", account: account.accountId }, async (db) => {
          part = checkExport(await hook(account, db));
        }).then(() => true, () => false);
        return [module, isThere ? part : { error: "unavailable" }] as const;
      });
      return new Map(await Promise.all(parts));
    },
    async entered(gameId, played) {
      for (const { module, value: hook } of registry.hooks(gameId, "after_select")) {
        await runner.runAfter({ module, work: "after_select", ...aboutPlayed(played.character) }, () => hook(played));
      }
    },
    async left(gameId, played) {
      for (const { module, value: hook } of registry.hooks(gameId, "after_leave")) {
        await runner.runAfter({ module, work: "after_leave", ...aboutPlayed(played.character) }, () => hook(played));
      }
    },
    async afterDeleted(gameId, data) {
      for (const { module, value: hook } of registry.hooks(gameId, "after_delete")) {
        await runner.runAfter({ module, work: "after_delete", ...about(data) }, () => hook(data));
      }
    },
    async accountCreated(unit, account, characters) {
      for (const { module, value: hook } of registry.accountHooks) {
        await runner.runIn(
          unit,
          { module, work: "account_create", account: account.id },
          ({ during }) =>
            hook(account, {
              create: (input) =>
                during(() => characters.createIn(unit, { ...input, gameId: module, accountId: account.id })),
            }),
        );
      }
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

function aboutPlayed({ accountId, id }: { readonly accountId: number; readonly id: number }) {
  return { account: accountId, character: id };
}
