/** Sessions put together: their tokens, who is active, how they end, and what proves once more who holds one. */
import { createSessionActivity } from "../../domain/sessions/activity.ts";
import { createConfirmation } from "../../domain/sessions/confirmation.ts";
import { createSessionEndings } from "../../domain/sessions/endings.ts";
import type { SessionSigner } from "../../domain/sessions/identity.ts";
import { createOwnSessions } from "../../domain/sessions/own_sessions.ts";
import { createSessions } from "../../domain/sessions/sessions.ts";
import { createVerifiedTokens } from "../../domain/sessions/verified_tokens.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { AccountServices } from "./accounts.ts";
import type { Admission } from "./admission.ts";
import type { Closed } from "./closing.ts";
import type { Ground } from "./ground.ts";

/** Verified session tokens that are remembered: about a kilobyte each. */
const VERIFIED_TOKENS_MAX = 20_000;

interface SessionServicesParts {
  readonly ground: Pick<Ground, "audit" | "revocation" | "tokenEnds">;
  readonly admission: Pick<Admission, "bans">;
  readonly accountServices: Pick<AccountServices, "factorBase">;
  readonly signer: SessionSigner;
  readonly closed: Closed;
}

export type SessionServices = ReturnType<typeof createSessionServices>;

export function createSessionServices({ config, database, clock, random, log }: Kernel, parts: SessionServicesParts) {
  const { ground: { audit, revocation, tokenEnds }, admission: { bans }, signer, closed } = parts;
  const { confirmMinutes, jwtExpirationSeconds, sessionDaysMax } = config.auth;
  const { events } = database;
  const verified = closed(createVerifiedTokens({ clock, events, entriesMax: VERIFIED_TOKENS_MAX }));
  const activity = closed(createSessionActivity({ database, clock, log }));
  const endings = closed(createSessionEndings({ database, clock, log, revocation }));
  const methodsOf = parts.accountServices.factorBase.methods.ofConfirmation;
  return {
    activity,
    endings,
    sessions: createSessions({
      database,
      clock,
      random,
      audit,
      bans,
      signer,
      verified,
      activity,
      revocation,
      jwtExpirationSeconds,
      sessionDaysMax,
    }),
    confirmation: createConfirmation({ database, clock, confirmMinutes, methodsOf }),
    ownSessions: createOwnSessions({
      database,
      clock,
      audit,
      revocation,
      endTokenFamily: (unit, family) => tokenEnds.endFamily(unit, family, "revoked"),
    }),
  };
}
