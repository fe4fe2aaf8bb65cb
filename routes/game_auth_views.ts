/** What `/auth` answers with. Ids are text there. */
import type { Account } from "../lib/domain/accounts/account.ts";
import type { Character } from "../lib/domain/characters/character.ts";
import type { Server } from "../lib/domain/servers/server.ts";
import type { IssuedToken } from "../lib/domain/tokens/game_token.ts";
import type { Revalidation } from "../lib/domain/tokens/revalidation.ts";
import { accountText, characterText } from "../lib/domain/tokens/text_ids.ts";

export function accountInfo(account: Account, characters: readonly Character[]) {
  return {
    account_id: accountText(account.id),
    username: account.username,
    characters: characters.map(({ id, serverId, name, level }) => ({
      character_id: characterText(id),
      server_id: serverId,
      character_name: name,
      level,
    })),
  };
}

export function characterData({ id, name, level, position, mapId }: Character) {
  return { character_id: characterText(id), character_name: name, level, position, map_id: mapId };
}

/** A character as game servers and native clients see it. */
export function characterRecord(character: Character) {
  const { id, accountId, name, gameId, level, class: className, position, mapId, serverId, data } = character;
  return {
    character_id: characterText(id),
    account_id: accountText(accountId),
    name,
    character_name: name,
    game_id: gameId,
    server_id: serverId,
    level,
    class: className,
    position,
    map_id: mapId,
    data: data ?? null,
  };
}

/** A game server as players see it: how to reach it, never its key. */
export function serverEntry({ id, name, gameId, address, port, type, online, players }: Server) {
  return { server_id: id, name, game_id: gameId, address, port, type, online, players };
}

export function loginToken({ token, expiresAt }: IssuedToken) {
  return { login_token: token, token_expires_at: expiresAt.toISOString() };
}

export function characterToken({ token, expiresAt }: IssuedToken) {
  return { character_token: token, token_expires_at: expiresAt.toISOString() };
}

export function revalidationAnswer(revalidation: Revalidation) {
  if (!revalidation.valid) return { valid: false, reason: revalidation.reason };
  const { accountId, bound, expiresAt } = revalidation.token;
  return {
    valid: true,
    token_info: {
      account_id: accountText(accountId),
      ...(bound === null ? {} : { character_id: characterText(bound.characterId), server_id: bound.serverId }),
      expires_at: expiresAt.toISOString(),
    },
  };
}
