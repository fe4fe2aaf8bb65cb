/** What `/auth` answers with. Ids are text there. */
import type { Account } from "../lib/domain/accounts/account.ts";
import type { Character } from "../lib/domain/characters/character.ts";
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
