import type { Database } from "../../../lib/platform/database/database.ts";
import { hashSecret } from "../../../lib/platform/crypto/secret_hash.ts";
import { createWaysIn } from "../../../lib/domain/accounts/ways_in.ts";
import { createIdentities } from "../../../lib/domain/identities/identities.ts";
import {
  type ProviderCredentials,
  providerUnavailable,
  refusedCredentials,
} from "../../../lib/domain/identities/provider.ts";
import { createProviderLogins } from "../../../lib/domain/identities/provider_logins.ts";
import { createProviders } from "../../../lib/domain/identities/providers.ts";
import { createUsernames } from "../../../lib/domain/identities/usernames.ts";
import { createTestCore, type TestCoreSetup } from "../../support/core_services.ts";
import { eachDatabase } from "../../support/test_database.ts";

export const ORIGIN = { door: "game_auth", address: "198.51.100.7" };

/** What stands for a ticket: the player's SteamID and a number, or `down`. */
export function steamTicket(steamId: string, number = 1): ProviderCredentials {
  return { method: "steam", ticket: `${steamId} ${number}` };
}

export function epicToken(subject: string): ProviderCredentials {
  return { method: "epic", idToken: subject };
}

export type IdentityTest = Awaited<ReturnType<typeof createIdentityTest>>;

/** The core, and providers that believe what they are told. */
export async function createIdentityTest(opened: Database, setup: TestCoreSetup = {}, withEpic = true) {
  const core = await createTestCore(opened, setup);
  const { accounts, audit, database, limits, random } = core;
  const providers = createProviders({
    database,
    proof: core.proof,
    steam: {
      prove(ticket) {
        if (ticket.startsWith("down")) return Promise.reject(providerUnavailable("Steam"));
        if (ticket.startsWith("bad")) return Promise.reject(refusedCredentials("Steam does not accept this ticket"));
        const subject = ticket.split(" ")[0]!;
        return Promise.resolve({ provider: "steam", subject, ticketHash: hashSecret(ticket) });
      },
    },
    epic: withEpic
      ? { prove: (subject) => Promise.resolve({ provider: "epic_account", subject, ticketHash: null }) }
      : null,
  });
  const { check: checkReserved, checkIdentity } = core.reservedNames;
  const logins = createProviderLogins({
    database,
    random,
    audit,
    accounts,
    limits,
    providers,
    deletion: core.deletion,
    checkReserved: checkIdentity,
  });
  const notices = { providerLinked: () => Promise.resolve(), providerUnlinked: () => Promise.resolve() };
  const waysIn = createWaysIn({ providers: providers.enabled, passkeys: true });
  return {
    ...core,
    providers,
    waysIn,
    notices,
    logins,
    identities: createIdentities({ database, audit, notices, providers, waysIn, checkReserved: checkIdentity }),
    usernames: createUsernames({ database, audit, checkReserved, accounts }),
    logIn: async (credentials: ProviderCredentials) =>
      (await logins.logIn({ credentials, origin: ORIGIN }, async () => {})).account,
    countOf: async (table: "accounts" | "identities" | "seen_tickets") => {
      const { count } = await database.read.selectFrom(table).select((eb) => eb.fn.countAll<number>().as("count"))
        .executeTakeFirstOrThrow();
      return Number(count);
    },
    actions: async () => (await audit.list(database.read, { limit: 200 })).items.map(({ action }) => action).reverse(),
  };
}

/** Registers a test for each database, on an empty one. */
export function identityTest(name: string, run: (t: IdentityTest) => Promise<void>, setup: TestCoreSetup = {}): void {
  eachDatabase(name, async (database) => {
    const t = await createIdentityTest(database, setup);
    try {
      await run(t);
    } finally {
      await t.close();
    }
  });
}
