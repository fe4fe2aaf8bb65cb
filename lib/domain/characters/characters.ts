/** Making, choosing, changing and deleting characters. */
import { type AuditAction, type Audited, byAccount } from "../audit/audit.ts";
import { lockAccount, lockingAccount, type Queryable, type UnitOfWork } from "../../platform/database/database.ts";
import { AppError } from "../../platform/errors.ts";
import { type Character, findCharacter, listCharacters, lockCharacter, toCharacter } from "./character.ts";
import { encodeData, encodeGivenData, newData, withData } from "./character_data.ts";
import type { Game, GameCatalog } from "./games.ts";
import type { ChangeOwnData, CharacterDeleted, CharacterHooks } from "./hooks.ts";
import { type CharacterChange, checkChange, checkClass, checkName, nameKey } from "./rules.ts";
import type { User } from "./user.ts";

export interface CharactersParts extends Audited {
  readonly games: GameCatalog;
  readonly hooks: CharacterHooks;
  /** Living characters of one account in one game. */
  readonly charactersPerGame: number;
  /** Ends, in the same transaction, what belongs to a deleted character: its tokens and its seat. */
  readonly onDeleted: readonly ((unit: UnitOfWork, deleted: CharacterDeleted & { gameId: string }) => Promise<void>)[];
}

/** Where a change came from, for the audit log. */
interface ChangeOrigin {
  readonly door: string;
  readonly address: string;
}

export interface NewCharacter {
  readonly accountId: number;
  readonly gameId: string;
  readonly name: string;
  readonly class?: string | null | undefined;
  readonly origin?: ChangeOrigin | undefined;
}

export interface OwnCharacter {
  readonly accountId: number;
  readonly characterId: number;
  /** A character of another game is unknown. */
  readonly gameId?: string | undefined;
  readonly origin?: ChangeOrigin | undefined;
}

interface Selection extends OwnCharacter {
  readonly gameId: string;
  readonly user: User;
  /** Takes the seat, in the transaction of the selection, once the game has agreed. */
  readonly seat?: (unit: UnitOfWork, character: Character) => Promise<void>;
}

interface CharacterUpdate {
  readonly characterId: number;
  /** A character of another game is unknown; null for a game server that serves every game. */
  readonly gameId: string | null;
  readonly change: CharacterChange;
  /** What the game itself keeps of it from now on, in place of what it kept; its schema judges it. */
  readonly data?: unknown;
  /** Written to the audit log, such as `server_001`; a game that changes its own characters leaves none. */
  readonly by?: { readonly actor: string; readonly origin: ChangeOrigin } | undefined;
}

interface DataChange {
  readonly characterId: number;
  /** A character of another game is unknown. */
  readonly gameId: string;
  /** Gets what holds now and gives what shall hold; what it throws undoes everything. */
  readonly change: (data: unknown) => unknown;
}

export interface Characters {
  /** The account's own, oldest first. @throws {AppError} `unknown_game` */
  list(accountId: number, gameId: string): Promise<Character[]>;
  /** Those of every game that is loaded. */
  listAll(accountId: number): Promise<Character[]>;
  /** @throws {AppError} `unknown_character` for what is deleted or somebody else's, too */
  get(own: OwnCharacter): Promise<Character>;
  /**
   * Whosever it is, for a game server. @param gameId null for one that serves every game
   * @throws {AppError} `unknown_character`
   */
  getOf(gameId: string | null, characterId: number): Promise<Character>;
  /**
   * Makes a character for a player and runs the game's hooks. Of two at once with one name exactly one wins.
   * @throws {AppError} `unknown_game`, `managed_by_game`, `invalid_input`, `too_many_characters`, `name_taken`,
   * `hook_failed`, `hook_timeout`
   */
  create(input: NewCharacter): Promise<Character>;
  /** The same inside a transaction at hand, for a game that makes its own characters, too: no `managed_by_game`. */
  createIn(unit: UnitOfWork, input: NewCharacter): Promise<Character>;
  /** @throws {AppError} `unknown_character`, `unknown_game`, `managed_by_game`, `hook_failed`, `hook_timeout` */
  delete(own: OwnCharacter): Promise<void>;
  /**
   * Chooses the character to play. The game's hooks get it as it was before: with the `lastPlayed` of the last time.
   * @returns it as it is now
   * @throws {AppError} `unknown_character`, `unknown_game`, `hook_failed`, `hook_timeout`, and what `seat` throws
   */
  select(selection: Selection): Promise<Character>;
  /** @throws {AppError} `unknown_character`, `invalid_input` */
  update(update: CharacterUpdate): Promise<Character>;
  /**
   * Changes what the game itself keeps of a character; two changes at once wait for one another.
   * @returns the data as it is now
   * @throws {AppError} `unknown_character`, `unknown_game`
   * @throws {Error} for a game without a schema, and for data that the schema does not take
   */
  changeData(change: DataChange): Promise<unknown>;
}

