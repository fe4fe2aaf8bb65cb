/** Players who come without a password: by Steam or Epic, or as guests. */
import { createGuests } from "../../domain/guests/guests.ts";
import { createEpic } from "../../domain/identities/epic.ts";
import { createIdentities } from "../../domain/identities/identities.ts";
import { createProviderLogins } from "../../domain/identities/provider_logins.ts";
import { createProviders } from "../../domain/identities/providers.ts";
import { createSteam } from "../../domain/identities/steam.ts";
import { createUsernames } from "../../domain/identities/usernames.ts";
import { refuseUntilReset } from "../../domain/recovery/needs_reset.ts";
import { refuseReservedEmail } from "../../domain/recovery/undo.ts";
import type { PasswordHasher } from "../../platform/crypto/password_hasher.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { AccountServices } from "./accounts.ts";
import type { Admission } from "./admission.ts";
import type { Ground } from "./ground.ts";
import { trailGuests, trailProviderLogins } from "./trail.ts";

interface NewcomersParts {
  readonly ground: Pick<Ground, "audit" | "onAttempt" | "trail">;
  readonly admission: Pick<Admission, "limits">;
  readonly accountServices: AccountServices;
  readonly hasher: PasswordHasher;
}

export type Newcomers = ReturnType<typeof createNewcomers>;

export function createNewcomers({ config, database, clock, random, log }: Kernel, parts: NewcomersParts) {
  const { audit, onAttempt, trail } = parts.ground;
  const { limits } = parts.admission;
  const { accounts, checkNewPassword, deletion, factorBase, proof } = parts.accountServices;
  const { reservedNames: { check: checkReserved, checkIdentity }, schemes, undo, verification } = parts.accountServices;
  const { steam, epic } = config.auth;
  const providers = createProviders({
    database,
    proof,
    steam: steam === null ? null : createSteam({ ...steam, clock, log, apiKey: steam.apiKey.reveal() }),
    epic: epic === null ? null : createEpic({ ...epic, clock, log }),
  });
  const untrailed = createProviderLogins({
    database,
    random,
    audit,
    accounts,
    limits,
    providers,
    deletion,
    checkReserved: checkIdentity,
    onAttempt,
  });
  const { notices, waysIn } = factorBase;
  const identities = createIdentities({ database, audit, notices, providers, waysIn, checkReserved: checkIdentity });
  const guests = trailGuests(
    createGuests({
      database,
      random,
      accounts,
      audit,
      checkNewPassword,
      hasher: parts.hasher,
      limits,
      proof,
      schemes,
      checkReserved,
      deletion,
      onUpgrade: async (unit, account, origin) => {
        if (account.email === null) return;
        await refuseReservedEmail(unit.db, account.id, account.email, unit.now);
        await verification.send(unit, account, origin);
      },
    }),
    trail,
  );
  // A provider is a way in: after an undo there is no new one until the password is reset.
  identities.onLink((unit, accountId) => refuseUntilReset(unit.db, accountId));
  identities.onLink(guests.keep);
  undo.onUndo(identities.unlinkSince);
  return {
    guests,
    identities,
    providerLogins: trailProviderLogins(untrailed, trail),
    providers,
    usernames: createUsernames({ database, audit, checkReserved, accounts }),
  };
}
