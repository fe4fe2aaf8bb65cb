/** One game by itself on an empty database, with a player, for the clauses of the contract. */
import { sql } from "kysely";
import type { Character } from "../domain/characters/character.ts";
import type { User } from "../domain/characters/user.ts";
import type { Database, Engine } from "../platform/database/database.ts";
import { findModuleTables } from "../modules/sql/module_tables.ts";
import type { GameModule } from "../modules/types.ts";
import { type StartedHost, startedHostOf } from "./module_host.ts";
import { withDatabase } from "./test_database.ts";
import { addAccount, createTestUser } from "./users.ts";

/** What a game needs to be tried. */
export interface ContractOptions {
  /** What would stand under `gameConfig.<id>`, for a game that needs one. */
  readonly config?: unknown;
  /** A name that the game allows. Default `Tester`. */
  readonly name?: string;
  /** A class that the game allows. Default none. */
  readonly class?: string;
}

export interface Stage extends StartedHost {
  readonly gameId: string;
  readonly database: Database;
  readonly accountId: number;
  /** Whatever it is sent is in `sent`. */
  readonly user: User & { readonly sent: readonly unknown[] };
  /** As a player does, or for a managed game as the game does. */
  create(): Promise<Character>;
  select(character: Character): Promise<void>;
  delete(character: Character): Promise<void>;
  /** Every row of the game's own tables. */
  rows(): Promise<Readonly<Record<string, readonly string[]>>>;
}

/** Sets the stage, with `others` beside the game, runs `play` and takes everything away. */
export async function onStage<T>(
  engine: Engine,
  game: GameModule,
  options: ContractOptions,
  play: (stage: Stage) => Promise<T>,
  others: readonly GameModule[] = [],
): Promise<T> {
  return await withDatabase(engine, async (database) => {
    const gameConfig = options.config === undefined ? {} : { [game.id]: options.config };
    const test = await startedHostOf(database, [game, ...others], { gameConfig });
    try {
      return await play(await createStage(database, test, game.id, options));
    } finally {
      test.host.stop();
    }
  });
}

async function createStage(
  database: Database,
  test: StartedHost,
  gameId: string,
  { name = "Tester", class: className }: ContractOptions,
): Promise<Stage> {
  const { characters, host } = test;
  const accountId = await addAccount(database, "tester");
  const user = createTestUser(accountId, "tester");
  const isManaged = host.games.find(gameId)?.ownership === "managed";
  return {
    ...test,
    gameId,
    database,
    accountId,
    user,
    create() {
      const input = { accountId, gameId, name, class: className };
      if (!isManaged) return characters.create(input);
      return database.transaction((unit) => characters.createIn(unit, input));
    },
    async select({ id: characterId }) {
      await characters.select({ accountId, gameId, characterId, user });
    },
    async delete({ id: characterId }) {
      if (!isManaged) return await characters.delete({ accountId, gameId, characterId });
      // Nobody deletes it yet; once somebody can, the hooks have to be right.
      await database.transaction((unit) => host.hooks.deleted(unit, gameId, { characterId, accountId }));
    },
    async rows() {
      const tables = (await findModuleTables(database, [gameId])).get(gameId) ?? [];
      const all = tables.map(async (table) => {
        const { rows } = await sql`select * from ${sql.table(table)}`.execute(database.write);
        return [table, rows.map((row) => JSON.stringify(row)).sort()] as const;
      });
      return Object.fromEntries(await Promise.all(all));
    },
  };
}
