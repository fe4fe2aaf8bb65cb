/** `/auth/servers` and `/auth/characters`: what game servers and native clients read and change by their tokens. */
import { Hono } from "hono";
import type { Character } from "../lib/domain/characters/character.ts";
import type { Characters } from "../lib/domain/characters/characters.ts";
import type { GameCatalog } from "../lib/domain/characters/games.ts";
import type { Server } from "../lib/domain/servers/server.ts";
import type { Servers } from "../lib/domain/servers/servers.ts";
import type { Revalidator } from "../lib/domain/tokens/revalidation.ts";
import { parseCharacterId } from "../lib/domain/tokens/text_ids.ts";
import { AppError } from "../lib/platform/errors.ts";
import { bearerToken } from "./bearer.ts";
import { DATA_BODY_BYTES_MAX, readBody } from "./body.ts";
import * as input from "./game_auth_input.ts";
import { characterRecord, serverEntry } from "./game_auth_views.ts";
import { type HttpContext, type HttpEnv, originOf } from "./http.ts";
import { requireServer } from "./server_bearer.ts";
import { readQuery } from "./strict.ts";
import { requireGameToken } from "./token_bearer.ts";

export interface GameCharacterParts {
  readonly characters: Pick<Characters, "list" | "listAll" | "create" | "delete" | "get" | "getOf" | "update">;
  readonly servers: Pick<Servers, "authenticate" | "listFor">;
  readonly games: GameCatalog;
  readonly revalidator: Revalidator;
}

/** To be mounted at `/auth`. */
export function createGameCharacterRoutes(parts: GameCharacterParts): Hono<HttpEnv> {
  const { characters, servers, games, revalidator } = parts;
  const routes = new Hono<HttpEnv>();

  /** The game that a query names, if it does. @throws {AppError} `unknown_game` */
  const gameOf = (c: HttpContext): string | undefined => {
    const { game_id: gameId } = readQuery(c, input.ofGame);
    if (gameId !== undefined && games.find(gameId) === null) {
      throw new AppError("unknown_game", "There is no such game");
    }
    return gameId;
  };

  /** Null where the bearer is no server's key; a database that cannot be asked is not "no". */
  const serverOf = async (c: HttpContext): Promise<Server | null> => {
    try {
      return await servers.authenticate(bearerToken(c));
    } catch (error) {
      if (error instanceof AppError && error.code === "invalid_token") return null;
      throw error;
    }
  };

  /** For a game server of its game, and for whoever plays it. @throws {AppError} `invalid_token`, `unknown_character` */
  const readable = async (c: HttpContext): Promise<Character> => {
    const characterId = idOf(c);
    const server = await serverOf(c);
    if (server !== null) return await characters.getOf(server.gameId, characterId);
    const { accountId, bound } = await requireGameToken(c, revalidator, "character");
    if (bound?.characterId !== characterId) throw unknownCharacter();
    return await characters.get({ accountId, characterId });
  };

  routes.get("/servers", async (c) => {
    await requireGameToken(c, revalidator, "login");
    return c.json({ servers: (await servers.listFor(gameOf(c))).map(serverEntry) });
  });

  routes.get("/characters", async (c) => {
    const { accountId } = await requireGameToken(c, revalidator, "login");
    const gameId = gameOf(c);
    const list = gameId === undefined ? await characters.listAll(accountId) : await characters.list(accountId, gameId);
    return c.json({ characters: list.map(characterRecord) });
  });

  routes.post("/characters", async (c) => {
    const { accountId } = await requireGameToken(c, revalidator, "login");
    const { game_id: gameId, name, class: className } = await readBody(c, input.newCharacter);
    const character = await characters.create({ accountId, gameId, name, class: className, origin: originOf(c) });
    return c.json({ character: characterRecord(character) }, 201);
  });

  routes.get("/characters/:id", async (c) => c.json(characterRecord(await readable(c))));

  routes.patch("/characters/:id", async (c) => {
    const server = await requireServer(c, servers);
    const { level, class: className, position, map_id: mapId, data } = await readBody(
      c,
      input.characterChange,
      DATA_BODY_BYTES_MAX,
    );
    const character = await characters.update({
      characterId: idOf(c),
      gameId: server.gameId,
      change: { level, class: className, position, mapId },
      data,
      by: { actor: server.id, origin: originOf(c) },
    });
    return c.json(characterRecord(character));
  });

  routes.delete("/characters/:id", async (c) => {
    const { accountId } = await requireGameToken(c, revalidator, "login");
    await characters.delete({ accountId, characterId: idOf(c), origin: originOf(c) });
    return c.body(null, 204);
  });

  return routes;
}

function idOf(c: HttpContext): number {
  const characterId = parseCharacterId(c.req.param("id") ?? "");
  if (characterId === null) throw unknownCharacter();
  return characterId;
}

function unknownCharacter(): AppError {
  return new AppError("unknown_character", "There is no such character");
}
