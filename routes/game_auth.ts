/** `/auth`: the two tokens of game servers and their players. */
import { Hono } from "hono";
import type { z } from "zod";
import type { Account } from "../lib/domain/accounts/account.ts";
import type { Accounts, Also } from "../lib/domain/accounts/accounts.ts";
import type { Origin } from "../lib/platform/origin.ts";
import type { Characters } from "../lib/domain/characters/characters.ts";
import { AppError } from "../lib/platform/errors.ts";
import type { ProviderLogins } from "../lib/domain/identities/provider_logins.ts";
import type { Servers } from "../lib/domain/servers/servers.ts";
import type { CharacterSelection } from "../lib/domain/tokens/character_selection.ts";
import type { GameTokens } from "../lib/domain/tokens/game_tokens.ts";
import type { Revalidator } from "../lib/domain/tokens/revalidation.ts";
import type { SessionKeys } from "../lib/domain/tokens/session_keys.ts";
import type { TokenRevocation } from "../lib/domain/tokens/token_revocation.ts";
import { accountText, parseAccountId, parseCharacterId } from "../lib/domain/tokens/text_ids.ts";
import { readBody, readOptionalBody } from "./body.ts";
import * as input from "./game_auth_input.ts";
import { accountInfo, characterData, characterToken, loginToken, revalidationAnswer } from "./game_auth_views.ts";
import { type HttpEnv, originOf } from "./http.ts";
import { refuseStrayQuery } from "./strict.ts";
import { requireServer } from "./server_bearer.ts";

export interface GameAuthParts {
  readonly accounts: Pick<Accounts, "logIn">;
  readonly providerLogins: Pick<ProviderLogins, "logIn">;
  readonly characters: Pick<Characters, "listAll">;
  readonly servers: Pick<Servers, "authenticate" | "heartbeat">;
  readonly gameTokens: Pick<GameTokens, "issueLogin" | "rotate">;
  readonly tokenRevocation: Pick<TokenRevocation, "revoke">;
  readonly characterSelection: CharacterSelection;
  readonly revalidator: Revalidator;
  readonly sessionKeys: SessionKeys;
  /** Whether only game servers may ask if a token holds, and only about their own game's. */
  readonly revalidateRequiresServerKey: boolean;
}

/** To be mounted at `/auth`. */
export function createGameAuthRoutes(parts: GameAuthParts): Hono<HttpEnv> {
  const { characters, servers, gameTokens, tokenRevocation, characterSelection, revalidator, sessionKeys } = parts;
  const routes = new Hono<HttpEnv>();

  routes.use("*", async (c, next) => {
    await next();
    if (!c.res.headers.has("cache-control")) c.res.headers.set("cache-control", "no-store");
  });
  routes.use("*", refuseStrayQuery);

  routes.post("/authenticate", async (c) => {
    const { account_id, ...proof } = await readBody(c, input.authentication);
    const origin = originOf(c);
    const { account, result: issued } = await logIn(parts, proof, origin, async (unit, known) => {
      checkClaim(account_id, known);
      return await gameTokens.issueLogin(unit, known.id, origin);
    });
    const all = await characters.listAll(account.id);
    return c.json({ ...loginToken(issued), account_info: accountInfo(account, all) });
  });

  routes.post("/select-character", async (c) => {
    const { login_token, character_id, server_id } = await readBody(c, input.selection);
    const { issued, character } = await characterSelection.select({
      loginToken: login_token,
      characterId: parseCharacterId(character_id),
      serverId: server_id,
      origin: originOf(c),
    });
    return c.json({ ...characterToken(issued), character_data: characterData(character) });
  });

  routes.post("/revalidate", async (c) => {
    const asker = parts.revalidateRequiresServerKey ? await requireServer(c, servers) : undefined;
    const { token, token_type } = await readBody(c, input.tokenOfType);
    return c.json(revalidationAnswer(await revalidator.revalidate(token, token_type, asker)));
  });

  routes.post("/rotate", async (c) => {
    const { token, token_type } = await readBody(c, input.tokenOfType);
    const issued = await gameTokens.rotate({ token, kind: token_type, origin: originOf(c) });
    return c.json(token_type === "login" ? loginToken(issued) : characterToken(issued));
  });

  routes.post("/revoke", async (c) => {
    const { token } = await readBody(c, input.anyToken);
    await tokenRevocation.revoke({ token, origin: originOf(c) });
    return c.body(null, 204);
  });

  routes.post("/session-key", async (c) => {
    const server = await requireServer(c, servers);
    const { email, session_key } = await readBody(c, input.sessionKey);
    const accountId = await sessionKeys.redeem(server, { email, sessionKey: Uint8Array.fromHex(session_key) });
    return c.json({ valid: accountId !== null, account_id: accountId === null ? null : accountText(accountId) });
  });

  routes.post("/heartbeat", async (c) => {
    const server = await requireServer(c, servers);
    const report = await readOptionalBody(c, input.heartbeat);
    await servers.heartbeat(server, report?.players === undefined ? {} : { players: report.players });
    return c.body(null, 204);
  });

  return routes;
}

type Proof = Omit<z.output<typeof input.authentication>, "account_id">;

function logIn<T>(parts: GameAuthParts, proof: Proof, origin: Origin, also: Also<T>) {
  const { credentials } = proof;
  if ("method" in credentials) return parts.providerLogins.logIn({ credentials, origin }, also);
  const { code, recovery_code: recoveryCode, ...login } = credentials;
  return parts.accounts.logIn({ ...login, factor: { kind: "code", code, recoveryCode }, origin }, also);
}

/** Whose the client says the credentials are. @throws {AppError} `invalid_credentials` */
function checkClaim(claimed: string | number | null | undefined, account: Account): void {
  if (claimed === null || claimed === undefined) return;
  if (parseAccountId(claimed) !== account.id) {
    throw new AppError("invalid_credentials", "These are not the credentials of this account");
  }
}
