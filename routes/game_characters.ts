/** `/auth/servers` and `/auth/characters`: what game servers and native clients read and change by their tokens. */
import { z } from "zod";
import type { Characters } from "../lib/domain/characters/characters.ts";
import type { GameCatalog } from "../lib/domain/characters/games.ts";
import type { Server } from "../lib/domain/servers/server.ts";
import type { Servers } from "../lib/domain/servers/servers.ts";
import type { Revalidator } from "../lib/domain/tokens/revalidation.ts";
import { parseCharacterId } from "../lib/domain/tokens/text_ids.ts";
import { AppError } from "../lib/platform/errors.ts";
import { bearerToken } from "./bearer.ts";
import * as answers from "./description/answers.ts";
import { defineCalls } from "./description/call.ts";
import { HOOKS, TOKEN } from "./description/refusals.ts";
import { GAME_SERVER_CALLS } from "./game_auth.ts";
import * as input from "./game_auth_input.ts";
import { characterRecord, serverEntry } from "./game_auth_views.ts";
import { type HttpContext, originOf } from "./http.ts";
import type { Mount } from "./mount.ts";
import { requireServer } from "./server_bearer.ts";
import { gameTokenOf, requireGameToken } from "./token_bearer.ts";

export const TOKEN_CALLS = defineCalls({
  "GET /auth/servers": {
    summary: "Game servers of a login token's player",
    query: input.ofGame,
    answers: { 200: z.object({ servers: z.array(answers.serverEntry) }) },
    codes: [...TOKEN, "unknown_game"],
  },
  "GET /auth/characters": {
    summary: "Characters of a login token's player",
    query: input.ofGame,
    answers: { 200: z.object({ characters: z.array(answers.characterRecord) }) },
    codes: [...TOKEN, "unknown_game"],
  },
  "POST /auth/characters": {
    summary: "Makes a character by a login token",
    body: input.newCharacter,
    answers: { 201: z.object({ character: answers.characterRecord }) },
    codes: [...TOKEN, "unknown_game", "managed_by_game", "name_taken", "too_many_characters", ...HOOKS],
  },
  "GET /auth/characters/:id": {
    summary: "One character, for its game's servers and by its own token",
    answers: { 200: answers.characterRecord },
    codes: [...TOKEN, "unknown_character"],
    bearer: "server_or_token",
  },
  "DELETE /auth/characters/:id": {
    summary: "Deletes a character by a login token",
    codes: [...TOKEN, "unknown_character", "managed_by_game", ...HOOKS],
  },
});

interface GameCharacterParts {
  readonly characters: Pick<Characters, "list" | "listAll" | "create" | "delete" | "get" | "getOf" | "update">;
  readonly servers: Pick<Servers, "authenticate" | "listFor">;
  readonly revalidator: Revalidator;
}

export function mountGameCharacters(mount: Mount, parts: GameCharacterParts, games: GameCatalog): void {
  const { characters, servers, revalidator } = parts;
  const on = mount(TOKEN_CALLS);
  const onLogin = on.behind(requireGameToken(revalidator, "login"));

  /** The game that a query names, if it does. @throws {AppError} `unknown_game` */
  const knownGame = ({ game_id: gameId }: z.output<typeof input.ofGame>): string | undefined => {
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

  onLogin("GET /auth/servers", async (_, query) => {
    return { servers: (await servers.listFor(knownGame(query))).map(serverEntry) };
  });

  onLogin("GET /auth/characters", async (c, query) => {
    const { accountId } = c.get("gameToken");
    const gameId = knownGame(query);
    const list = gameId === undefined ? await characters.listAll(accountId) : await characters.list(accountId, gameId);
    return { characters: list.map(characterRecord) };
  });

  onLogin("POST /auth/characters", async (c, { game_id: gameId, name, class: className }) => {
    const { accountId } = c.get("gameToken");
    const character = await characters.create({ accountId, gameId, name, class: className, origin: originOf(c) });
    return { character: characterRecord(character) };
  });

  // For a game server of its game, and for whoever plays it.
  on("GET /auth/characters/:id", async (c) => {
    const characterId = idOf(c);
    const server = await serverOf(c);
    if (server !== null) return characterRecord(await characters.getOf(server.gameId, characterId));
    const { accountId, bound } = await gameTokenOf(c, revalidator, "character");
    if (bound?.characterId !== characterId) throw unknownCharacter();
    return characterRecord(await characters.get({ accountId, characterId }));
  });

  mount(GAME_SERVER_CALLS).behind(requireServer(servers))("PATCH /auth/characters/:id", async (c, input) => {
    const { level, class: className, position, map_id: mapId, data } = input;
    const { id: actor, gameId } = c.get("server");
    const character = await characters.update({
      characterId: idOf(c),
      gameId,
      change: { level, class: className, position, mapId },
      data,
      by: { actor, origin: originOf(c) },
    });
    return characterRecord(character);
  });

  onLogin("DELETE /auth/characters/:id", (c) => {
    const { accountId } = c.get("gameToken");
    return characters.delete({ accountId, characterId: idOf(c), origin: originOf(c) });
  });
}

function idOf(c: HttpContext): number {
  const characterId = parseCharacterId(c.req.param("id") ?? "");
  if (characterId === null) throw unknownCharacter();
  return characterId;
}

function unknownCharacter(): AppError {
  return new AppError("unknown_character", "There is no such character");
}
