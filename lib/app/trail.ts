/** The login trail, and the logins that it hears of: each service of them is wrapped, and knows nothing of it. */
import type { Accounts } from "../domain/accounts/accounts.ts";
import { checkEmail, isUsername } from "../domain/accounts/rules.ts";
import type { FactorLogins } from "../domain/factors/factor_logins.ts";
import type { ProviderLogins } from "../domain/identities/provider_logins.ts";
import { createTrail, type Trail } from "../domain/trail/trail.ts";
import type { DoorTrail } from "../doors/net/line_trail.ts";
import type { Kernel } from "../platform/kernel/kernel.ts";

export function createLoginTrail({ metrics, ...kernel }: Kernel): Trail {
  return createTrail({ ...kernel, isName, onLost: metrics.trailLost });
}

/** The same accounts; each login leaves a row. */
export function trailAccounts(accounts: Accounts, trail: Trail): Accounts {
  return {
    ...accounts,
    logIn: (input, also) => {
      const { origin, username, email } = input;
      return trail.decide({ origin, name: username ?? email }, () => accounts.logIn(input, also));
    },
  };
}

export function trailProviderLogins(logins: ProviderLogins, trail: Trail): ProviderLogins {
  return { logIn: (input, also) => trail.decide({ origin: input.origin }, () => logins.logIn(input, also)) };
}

export function trailFactorLogins(logins: FactorLogins, trail: Trail): FactorLogins {
  return {
    ...logins,
    finish: (input, also) => trail.decide({ origin: input.origin }, () => logins.finish(input, also)),
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