export function createCharacters(parts: CharactersParts): Characters {
  const { database, games, hooks } = parts;

  const getGame = (gameId: string): Game => {
    const game = games.find(gameId);
    if (game === null) throw new AppError("unknown_game", "There is no such game");
    return game;
  };

  const getOwn = async (db: Queryable, own: OwnCharacter): Promise<Character> => {
    const character = await findCharacter(db, own.characterId);
    if (character === null || character.accountId !== own.accountId || !isOf(character, own.gameId)) {
      throw unknownCharacter();
    }
    return withGameData(character);
  };

  /** A character of a game that is not loaded shows no data: nobody knows how to read it. */
  const withGameData = (character: Character): Character => withData(character, games.find(character.gameId));

  const record = (unit: UnitOfWork, action: AuditAction, character: Character, origin?: ChangeOrigin) =>
    parts.audit.record(
      unit.db,
      byAccount(action, character.accountId, origin, `${character.gameId}: ${character.name}`),
    );

  const createIn: Characters["createIn"] = async (unit, input) => {
    const game = getGame(input.gameId);
    const name = checkName(input.name, game);
    const className = checkClass(input.class);
    await lockAccount(unit, input.accountId); // so that two at once do not both find the last place free
    const living = await listCharacters(unit.db, input.accountId, game.id);
    if (living.length >= parts.charactersPerGame) {
      throw new AppError(
        "too_many_characters",
        `You have ${living.length} characters in ${game.name}, the most allowed`,
      );
    }
    const row = await unit.db.insertInto("characters").values({
      account_id: input.accountId,
      game_id: game.id,
      name,
      name_key: nameKey(name),
      class: className,
      created_at: unit.now.getTime(),
      data: newData(game),
    })
      // A failed statement would spoil the transaction for a game that tries another name.
      .onConflict((conflict) => conflict.doNothing())
      .returningAll().executeTakeFirst();
    if (row === undefined) throw new AppError("name_taken", "This name is taken");
    const made = withGameData(toCharacter(row));
    const created = { characterId: made.id, name, class: className, accountId: input.accountId };
    await hooks.created(unit, game.id, { ...created, data: made.data }, changeOwn(unit, made));
    // The hooks may have changed it.
    const character = game.data === null ? made : await getOwn(unit.db, created);
    await record(unit, "character.create", character, input.origin);
    unit.afterCommit(() => hooks.afterCreated(game.id, { ...created, data: character.data }));
    return character;
  };

  const changeDataIn = async (unit: UnitOfWork, { characterId, gameId, change }: DataChange): Promise<unknown> => {
    const { data: schema } = getGame(gameId);
    if (schema === null) {
      throw new Error(`Could not change a character's data: the game "${gameId}" has no schema for it`);
    }
    const before = await lockCharacter(unit, characterId);
    if (before === null || !isOf(before, gameId)) throw unknownCharacter();
    const after = change(withGameData(before).data);
    // An object like any other: a lenient schema would make a new character's data of it.
    if (after instanceof Promise) {
      throw new Error("Could not change a character's data: give it at once, not a promise");
    }
    const text = encodeData(schema, after);
    await unit.db.updateTable("characters").set({ data: text }).where("id", "=", characterId).execute();
    return withGameData({ ...before, data: JSON.parse(text) }).data;
  };

  const changeOwn = (unit: UnitOfWork, { id: characterId, gameId }: Character): ChangeOwnData => (change) =>
    changeDataIn(unit, { characterId, gameId, change });

  return {
    createIn,

    changeData: (change) => database.transaction((unit) => changeDataIn(unit, change)),

    async list(accountId, gameId) {
      return (await listCharacters(database.read, accountId, getGame(gameId).id)).map(withGameData);
    },

    async listAll(accountId) {
      const all = await listCharacters(database.read, accountId);
      return all.filter((character) => games.find(character.gameId) !== null).map(withGameData);
    },

    get: (own) => getOwn(database.read, own),

    async getOf(gameId, characterId) {
      const character = await findCharacter(database.read, characterId);
      if (character === null || !isOf(character, gameId ?? undefined)) throw unknownCharacter();
      return withGameData(character);
    },

    async create(input) {
      checkPlayersOwn(getGame(input.gameId));
      return await database.transaction((unit) => createIn(unit, input));
    },

    async delete(own) {
      if (own.gameId !== undefined) checkPlayersOwn(getGame(own.gameId));
      await lockingAccount(database, own.accountId, async (unit) => {
        const character = await getOwn(unit.db, own);
        checkPlayersOwn(getGame(character.gameId));
        await unit.db.updateTable("characters").set({ deleted_at: unit.now.getTime() })
          .where("id", "=", character.id).execute();
        const data = { characterId: character.id, accountId: character.accountId };
        await hooks.deleted(unit, character.gameId, data);
        for (const end of parts.onDeleted) await end(unit, { ...data, gameId: character.gameId });
        await record(unit, "character.delete", character, own.origin);
        unit.afterCommit(() => hooks.afterDeleted(character.gameId, data));
      });
    },

    async select(selection) {
      const game = getGame(selection.gameId);
      return await lockingAccount(database, selection.accountId, async (unit) => {
        const character = await getOwn(unit.db, selection);
        await hooks.selected(unit, game.id, {
          user: selection.user,
          character,
          changeData: changeOwn(unit, character),
        });
        const row = await unit.db.updateTable("characters").set({ last_played_at: unit.now.getTime() })
          .where("id", "=", character.id).returningAll().executeTakeFirstOrThrow();
        const selected = withGameData(toCharacter(row));
        await selection.seat?.(unit, selected);
        return selected;
      });
    },

    async update({ characterId, gameId, change, data, by }) {
      const plain = checkChange(change);
      return await database.transaction(async (unit) => {
        const before = await findCharacter(unit.db, characterId);
        if (before === null || !isOf(before, gameId ?? undefined)) throw unknownCharacter();
        const game = games.find(before.gameId);
        const columns = { ...plain, ...(data === undefined ? {} : { data: encodeGivenData(game, data) }) };
        if (Object.keys(columns).length === 0) return withGameData(before);
        const row = await unit.db.updateTable("characters").set(columns)
          .where("id", "=", characterId).where("deleted_at", "is", null).returningAll().executeTakeFirst();
        if (row === undefined) throw unknownCharacter();
        if (by !== undefined) {
          const { actor, origin: { door, address } } = by;
          const reason = `${Object.keys(columns).join(", ")} of character ${characterId}`;
          const entry = {
            action: "character.update",
            actor,
            accountId: row.account_id,
            door,
            address,
            reason,
          } as const;
          await parts.audit.record(unit.db, entry);
        }
        return withGameData(toCharacter(row));
      });
    },
  };
}

function checkPlayersOwn(game: Game): void {
  if (game.ownership === "managed") {
    throw new AppError("managed_by_game", `${game.name} makes and deletes its characters itself`);
  }
}

function isOf(character: Character, gameId: string | undefined): boolean {
  return gameId === undefined || character.gameId === gameId;
}

function unknownCharacter(): AppError {
  return new AppError("unknown_character", "You have no such character");
}
