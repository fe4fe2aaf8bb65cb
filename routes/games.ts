/** `/api/games`: what can be played here. */
import { Hono } from "hono";
import type { GameCatalog } from "../lib/domain/characters/games.ts";
import type { HttpEnv } from "./http.ts";

export function createGameRoutes({ games }: { readonly games: GameCatalog }): Hono<HttpEnv> {
  return new Hono<HttpEnv>().get("/", (c) => {
    const list = games.list().map(({ id, name, ownership }) => ({ id, name, managed: ownership === "managed" }));
    return c.json({ games: list });
  });
}
