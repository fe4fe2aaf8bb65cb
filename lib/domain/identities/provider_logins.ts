/** Logging in by a provider. Whoever comes for the first time gets an account. */
import { type Account, findAccount } from "../accounts/account.ts";
import type { Accounts, Also, LoggedIn } from "../accounts/accounts.ts";
import type { DeletionGate } from "../accounts/deleting.ts";
import type { Origin } from "../../platform/origin.ts";
import type { CheckReservedIdentity } from "../accounts/reserved.ts";
import { checkNotSuspended } from "../accounts/suspensions.ts";
import { type Audited, byAccount } from "../audit/audit.ts";
import { lockAccount, type UnitOfWork } from "../../platform/database/database.ts";
import { UniqueViolation } from "../../platform/database/errors.ts";
import { AppError } from "../../platform/errors.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { AddressLimits } from "../limits/address_limits.ts";
import { findOwner, insertIdentity, noteUse } from "./identity_repository.ts";
import { type ProvenIdentity, type ProviderCredentials, refusedCredentials } from "./provider.ts";
import type { Providers } from "./providers.ts";
import { markSeen } from "./seen_tickets.ts";
import { makeUpUsername } from "./usernames.ts";

interface ProviderLoginsParts extends Audited, Pick<Kernel, "random"> {
  readonly accounts: Pick<Accounts, "createIn" | "noteLogin">;
  readonly limits: AddressLimits;
  readonly providers: Providers;
  readonly deletion: DeletionGate;
  readonly checkReserved: CheckReservedIdentity;
  readonly onAttempt?: (door: string, result: "refused") => void;
}

export interface ProviderLogins {
  /**
   * Of many first logins at once one makes the account, and the others are logged in to it.
   * @throws {AppError} what `Providers.prove` throws; `account_banned`, `account_suspended`, `account_deleting`, `rate_limited`, and
   * what a module's hook refuses a new account with
   */
  logIn<T>(input: { credentials: ProviderCredentials; origin: Origin }, also: Also<T>): Promise<LoggedIn<T>>;
}

/** A first login that loses against another finds the winner's account at its next try. */
const TRIES_MAX = 3;

export function createProviderLogins(parts: ProviderLoginsParts): ProviderLogins {
  const { database, random, audit, accounts, limits, providers, deletion } = parts;

  const register = async (unit: UnitOfWork, identity: ProvenIdentity, origin: Origin): Promise<Account> => {
    await parts.checkReserved(unit.db, identity, unit.now);
    await limits.countRegistration(unit.db, origin.address);
    const username = await makeUpUsername(unit.db, random);
    const account = await accounts.createIn(
      unit,
      { username, usernamePending: true, email: null, passwordHash: null },
      origin,
    );
    await insertIdentity(unit.db, account.id, identity, unit.now);
    await audit.record(unit.db, byAccount("identity.link", account.id, origin, identity.provider));
    return account;
  };

  const findOrRegister = async (unit: UnitOfWork, identity: ProvenIdentity, origin: Origin): Promise<Account> => {
    const ownerId = await findOwner(unit.db, identity);
    if (ownerId === null) return await register(unit, identity, origin);
    await lockAccount(unit, ownerId);
    const account = await findAccount(unit.db, ownerId);
    if (account === null) throw refusedCredentials("The account of this player is gone");
    await checkNotSuspended(unit.db, ownerId, unit.now).catch((error) => {
      throw error instanceof AppError ? new RefusedLogin(ownerId, error) : error;
    });
    return account;
  };

  const logInOnce = <T>(identity: ProvenIdentity, origin: Origin, also: Also<T>) =>
    database.transaction(async (unit) => {
      const account = await findOrRegister(unit, identity, origin);
      if (identity.ticketHash !== null && !await markSeen(unit.db, identity.ticketHash, unit.now)) {
        throw refusedCredentials("This ticket was used before");
      }
      await noteUse(unit.db, identity, unit.now);
      const deleting = await deletion.check(unit, account.id, "provider");
      if (deleting !== null) return new RefusedLogin(account.id, deleting);
      await accounts.noteLogin(unit, account, origin);
      return { account, result: await also(unit, account) };
    });

  const noteRefusal = async ({ accountId, refusal }: RefusedLogin, origin: Origin) => {
    await audit.record(database.write, byAccount("login.refused", accountId, origin, refusal.code));
    parts.onAttempt?.(origin.door, "refused");
  };

  return {
    async logIn({ credentials, origin }, also) {
      const identity = await providers.prove(credentials, origin);
      for (let tries = 1;; tries++) {
        try {
          const done = await logInOnce(identity, origin, also);
          if (done instanceof RefusedLogin) throw done;
          return done;
        } catch (error) {
          if (error instanceof UniqueViolation && tries < TRIES_MAX) continue;
          if (!(error instanceof RefusedLogin)) throw error;
          await noteRefusal(error, origin);
          throw error.refusal;
        }
      }
    },
  };
}

/** Carries a ban out of the transaction that it undoes, or what else refuses out of one that stands. */
class RefusedLogin extends Error {
  constructor(readonly accountId: number, readonly refusal: AppError) {
    super(refusal.message);
  }
}
