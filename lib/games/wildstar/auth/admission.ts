/** Who may go on to a world server: the checks in the order of the protocol document, and what an accepted player gets. */
import type {
  AccountsPort,
  AccountView,
  GameServer,
  ModuleDatabase,
  SeatEnd,
  SeatsPort,
  ServersPort,
} from "../../../modules/mod.ts";
import { findAccount } from "../account_lookup.ts";
import type { GameTokens } from "../game_tokens.ts";
import { type Denial, RESULT } from "../protocol/results.ts";
import { CLIENT_BUILD } from "../protocol/server_hello.ts";
import { deny } from "../refusals.ts";
import { findLastServer, rememberLastServer } from "./last_servers.ts";
import type { ClientHelloAuth } from "./protocol/client_hello.ts";
import { chooseServer } from "./server_choice.ts";

export const AUTH_DOOR = "wildstar_auth";

export interface AdmissionParts {
  readonly accounts: Pick<
    AccountsPort,
    "findByEmail" | "checkAttempts" | "attemptStarted" | "attemptEnded" | "checkAllowed"
  >;
  readonly gameTokens: GameTokens;
  readonly servers: ServersPort;
  readonly seats: SeatsPort;
  readonly db: Pick<ModuleDatabase, "query">;
}

interface AdmissionRequest {
  readonly hello: Pick<ClientHelloAuth, "build" | "email" | "gameToken">;
  readonly address: string;
  /** Runs when the seat is lost; it may do so at any time from here on. */
  readonly ended: (reason: SeatEnd) => void;
}

export interface Admission {
  readonly accountId: number;
  readonly server: GameServer;
  /** 16 bytes, good once and for 5 minutes. */
  readonly sessionKey: Uint8Array;
}

/** A denial, and what the login trail says of it. */
export interface Denied {
  readonly denial: Denial;
  readonly because: { readonly rule: string; readonly code?: string; readonly result: "failed" | "refused" };
}

export type Admit = (request: AdmissionRequest) => Promise<Admission | Denied>;

/**
 * The returned function throws `AppError` `address_banned`, `rate_limited`, `account_banned`, `account_suspended` and
 * `unavailable`, in this order. The game token is used up by a player who is accepted, and by nobody else.
 */
export function createAdmission({ accounts, gameTokens, servers, seats, db }: AdmissionParts): Admit {
  /** The password was an attempt at STS; here only a token that proves false is one. */
  const refuseToken = async (account: AccountView | null, address: string) => {
    await accounts.attemptStarted({ address });
    await accounts.attemptEnded({ accountId: account?.id ?? null, address, proven: false, door: AUTH_DOOR });
    const because = account === null
      ? { rule: "account.known", code: "invalid_credentials", result: "failed" as const }
      : { rule: "token", code: "invalid_token", result: "failed" as const };
    return { denial: deny(RESULT.invalidToken), because };
  };

  return async ({ hello, address, ended }) => {
    await accounts.checkAttempts({ address });
    if (hello.build !== CLIENT_BUILD) {
      return { denial: deny(RESULT.versionMismatch), because: { rule: "client.version", result: "refused" } };
    }

    const account = await findAccount(accounts, hello.email);
    if (account === null || !await gameTokens.isGood(hello.gameToken, account.id, address)) {
      return await refuseToken(account, address);
    }
    const accountId = account.id;
    await accounts.checkAllowed({ accountId, address, door: AUTH_DOOR });
    const server = chooseServer(await servers.online(), await findLastServer(db, accountId));
    if (server === null) {
      const because = { rule: "realm.online", code: "server_offline", result: "refused" } as const;
      return { denial: deny(RESULT.noRealms), because };
    }

    // Of two lines with one token the slower one ends here, before it could take the seat.
    if (!await gameTokens.redeem(hello.gameToken, accountId, address)) return await refuseToken(account, address);
    await accounts.attemptEnded({ accountId, address, proven: true, door: AUTH_DOOR });
    const sessionKey = await gameTokens.issueSessionKey(accountId);
    // Last, as it sends the older holder away: not for a login that then fails. Never given back: the player leaves this
    // line for a world server and stays in the game. The seat ends when it is taken elsewhere, with a ban, or with its
    // session, which the core ends after a day.
    await seats.take({
      accountId,
      door: AUTH_DOOR,
      address,
      also: (db) => rememberLastServer(db, accountId, server.id),
      ended,
    });
    return { accountId, server, sessionKey };
  };
}
