/** `/api/games`: what can be played here, and how. */
import { Hono } from "hono";
import type { Game, GameCatalog } from "../lib/domain/characters/games.ts";
import type { HttpContext, HttpEnv } from "./http.ts";

interface GameRouteParts {
  readonly games: GameCatalog;
  /** Where players find the server, or null where it was not told. */
  readonly publicUrl: string | null;
  /** The number of a game's first open port; null for a game without one. */
  readonly portOf: (gameId: string) => number | null;
  /** How many play now, by game; null where nobody knows. */
  readonly playing: () => Promise<ReadonlyMap<string, number> | null>;
}

export function createGameRoutes({ games, publicUrl, portOf, playing }: GameRouteParts): Hono<HttpEnv> {
  const publicHost = publicUrl === null ? null : new URL(publicUrl).hostname;

  const view = (game: Game, address: string) => {
    const { id, name, ownership, page, icon } = game;
    // What is undefined is left out of the JSON.
    const howToStart = fillIn(game.howToStart, address, portOf(id));
    return { id, name, managed: ownership === "managed", page, howToStart, icon };
  };

  return new Hono<HttpEnv>().get("/", async (c) => {
    const address = publicHost ?? hostOf(c);
    const seats = await playing();
    const numberOf = (id: string) => seats === null ? undefined : seats.get(id) ?? 0;
    return c.json({ games: games.list().map((game) => ({ ...view(game, address), playing: numberOf(game.id) })) });
  });
}

/** Nothing where a port is spoken of and none is open: then the game cannot be started. */
function fillIn(text: string | undefined, address: string, port: number | null): string | undefined {
  if (text === undefined || (port === null && text.includes("{port}"))) return undefined;
  return text.replaceAll("{address}", address).replaceAll("{port}", String(port));
}

/** The name that the caller reached us by. */
function hostOf(c: HttpContext): string {
  const url = URL.parse(`http://${c.req.header("host") ?? "localhost"}`);
  return url?.hostname ?? "localhost";
}
