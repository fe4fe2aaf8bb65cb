/** Wyrt's characters, whose columns are ours: they go into the games that `--game old=new` names. */
import type { CharacterImport } from "./characters.ts";
import { lenient, utcTime } from "../readers/times.ts";

/** @param games by their names there */
export function createWyrtImport(games: ReadonlyMap<string, string>, into: string): CharacterImport {
  return {
    gameId: into,
    tables: ["characters"],
    async row(_unit, { row }, context) {
      const text = (column: string) => typeof row[column] === "string" ? row[column] : null;
      const foreignId = text("id") ?? "";
      const game = text("game_id") ?? "";
      if ((games.get(game) ?? game) !== into) return context.notCarried(`character of ${game.slice(0, 40)}`, foreignId);
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
