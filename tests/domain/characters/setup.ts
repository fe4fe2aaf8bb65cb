import { createAudit } from "../../../lib/domain/audit/audit.ts";
import { type Characters, createCharacters } from "../../../lib/domain/characters/characters.ts";
import { CHARACTER_NAME, type Game, type GameCatalog } from "../../../lib/domain/characters/games.ts";
import type { CharacterHooks } from "../../../lib/domain/characters/hooks.ts";
import { type Database, datedBy } from "../../../lib/platform/database/database.ts";
import { createTestClock, type TestClock } from "../../support/test_clock.ts";

export { addAccount, createTestUser } from "../../../lib/testing/users.ts";

export const GAMES: readonly Game[] = [
  { id: "my_game", name: "My Game", characterName: CHARACTER_NAME, ownership: "player", data: null },
  { id: "saga", name: "Saga", characterName: /^[\p{L} ]{2,30}$/u, ownership: "player", data: null },
  { id: "slime", name: "Slime", characterName: CHARACTER_NAME, ownership: "managed", data: null },
];

export function catalogOf(games: readonly Game[]): GameCatalog {
  return { find: (gameId) => games.find((game) => game.id === gameId) ?? null, list: () => games };
}

/** Hooks that do nothing, but for those given. */
export function hooksWith(some: Partial<CharacterHooks>): CharacterHooks {
  const nothing = async () => {};
  return {
    created: nothing,
    selected: nothing,
    deleted: nothing,
    afterCreated: nothing,
    afterDeleted: nothing,
    ...some,
  };
}

interface CharactersSetup {
  readonly hooks?: Partial<CharacterHooks>;
  readonly charactersPerGame?: number;
  readonly clock?: TestClock;
  readonly onDeleted?: Parameters<typeof createCharacters>[0]["onDeleted"];
}

export function charactersOn(database: Database, setup: CharactersSetup = {}): Characters {
  const clock = setup.clock ?? createTestClock();
  return createCharacters({
    database: datedBy(clock, database),
    audit: createAudit({ clock }),
    games: catalogOf(GAMES),
    hooks: hooksWith(setup.hooks ?? {}),
    charactersPerGame: setup.charactersPerGame ?? 10,
    onDeleted: setup.onDeleted ?? [],
  });
}

/** The code that a promise is refused with. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    return String(Reflect.get(Object(error), "code") ?? error);
  }
  return "no error";
}
