/** `/api/characters`: the WebSocket's character commands as REST. */
import { zValidator } from "@hono/zod-validator";
import { Hono } from "hono";
import { z } from "zod";
import { characterView } from "../lib/domain/characters/character.ts";
import type { Characters } from "../lib/domain/characters/characters.ts";
import { AppError } from "../lib/platform/errors.ts";
import { text } from "../lib/platform/json/input.ts";
import { readBody } from "./body.ts";
import { type HttpContext, type HttpEnv, originOf } from "./http.ts";
import { readQuery } from "./strict.ts";

const gameId = text(64);
export const listQuery = z.object({ gameId });
export const newCharacter = z.object({ gameId, name: text(200), class: text(200).nullish() });

/** To be mounted at `/api/characters`. */
export function createCharacterRoutes({ characters }: { readonly characters: Characters }): Hono<HttpEnv> {
  const routes = new Hono<HttpEnv>();
  // The validator only reads the query; what is wrong with it is said as everywhere else.
  const query = zValidator("query", listQuery, (result, c) => {
    if (!result.success) readQuery(c as HttpContext, listQuery);
  });
  routes.get("/", query, async (c) => {
    const list = await characters.list(c.get("identity").accountId, c.req.valid("query").gameId);
    return c.json({ characters: list.map(characterView) });
  });

  routes.post("/", async (c) => {
    const input = await readBody(c, newCharacter);
    const character = await characters.create({
      accountId: c.get("identity").accountId,
      gameId: input.gameId,
      name: input.name,
      class: input.class,
      origin: originOf(c),
    });
    return c.json({ character: characterView(character) }, 201);
  });

  routes.delete("/:id", async (c) => {
    const id = c.req.param("id");
    if (!/^[1-9][0-9]{0,9}$/.test(id)) throw new AppError("unknown_character", "There is no such character");
    const { accountId } = c.get("identity");
    await characters.delete({ accountId, characterId: Number(id), origin: originOf(c) });
    return c.body(null, 204);
  });

  return routes;
}
