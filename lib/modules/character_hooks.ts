/** The hooks of the games, as the character and account services call them. */
import { characterView } from "../characters/character.ts";
import type { Characters } from "../characters/characters.ts";
import type { CharacterHooks } from "../characters/hooks.ts";
import type { UnitOfWork } from "../database/database.ts";
import type { HookRunner } from "./hook_runner.ts";
import type { ModuleRegistry } from "./registry.ts";
import type { AccountCreated } from "./types.ts";

export interface ModuleHooks extends CharacterHooks {
  /**
   * In the transaction that makes an account.
   * @throws {AppError} `hook_failed`, `hook_timeout`
   */
  accountCreated(unit: UnitOfWork, account: AccountCreated): Promise<void>;
}

export interface ModuleHooksParts {
  readonly registry: ModuleRegistry;
  readonly runner: HookRunner;
  /** Asked at each call, as the service is made with these hooks. */
  readonly characters: () => Characters;
}

export function createModuleHooks({ registry, runner, characters }: ModuleHooksParts): ModuleHooks {
  return {
    async created(unit, gameId, data) {
      for (const { module, value: hook } of registry.hooks(gameId, "create")) {
        await runner.runIn(unit, { module, work: "create" }, ({ db }) => hook(data, db));
      }
    },
    async selected(unit, gameId, { user, character }) {
      const hooks = registry.hooks(gameId, "select");
      for (const { module, value: hook } of hooks) {
        await runner.runIn(unit, { module, work: "select" }, ({ db }) => hook({ user, character, db }));
      }
      // CONTRACT.md, "WebSocket": a game without a hook gets the default.
      if (hooks.length === 0) user.send({ type: "character_selected", character: characterView(character) });
    },
    async deleted(unit, gameId, data) {
      for (const { module, value: hook } of registry.hooks(gameId, "delete")) {
        await runner.runIn(unit, { module, work: "delete" }, ({ db }) => hook(data, db));
      }
    },
    async afterCreated(gameId, data) {
      for (const { module, value: hook } of registry.hooks(gameId, "after_create")) {
        await runner.runAfter({ module, work: "after_create" }, () => hook(data));
      }
    },
    async afterDeleted(gameId, data) {
      for (const { module, value: hook } of registry.hooks(gameId, "after_delete")) {
        await runner.runAfter({ module, work: "after_delete" }, () => hook(data));
      }
    },
    async accountCreated(unit, account) {
      for (const { module, value: hook } of registry.accountHooks) {
        await runner.runIn(unit, { module, work: "account_create" }, ({ during }) =>
          hook(account, {
            create: (input) =>
              during(() => characters().createIn(unit, { ...input, gameId: module, accountId: account.id })),
          }));
      }
    },
  };
}
