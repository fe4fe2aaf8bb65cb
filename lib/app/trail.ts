/** The login trail, and the logins that it hears of: each service of them is wrapped, and knows nothing of it. */
import type { Accounts } from "../domain/accounts/accounts.ts";
import { checkEmail, isUsername } from "../domain/accounts/rules.ts";
import type { FactorLogins } from "../domain/factors/factor_logins.ts";
import type { LoginChallenges } from "../domain/factors/login_challenges.ts";
import type { ProviderLogins } from "../domain/identities/provider_logins.ts";
import { type AwaitedFactors, createAwaitedFactors, DIED } from "../domain/trail/awaited_factors.ts";
import { createTrail, type Trail } from "../domain/trail/trail.ts";
import type { DoorTrail } from "../doors/net/line_trail.ts";
import { AppError } from "../platform/errors.ts";
import type { Kernel } from "../platform/kernel/kernel.ts";

export function createLoginTrail({ metrics, ...kernel }: Kernel): Trail {
  return createTrail({ ...kernel, isName, onLost: metrics.trailLost });
}

/** The same accounts; each login leaves a row, one that is asked for a second factor once that is decided. */
export function trailAccounts(accounts: Accounts, trail: Trail, awaited: Pick<AwaitedFactors, "add">): Accounts {
  return {
    ...accounts,
    logIn: async (input, also) => {
      const { origin, username, email } = input;
      const attempt = { origin, name: username ?? email };
      try {
        return await trail.decide(attempt, () => accounts.logIn(input, also));
      } catch (error) {
        const { challenge, expiresAt, trail } = error instanceof AppError ? error.details : {};
        if (challenge !== undefined && expiresAt !== undefined) {
          awaited.add(challenge, { ...attempt, accountId: trail?.accountId }, expiresAt);
        }
        throw error;
      }
    },
  };
}

/** Rows of logins whose second factor never came. */
export function createAwaited(
  { clock, log, database, metrics }: Kernel,
  { trail, challenges }: { readonly trail: Trail; readonly challenges: Pick<LoginChallenges, "isLeft"> },
): AwaitedFactors {
  const isLeft = (challenge: string) => challenges.isLeft(database.read, challenge);
  return createAwaitedFactors({ clock, log, record: trail.record, onLost: metrics.trailLost, isLeft });
}

export function trailProviderLogins(logins: ProviderLogins, trail: Trail): ProviderLogins {
  return { logIn: (input, also) => trail.decide({ origin: input.origin }, () => logins.logIn(input, also)) };
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
  if (isUsername(text)) return true;
  try {
    checkEmail(text);
    return true;
  } catch {
    return false;
  }
}
