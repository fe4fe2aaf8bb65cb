/** Accounts put together: their proof, what secures them and what gets them back, and how they end. */
import { createAccounts } from "../../domain/accounts/accounts.ts";
import { createForeignProof } from "../../domain/accounts/foreign_secrets.ts";
import { createPasswordCheck } from "../../domain/accounts/new_password.ts";
import { createProof } from "../../domain/accounts/proof.ts";
import type { Characters } from "../../domain/characters/characters.ts";
import type { PasswordHasher } from "../../platform/crypto/password_hasher.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import { createAccessBase } from "./access_base.ts";
import type { Admission } from "./admission.ts";
import type { Closed } from "./closing.ts";
import { createDeletionRoom } from "./deletion.ts";
import type { DomainHost, DomainKeys } from "./domain_parts.ts";
import { createFactorBase } from "./factor_base.ts";
import type { Ground } from "./ground.ts";
import { createRecovery } from "./recovery.ts";
import { createAwaited, trailAccounts } from "./trail.ts";

interface AccountServicesParts {
  readonly ground: Pick<Ground, "audit" | "links" | "mail" | "onAttempt" | "revocation" | "trail">;
  readonly admission: Pick<Admission, "accountEvents" | "banList" | "bans" | "guesses" | "limits">;
  readonly keys: Pick<DomainKeys, "box" | "deriveKey">;
  readonly host: DomainHost;
  readonly hasher: PasswordHasher;
  readonly characters: Characters;
  readonly closed: Closed;
}

export type AccountServices = ReturnType<typeof createAccountServices>;

export function createAccountServices(kernel: Kernel, parts: AccountServicesParts) {
  const { ground, admission, keys, host, hasher, characters, closed } = parts;
  const { audit, onAttempt, revocation, trail } = ground;
  const { accountEvents, banList, bans, guesses, limits } = admission;
  const { config, database, clock } = kernel;

  // What stands below a login: the doors that only know a password, the password's proof, second factors.
  const proveForeign = createForeignProof({ hasher, schemes: host.allSchemes });
  const accessBase = createAccessBase(kernel, { ground, keys, host, proveForeign });
  const { doors, schemes } = accessBase;
  const proof = createProof({ database, audit, banList, bans, limits, hasher, schemes, guesses, onAttempt });
  const factorBase = createFactorBase(kernel, { ground, admission, keys });
  const checkNewPassword = createPasswordCheck(config.accounts.passwords);

  // How they end.
  const { endWindows } = accessBase.endings;
  const deletionRoom = closed(createDeletionRoom(kernel, { ground, keys, host, endWindows }));
  const { deletion, reservedNames, deletionJobs } = deletionRoom;

  const untrailed = createAccounts({
    database,
    clock,
    audit,
    hasher,
    schemes,
    proof,
    limits,
    checkNewPassword,
    revocation,
    gate: factorBase.gate,
    doors,
    accountEvents,
    deletion,
    checkReserved: reservedNames.check,
    onAttempt,
  });
  const awaitedFactors = closed(createAwaited(kernel, { trail, challenges: factorBase.challenges }));
  const accounts = trailAccounts(untrailed, trail);
  accounts.onCreate((unit, account, { door }) => host.hooks.accountCreated(unit, { ...account, door }, characters));

  // How they are got back.
  const recovery = createRecovery(kernel, {
    ground,
    admission,
    keys,
    checkNewPassword,
    factorBase,
    hasher,
    proof,
    schemes,
  });
  closed(recovery.resetRequests);

  return {
    ...recovery,
    accessBase,
    accessEndings: accessBase.endings,
    accounts,
    awaitedFactors,
    checkNewPassword,
    deletion,
    deletionJobs,
    doors,
    factorBase,
    proof,
    reservedNames,
    schemes,
  };
}
