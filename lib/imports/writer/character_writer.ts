/** Makes the characters of a batch: each once, under a name that is free in its game, for the account that its owner became. */
import { encodeData, newData } from "../../domain/characters/character_data.ts";
import type { GameCatalog } from "../../domain/characters/games.ts";
import { nameKey } from "../../domain/characters/rules.ts";
import type { UnitOfWork } from "../../platform/database/database.ts";
import { RowError } from "../readers/reader.ts";
import type { Book } from "./book.ts";

interface ForeignCharacter {
  readonly foreignId: string;
  readonly accountForeignId: string;
  readonly name: string;
  readonly level?: number | undefined;
  readonly class?: string | undefined;
  readonly position?: { readonly x: number; readonly y: number; readonly z: number } | undefined;
  readonly mapId?: string | undefined;
  readonly createdAt?: Date | undefined;
  readonly lastPlayed?: Date | undefined;
  readonly deletedAt?: Date | undefined;
  readonly data?: unknown;
}

/** What the report hears of characters. */
export interface CharacterReport {
  characters(outcome: string, count: number): void;
  conflict(foreignId: string, kind: string, name: string, detail: string): void;
  skip(kind: "character", foreignId: string, rule: string): void;
  notCarried(kind: string, foreignId: string): void;
}

export interface CharacterWriterParts {
  readonly book: Book;
  readonly report: CharacterReport;
  readonly games: GameCatalog;
  readonly runId: number;
  readonly gameId: string;
}

export interface CharacterWriter {
  account(foreignId: string): Promise<number | null>;
  character(input: ForeignCharacter): Promise<number | null>;
  /** The row is in: what it made is reported. */
  keep(): void;
  /** The row is undone, with this rule. */
  drop(foreignId: string, rule: string): Promise<void>;
}

const NAME_CHARACTERS_MAX = 50;
/** `Name_2` to `Name_9999`: more of one name than a game of old had players. */
const SUFFIX_MAX = 9_999;

export function createCharacterWriter(unit: UnitOfWork, parts: CharacterWriterParts): CharacterWriter {
  const { book, report, runId, gameId } = parts;
  /** Of the row at hand. */
  let pending: { foreignId: string; outcome: string }[] = [];

  const account: CharacterWriter["account"] = async (foreignId) =>
    (await book.findOne(unit, "account", foreignId))?.localId ?? null;

  const note = async (foreignId: string, outcome: "new" | "skipped", localId: number | null, rowHash: Uint8Array) => {
    if (await book.findOne(unit, "character", foreignId) !== undefined) return;
    await book.add(unit, runId, [{ kind: "character", foreignId, localId, outcome, rowHash, credentialVersion: null }]);
  };

  return {
    account,
    async character(input) {
      const key = `${gameId}/${input.foreignId}`;
      const known = await book.findOne(unit, "character", key);
      if (known !== undefined && known.localId !== null) {
        pending.push({ foreignId: key, outcome: "unchanged" });
        return known.localId;
      }
      const accountId = await account(input.accountForeignId);
      if (accountId === null) {
        await note(key, "skipped", null, book.hash(input));
        report.skip("character", key, "owner skipped");
        report.characters("skipped", 1);
        return null;
      }
      const id = await insertCharacter(unit, input, accountId, parts);
      await note(key, "new", id, book.hash(input));
      pending.push({ foreignId: key, outcome: input.deletedAt === undefined ? "new" : "deleted there" });
      return id;
    },
    keep() {
      for (const { outcome } of pending) report.characters(outcome, 1);
      pending = [];
    },
    async drop(row, rule) {
      const foreignId = pending.at(-1)?.foreignId ?? `${gameId}/${row}`;
      pending = [];
      report.skip("character", foreignId, rule);
      report.characters("skipped", 1);
      await note(foreignId, "skipped", null, book.hash({ rule }));
    },
  };
}

async function insertCharacter(
  unit: UnitOfWork,
  input: ForeignCharacter,
  accountId: number,
  { games, gameId, report }: CharacterWriterParts,
): Promise<number> {
  const game = games.find(gameId);
  if (game === null) throw new RowError(`there is no game ${gameId}`);
  const name = input.name.normalize("NFC");
  if (name === "" || name.length > NAME_CHARACTERS_MAX || name.includes("\0") || !name.isWellFormed()) {
    throw new RowError(`its name has not 1 to ${NAME_CHARACTERS_MAX} letters`);
  }
  const isDeleted = input.deletedAt !== undefined;
  const free = isDeleted ? name : await freeName(unit, gameId, name);
  if (free !== name) report.conflict(input.foreignId, "character_name", name, `is ${free} here: the name was taken`);
  const row = await unit.db.insertInto("characters").values({
    account_id: accountId,
    game_id: gameId,
    name: free,
    name_key: nameKey(free),
    level: input.level ?? 1,
    class: input.class?.slice(0, 50) ?? null,
    x: input.position?.x ?? 0,
    y: input.position?.y ?? 0,
    z: input.position?.z ?? 0,
    map_id: input.mapId ?? null,
    server_id: null,
    created_at: input.createdAt?.getTime() ?? unit.now.getTime(),
    last_played_at: input.lastPlayed?.getTime() ?? null,
    deleted_at: input.deletedAt?.getTime() ?? null,
    data: input.data === undefined || game.data === null ? newData(game) : encodeData(game.data, input.data),
    rename_pending: free === name ? 0 : 1,
  }).returning("id").executeTakeFirstOrThrow();
  return row.id;
}

async function freeName(unit: UnitOfWork, gameId: string, name: string): Promise<string> {
  for (let suffix = 1; suffix <= SUFFIX_MAX; suffix++) {
    const tried = suffix === 1 ? name : `${name}_${suffix}`;
    const taken = await unit.db.selectFrom("characters").select("id")
      .where("game_id", "=", gameId).where("name_key", "=", nameKey(tried)).where("deleted_at", "is", null)
      .executeTakeFirst();
    if (taken === undefined) return tried;
  }
  throw new RowError("its name and every number behind it are taken");
}
