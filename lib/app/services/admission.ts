/** Who is let in at all: the limits of an address and of an account, and the bans. */
import { createAccountEvents } from "../../domain/accounts/account_events.ts";
import { createGuesses } from "../../domain/accounts/guesses.ts";
import { createSuspensions } from "../../domain/accounts/suspensions.ts";
import { createBanList } from "../../domain/bans/ban_list.ts";
import { createBans } from "../../domain/bans/bans.ts";
import { createHits } from "../../domain/bans/hits.ts";
import { createAddressLimits } from "../../domain/limits/address_limits.ts";
import { createRequestLimit } from "../../domain/limits/request_limit.ts";
import { createAddressSet } from "../../platform/addresses/address_set.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { Closed } from "./closing.ts";
import type { Ground } from "./ground.ts";

export interface AdmissionParts {
  readonly ground: Pick<Ground, "audit" | "revocation">;
  readonly closed: Closed;
}

export type Admission = ReturnType<typeof createAdmission>;

export function createAdmission({ config, database, clock }: Kernel, parts: AdmissionParts) {
  const { ground: { audit, revocation }, closed } = parts;
  const { autoBanMinutes, requestsPerMinute, loginAttemptsPerMinute, loginFailuresPerHour } = config.limits;
  const { registrationsPerDay, refusedRegistrationsPerHour, guestsPerDay } = config.limits;
  const exempt = createAddressSet(config.limits.exempt);
  const accountEvents = createAccountEvents();
  const banList = closed(createBanList({ database, clock }));
  return {
    /** Addresses that no limit holds for. */
    exempt,
    limits: createAddressLimits({
      clock,
      exempt,
      loginAttemptsPerMinute,
      loginFailuresPerHour,
      registrationsPerDay,
      guestsPerDay,
      refusedRegistrationsPerHour,
    }),
    requestLimit: createRequestLimit({ clock, exempt, requestsPerMinute }),
    guesses: createGuesses({ database, clock, exempt }),
    banList,
    bans: createBans({ database, clock, audit, revocation, banList, autoBanMinutes }),
    countHits: createHits({ database, clock }),
    accountEvents,
    suspensions: createSuspensions({ database, audit, revocation, accountEvents }),
  };
}
