/** Choosing a character for a game server: what turns a login token into a character token. */
import type { Origin } from "../../platform/origin.ts";
import { type Character, findCharacter, toCharacter } from "../characters/character.ts";
import type { UnitOfWork } from "../../platform/database/database.ts";
import { AppError } from "../../platform/errors.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { Server } from "../servers/server.ts";
import type { IssuedToken } from "./game_token.ts";
import type { GameTokens } from "./game_tokens.ts";

interface CharacterSelectionParts extends Pick<Kernel, "database"> {
  readonly servers: { find(id: string): Promise<Server | null> };
  readonly gameTokens: Pick<GameTokens, "present" | "issueCharacter">;
}

export type CharacterSelection = ReturnType<typeof createCharacterSelection>;

export function createCharacterSelection(parts: CharacterSelectionParts) {
  const { database, servers, gameTokens } = parts;

  const place = async (unit: UnitOfWork, character: Character, server: Server): Promise<Character> => {
    const row = await unit.db.updateTable("characters")
      .set({ server_id: server.id, last_played_at: unit.now.getTime() })
      .where("id", "=", character.id).returningAll().executeTakeFirstOrThrow();
    return toCharacter(row);
  };

  return {
    /**
     * Binds a new character token to the character, its game and the server.
     * @throws {AppError} `invalid_token`, `wrong_token_type`, `token_expired`, `token_rotated`, `account_banned`,
     * `account_suspended`, `unknown_character`, `unknown_server`, `server_offline`
     */
    async select({ loginToken, characterId, serverId, origin }: {
      loginToken: string;
      characterId: number | null;
      serverId: string;
      origin: Origin;
    }): Promise<{ issued: IssuedToken; character: Character }> {
      // Before the transaction, which has the one connection; judged only once the token is known to hold.
      const server = await servers.find(serverId);
      const result = await database.transaction(async (unit) => {
        const login = await gameTokens.present(unit, loginToken, "login", origin);
        if (login instanceof AppError) return login;
        const { accountId } = login;
        const character = characterId === null ? null : await findCharacter(unit.db, characterId);
        if (character === null || character.accountId !== accountId) {
          throw new AppError("unknown_character", "You have no such character");
        }
        checkServer(server, character);
        const bound = { characterId: character.id, serverId: server.id, gameId: character.gameId };
        const issued = await gameTokens.issueCharacter(unit, accountId, bound, origin);
        return { issued, character: await place(unit, character, server) };
      });
      // Thrown only here: a family may have ended with the refusal.
      if (result instanceof AppError) throw result;
      return result;
    },
  };
}

/** @throws {AppError} `unknown_server` also for a server of another game; `server_offline` */
function checkServer(server: Server | null, character: Character): asserts server is Server {
  if (server === null) throw new AppError("unknown_server", "There is no such server");
  if (server.gameId !== null && server.gameId !== character.gameId) {
    throw new AppError("unknown_server", "This server does not serve the character's game");
  }
  if (!server.online) throw new AppError("server_offline", `${server.name} is offline`);
}
