/** What the hall shows of a character beside its name: as its game tells it, or nothing. */
import { z } from "zod";
import type { Character, CharacterCard } from "./character.ts";
import type { Game } from "./games.ts";

const cardOf = z.object({
  portrait: z.string().max(300).optional(),
  lines: z.array(z.string().max(60)).max(3).optional(),
  badge: z.string().max(16).optional(),
});

/** From a copy, as the character itself is answered. Null for a game without a card, and for a card that throws, comes late, or is not one: then the extras are hidden. */
export function drawCard(game: Game, character: Character): CharacterCard | null {
  if (game.card === undefined) return null;
  try {
    const { portrait, lines, badge } = cardOf.parse(game.card(structuredClone(character)));
    const path = portrait === undefined ? undefined : gamePath(game.id, portrait);
    if (path === null) return null;
    return {
      ...(path === undefined ? {} : { portrait: path }),
      ...(lines === undefined ? {} : { lines }),
      ...(badge === undefined ? {} : { badge }),
    };
  } catch {
    return null;
  }
}

/** A path below the game's own routes, whole or from there on; null for one that leads out. */
export function gamePath(gameId: string, path: string): string | null {
  const base = `/games/${gameId}/`;
  const url = URL.parse(path, `http://game${base}`);
  return url !== null && url.host === "game" && url.pathname.startsWith(base) ? `${url.pathname}${url.search}` : null;
}
