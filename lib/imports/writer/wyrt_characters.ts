/** Wyrt's characters, whose columns are ours: they go into the games that `--game old=new` names. */
import type { CharacterImport } from "./characters.ts";
import { lenient, utcTime } from "../readers/times.ts";

/**
 * @param games by their names there
 * @param into the one game that takes them; null: every one that `games` names
 */
export function createWyrtImports(games: ReadonlyMap<string, string>, into: string | null): CharacterImport[] {
  const targets = into === null ? [...new Set(games.values())] : [into];
  const targetOf = (game: string) => {
    const target = games.get(game) ?? game;
    return targets.includes(target) ? target : null;
  };
  return targets.map((gameId, index) => createWyrtImport(gameId, targetOf, index === 0));
}

/** @param tells whether this one reports what no game takes */
function createWyrtImport(
  gameId: string,
  targetOf: (game: string) => string | null,
  tells: boolean,
): CharacterImport {
  return {
    gameId,
    tables: ["characters", "character_data"],
    async row(_unit, { table, row }, context) {
      const text = (column: string) => typeof row[column] === "string" ? row[column] : null;
      if (table === "character_data") {
        if (tells) context.notCarried("character data", `${text("character_id")}/${text("data_key")}`);
        return;
      }
      const foreignId = text("id") ?? "";
      const game = text("game_id") ?? "";
      const target = targetOf(game);
      if (target === null && tells) context.notCarried(`character of ${game.slice(0, 40)}`, foreignId);
      if (target !== gameId) return;
      const time = (column: string) => {
        const ms = lenient(() => utcTime(text(column)));
        return ms === null ? undefined : new Date(ms);
      };
      const createdAt = time("created_at");
      await context.character({
        foreignId,
        accountForeignId: text("account_id") ?? "",
        name: text("name") ?? "",
        level: Math.max(1, Number(text("level")) || 1),
        class: text("class") ?? undefined,
        createdAt,
        lastPlayed: time("last_played"),
        // Wyrt says that it was deleted, and not when.
        deletedAt: text("deleted") === "1" ? createdAt ?? new Date(0) : undefined,
      });
    },
  };
}
