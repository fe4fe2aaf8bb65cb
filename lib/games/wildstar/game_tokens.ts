/**
 * The two secrets of a way into the game, both 16 random bytes, good once and for 5 minutes: the game token takes the
 * player from STS to Auth, the session key from Auth to the world server, which asks the core about it.
 */
import type { ModuleContext, TicketsPort } from "../../modules/mod.ts";

const SECRET_BYTES = 16;
const TTL_MS = 5 * 60_000;
/** Long enough for any line: a client comes back to its line for a second way into the game. */
const LOGIN_TTL_MS = 24 * 60 * 60_000;

const GAME_TOKEN_KIND = "wildstar-game";
/** What realm servers redeem at `/auth/session-key`. */
export const SESSION_KEY_KIND = "wildstar-session";
const LOGIN_KIND = "wildstar-login";

export type GameTokens = ReturnType<typeof createGameTokens>;

export interface GameTokensParts {
  readonly tickets: TicketsPort;
  readonly random: ModuleContext["random"];
  /** Whether a token is good only from the address that asked for it. */
  readonly areBoundToAddress: boolean;
}

export function createGameTokens({ tickets, random, areBoundToAddress }: GameTokensParts) {
  return {
    /** Marks a login at STS: it ends with everything of the account that a changed password or an operator ends. */
    async markLogin(accountId: number): Promise<Uint8Array> {
      const secret = random.bytes(SECRET_BYTES);
      await tickets.issue(LOGIN_KIND, { accountId, secret, ttlMs: LOGIN_TTL_MS });
      return secret;
    },
    /** Whether that login may still ask for a game token. */
    async isLoginGood(secret: Uint8Array, accountId: number): Promise<boolean> {
      return await tickets.find(LOGIN_KIND, { secret, accountId }) !== null;
    },
    async issue(accountId: number, address: string): Promise<Uint8Array> {
      const secret = random.bytes(SECRET_BYTES);
      const bound = areBoundToAddress ? { address } : {};
      await tickets.issue(GAME_TOKEN_KIND, { accountId, secret, ttlMs: TTL_MS, ...bound });
      return secret;
    },
    /** Whether the account may come in with it from there; does not use it up. */
    async isGood(secret: Uint8Array, accountId: number, address: string): Promise<boolean> {
      return await tickets.find(GAME_TOKEN_KIND, { secret, accountId, address }) !== null;
    },
    /** The same, and uses it up: of many at once one gets true. */
    async redeem(secret: Uint8Array, accountId: number, address: string): Promise<boolean> {
      return await tickets.redeem(GAME_TOKEN_KIND, { secret, accountId, address }) !== null;
    },
    /** A newer session key ends the account's older one. */
    async issueSessionKey(accountId: number): Promise<Uint8Array> {
      const secret = random.bytes(SECRET_BYTES);
      await tickets.issue(SESSION_KEY_KIND, { accountId, secret, ttlMs: TTL_MS, replaces: true });
      return secret;
    },
  };
}
