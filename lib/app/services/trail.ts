/** The login trail, and the logins that it hears of: each service of them is wrapped, and knows nothing of it. */
import type { Accounts } from "../../domain/accounts/accounts.ts";
import { isEmail, isUsername } from "../../domain/accounts/rules.ts";
import type { FactorLogins } from "../../domain/factors/factor_logins.ts";
import type { LoginChallenges } from "../../domain/factors/login_challenges.ts";
import type { Guests } from "../../domain/guests/guests.ts";
import type { ProviderLogins } from "../../domain/identities/provider_logins.ts";
import { type AwaitedFactors, createAwaitedFactors, DIED } from "../../domain/trail/awaited_factors.ts";
import { createTrail, type Trail } from "../../domain/trail/trail.ts";
import type { DoorTrail } from "../../doors/net/line_trail.ts";
import type { GatewayParts } from "../../doors/websocket/gateway.ts";
import { AppError, type ErrorCode } from "../../platform/errors.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import { STATUS_OF_CODE } from "../../../routes/errors.ts";

/** Doors that answer by HTTP. A WebSocket is refused so before its handshake. */
const HTTP_DOORS: ReadonlySet<string> = new Set(["http", "websocket", "game_auth", "admin"]);

export function createLoginTrail({ metrics, ...kernel }: Kernel): Trail {
  return createTrail({ ...kernel, isName, wireOf, onLost: metrics.trailLost });
}

function wireOf(door: string, code: string | null): string | null {
  if (!HTTP_DOORS.has(door)) return null;
  return code === null ? "200 OK" : `${STATUS_OF_CODE[code as ErrorCode] ?? ""} ${code}`.trimStart();
}

/** The same accounts; each login leaves a row, one that is asked for a second factor once that is decided. */
export function trailAccounts(accounts: Accounts, trail: Trail): Accounts {
  return {
    ...accounts,
    register: (input, also) => {
      const { origin, username } = input;
      return trail.decideNewcomer({ origin, name: username }, () => accounts.register(input, also));
    },
    logIn: (input, also) => {
      const { origin, username, email } = input;
      return trail.decide({ origin, name: username ?? email }, () => accounts.logIn(input, also));
    },
  };
}

/** Rows of logins whose second factor never came. */
export function createAwaited(
  { clock, log, database }: Kernel,
  { trail, challenges }: { readonly trail: Trail; readonly challenges: LoginChallenges },
): AwaitedFactors {
  return createAwaitedFactors({
    clock,
    log,
    database,
    isAnyLeft: () => challenges.isAnyLeft(database.read),
    takeLeft: challenges.takeLeft,
    write: trail.writeIn,
  });
}

export function trailProviderLogins(logins: ProviderLogins, trail: Trail): ProviderLogins {
  return { logIn: (input, also) => trail.decide({ origin: input.origin }, () => logins.logIn(input, also)) };
}

export function trailGuests(guests: Guests, trail: Trail): Guests {
  return {
    ...guests,
    create: (origin, also) => trail.decideNewcomer({ origin }, () => guests.create(origin, also)),
    logIn: (guestKey, origin, also) => trail.decide({ origin }, () => guests.logIn(guestKey, origin, also)),
  };
}

export function trailFactorLogins(logins: FactorLogins, trail: Trail): FactorLogins {
  return {
    ...logins,
    finish: async (input, also) => {
      const attempt = { origin: input.origin };
      try {
        return await trail.decide(attempt, () => logins.finish(input, also));
      } catch (error) {
        // Beside the row of the wrong code: the login that it was to finish is over.
        const { endsChallenge, accountId } = error instanceof AppError ? error.details.trail ?? {} : {};
        if (endsChallenge === true) trail.record({ ...attempt, accountId, ...DIED });
        throw error;
      }
    },
    byPasskey: (input, also) => trail.decide({ origin: input.origin }, () => logins.byPasskey(input, also)),
  };
}

/** A WebSocket's `auth`, which a token decides. */
export function trailSockets(trail: Trail): NonNullable<GatewayParts["onAuth"]> {
  return ({ address, accountId, error, durationMs }) => {
    const attempt = { origin: { door: "websocket", address }, durationMs };
    if (error === null) trail.record({ ...attempt, accountId, result: "succeeded", wire: "auth_success" });
    else trail.refuse({ ...attempt, wire: `auth_error ${error instanceof AppError ? error.code : "internal"}` }, error);
  };
}

/** What is turned away before a word: by an operator's ban, by too many calls, by too many lines. */
export function refusedAtEdge(trail: Trail): (door: string, address: string, code: string) => void {
  const ruleOf: Readonly<Record<string, string>> = {
    address_banned: "address.ban",
    rate_limited: "address.attempts",
    too_many_connections: "line.cap",
    invalid_token: "token",
  };
  return (door, address, code) => {
    const rule = ruleOf[code];
    if (rule !== undefined) trail.refusedLine({ door, address }, rule, code);
  };
}

/** What a native door tells. */
export function doorTrail(trail: Trail, door: string, game: string): DoorTrail {
  return {
    open: (address) => trail.openLine({ door, game, address }),
    refused(address, why) {
      const isBan = why === "banned";
      const [rule, code] = isBan ? ["address.ban", "address_banned"] : ["line.cap", "too_many_connections"];
      trail.refusedLine({ door, game, address }, rule, code);
    },
  };
}

function isName(text: string): boolean {
  return isUsername(text) || isEmail(text);
}
