/** `/auth`: the two tokens of game servers and their players. */
import { z } from "zod";
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
import type { Kernel } from "../lib/platform/kernel/kernel.ts";
import { DATA_BODY_BYTES_MAX } from "./body.ts";
import * as answers from "./description/answers.ts";
import { defineCalls } from "./description/call.ts";
import { HOOKS, REFUSED, TOKEN } from "./description/refusals.ts";
import * as input from "./game_auth_input.ts";
import { accountInfo, characterData, characterToken, loginToken, revalidationAnswer } from "./game_auth_views.ts";
import { createGate } from "./gate.ts";
import { originOf } from "./http.ts";
import type { Mount } from "./mount.ts";
import { refuseStrayQuery } from "./strict.ts";
import { requireServer } from "./server_bearer.ts";

export const GAME_SERVER_CALLS = defineCalls({
  "POST /auth/authenticate": {
    summary: "A login token for credentials",
    body: input.authentication,
    answers: { 200: answers.loginToken.extend({ account_info: answers.accountInfo }) },
    codes: ["invalid_credentials", "second_factor_required", "invalid_code", "provider_unavailable", ...REFUSED],
  },
  "POST /auth/select-character": {
    summary: "A character token for a login token",
    body: input.selection,
    answers: { 200: answers.characterToken.extend({ character_data: answers.characterData }) },
    codes: [...TOKEN, ...REFUSED, "unknown_character", "unknown_server", "server_offline", "token_rotated", ...HOOKS],
  },
  "POST /auth/revalidate": {
    summary: "Whether a token still holds",
    body: input.tokenOfType,
    answers: { 200: answers.revalidation },
    codes: ["invalid_token"],
    bearer: "server_or_none",
  },
  "POST /auth/rotate": {
    summary: "A new token in place of one",
    body: input.tokenOfType,
    answers: { 200: z.union([answers.loginToken, answers.characterToken]) },
    codes: [...TOKEN, ...REFUSED, "token_rotated"],
  },
  "POST /auth/revoke": {
    summary: "Ends a token with what descends from it, a JWT with its session",
    body: input.anyToken,
  },
  "POST /auth/session-key": {
    summary: "Redeems a native client's session key, once",
    body: input.sessionKey,
    answers: { 200: z.object({ valid: z.boolean(), account_id: z.string().nullable() }) },
    bearer: "server",
  },
  "POST /auth/heartbeat": {
    summary: "The server lives, with so many players",
    body: input.heartbeat,
    bodyOptional: true,
    bearer: "server",
  },
  "PATCH /auth/characters/:id": {
    summary: "Writes down what became of a character",
    body: input.characterChange,
    bodyBytesMax: DATA_BODY_BYTES_MAX,
    answers: { 200: answers.characterRecord },
    codes: ["unknown_character", "managed_by_game"],
    bearer: "server",
  },
  "GET /auth/revocations": {
    summary: "Tokens that died before their time; as a stream with `Accept: text/event-stream`",
    query: z.object({ since: z.string().optional() }),
    answers: { 200: answers.revocations, 304: null },
    codes: ["too_many_connections"],
  },
  "GET /.well-known/jwks.json": {
    summary: "The public keys (RFC 7517)",
    answers: { 200: z.object({ keys: z.array(z.looseObject({ kty: z.string() })) }) },
  },
});

type AuthSettings = Pick<Kernel["config"]["auth"], "revalidateRequiresServerKey">;

interface GameAuthParts {
  readonly accounts: Pick<Accounts, "logIn">;
  readonly providerLogins: Pick<ProviderLogins, "logIn">;
  readonly characters: Pick<Characters, "listAll">;
  readonly servers: Pick<Servers, "authenticate" | "heartbeat">;
  readonly gameTokens: Pick<GameTokens, "issueLogin" | "rotate">;
  readonly tokenRevocation: Pick<TokenRevocation, "revoke">;
  readonly characterSelection: CharacterSelection;
  readonly revalidator: Revalidator;
  readonly sessionKeys: SessionKeys;
}

/** Before all of `/auth`. */
export const gameAuthGate = createGate(async (c, next) => {
  await next();
  if (!c.res.headers.has("cache-control")) c.res.headers.set("cache-control", "no-store");
}, refuseStrayQuery);

export function mountGameAuth(mount: Mount, { revalidateRequiresServerKey }: AuthSettings, parts: GameAuthParts): void {
  const { characters, servers, gameTokens, tokenRevocation, characterSelection, revalidator, sessionKeys } = parts;
  const on = mount(GAME_SERVER_CALLS);
  const onServer = on.behind(requireServer(servers));

  on("POST /auth/authenticate", async (c, { account_id, ...proof }) => {
    const origin = originOf(c);
    const { account, result: issued } = await logIn(parts, proof, origin, async (unit, known) => {
      checkClaim(account_id, known);
      return await gameTokens.issueLogin(unit, known.id, origin);
    });
    const all = await characters.listAll(account.id);
    return { ...loginToken(issued), account_info: accountInfo(account, all) };
  });

  on("POST /auth/select-character", async (c, { login_token, character_id, server_id }) => {
    const { issued, character } = await characterSelection.select({
      loginToken: login_token,
      characterId: parseCharacterId(character_id),
      serverId: server_id,
      origin: originOf(c),
    });
    return { ...characterToken(issued), character_data: characterData(character) };
  });

  // Whether only game servers may ask if a token holds, and only about their own game's.
  const onAsker = revalidateRequiresServerKey ? onServer : on;
  onAsker("POST /auth/revalidate", async (c, { token, token_type }) => {
    return revalidationAnswer(await revalidator.revalidate(token, token_type, c.get("server")));
  });

  on("POST /auth/rotate", async (c, { token, token_type }) => {
    const issued = await gameTokens.rotate({ token, kind: token_type, origin: originOf(c) });
    return token_type === "login" ? loginToken(issued) : characterToken(issued);
  });

  on("POST /auth/revoke", (c, { token }) => tokenRevocation.revoke({ token, origin: originOf(c) }));

  onServer("POST /auth/session-key", async (c, { email, session_key }) => {
    const sessionKey = Uint8Array.fromHex(session_key);
    const accountId = await sessionKeys.redeem(c.get("server"), { email, sessionKey });
    return { valid: accountId !== null, account_id: accountId === null ? null : accountText(accountId) };
  });

  onServer("POST /auth/heartbeat", (c, report) => {
    return servers.heartbeat(c.get("server"), report?.players === undefined ? {} : { players: report.players });
  });
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
