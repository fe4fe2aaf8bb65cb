/** The providers that a signed-in player links to the account and unlinks again. */
import type { Origin } from "../../platform/origin.ts";
import type { CheckReservedIdentity } from "../accounts/reserved.ts";
import type { WaysIn } from "../accounts/ways_in.ts";
import { type AuditAction, type Audited, byAccount } from "../audit/audit.ts";
import { lockAccount, lockingAccount, type UnitOfWork } from "../../platform/database/database.ts";
import { UniqueViolation } from "../../platform/database/errors.ts";
import { AppError } from "../../platform/errors.ts";
import { findOwner, insertIdentity, type LinkedIdentity, listIdentities } from "./identity_repository.ts";
import { type ProviderCredentials, providerTitle, refusedCredentials } from "./provider.ts";
import type { Providers } from "./providers.ts";
import { markSeen } from "./seen_tickets.ts";

interface IdentitiesParts extends Audited {
  readonly providers: Providers;
  readonly waysIn: WaysIn;
  readonly checkReserved: CheckReservedIdentity;
  readonly notices: IdentityNotices;
}

/** Who did not do it must hear of it. */
interface IdentityNotices {
  providerLinked(unit: UnitOfWork, of: IdentityChange): Promise<void>;
  providerUnlinked(unit: UnitOfWork, of: IdentityChange): Promise<void>;
}

interface IdentityChange {
  readonly accountId: number;
  readonly origin: Origin;
  /** As players know it. */
  readonly provider: string;
}

export interface Identities {
  /** Oldest first. */
  list(accountId: number): Promise<LinkedIdentity[]>;
  /**
   * Links what the provider proves; the same once more changes nothing.
   * @throws {AppError} `identity_taken` when it is another account's, or the account has another of the provider's; and
   * what `Providers.prove` throws; `account_banned`, `account_suspended` for one of a banned account that is gone
   */
  link(input: { accountId: number; credentials: ProviderCredentials; origin: Origin }): Promise<LinkedIdentity>;
  /** Adds work to the transaction of every linking. */
  onLink(hook: (unit: UnitOfWork, accountId: number, origin: Origin) => Promise<void>): void;
  /** An undo: takes away what was linked from then on, in its transaction. Whoever linked it would come in by it still. */
  unlinkSince(unit: UnitOfWork, of: { accountId: number; since: Date; origin: Origin }): Promise<void>;
  /** @throws {AppError} `not_found`, `last_way_in` */
  unlink(input: { accountId: number; provider: string; origin: Origin }): Promise<void>;
}

export function createIdentities(parts: IdentitiesParts): Identities {
  const { database, audit, providers, waysIn, notices } = parts;

  const linkHooks: ((unit: UnitOfWork, accountId: number, origin: Origin) => Promise<void>)[] = [];

  const record = (unit: UnitOfWork, action: AuditAction, accountId: number, provider: string, origin: Origin) =>
    audit.record(unit.db, byAccount(action, accountId, origin, provider));

  return {
    onLink: (hook) => void linkHooks.push(hook),

    list: (accountId) => listIdentities(database.read, accountId),

    async link({ accountId, credentials, origin }) {
      const proven = await providers.prove(credentials, origin, accountId);
      return await lockingAccount(database, accountId, async (unit) => {
        const linked = await listIdentities(unit.db, accountId);
        const same = linked.find(({ provider }) => provider === proven.provider);
        if (same !== undefined && same.subject !== proven.subject) {
          throw identityTaken("another player of the provider");
        }
        const owner = await findOwner(unit.db, proven);
        if (owner !== null && owner !== accountId) throw identityTaken("this player has another account");
        if (proven.ticketHash !== null && !await markSeen(unit.db, proven.ticketHash, unit.now)) {
          throw refusedCredentials("This ticket was used before");
        }
        if (same !== undefined) return same;
        const now = unit.now;
        await parts.checkReserved(unit.db, proven, now);
        await insertIdentity(unit.db, accountId, proven, now).catch((error) => {
          throw error instanceof UniqueViolation ? identityTaken("this player has another account") : error;
        });
        await record(unit, "identity.link", accountId, proven.provider, origin);
        for (const hook of linkHooks) await hook(unit, accountId, origin);
        await notices.providerLinked(unit, { accountId, origin, provider: providerTitle(proven.provider) });
        return { provider: proven.provider, subject: proven.subject, linkedAt: now, lastUsed: null };
      });
    },

    async unlinkSince(unit, { accountId, since, origin }) {
      const gone = await unit.db.deleteFrom("identities").where("account_id", "=", accountId)
        .where("created_at", ">=", since.getTime()).returning("provider").execute();
      for (const { provider } of gone) await record(unit, "identity.unlink", accountId, provider, origin);
    },

    async unlink({ accountId, provider, origin }) {
      await database.transaction(async (unit) => {
        // Of two at once the later must see that the other way in is gone.
        await lockAccount(unit, accountId);
        const linked = await listIdentities(unit.db, accountId);
        if (!linked.some((identity) => identity.provider === provider)) {
          throw new AppError("not_found", "This account is not linked to this provider");
        }
        await unit.db.deleteFrom("identities").where("account_id", "=", accountId).where("provider", "=", provider)
          .execute();
        if (!await waysIn.hasAny(unit.db, accountId)) {
          throw new AppError("last_way_in", "This is the only way into the account");
        }
        await record(unit, "identity.unlink", accountId, provider, origin);
        await notices.providerUnlinked(unit, { accountId, origin, provider: providerTitle(provider) });
      });
    },
  };
}

function identityTaken(why: string): AppError {
  return new AppError("identity_taken", `Could not link the identity: ${why}`);
}
