/** The one way in which a provider's word is taken: limits and bans as for a password, then the provider itself. */
import type { Proof } from "../accounts/proof.ts";
import type { Origin } from "../../platform/origin.ts";
import { AppError, invalidInput } from "../../platform/errors.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { Epic } from "./epic.ts";
import { type ProvenIdentity, type ProviderCredentials, type ProviderName, refusedCredentials } from "./provider.ts";
import { isSeen } from "./seen_tickets.ts";
import type { Steam } from "./steam.ts";

interface ProvidersParts extends Pick<Kernel, "database"> {
  readonly proof: Proof;
  /** Null where it is not set up. */
  readonly steam: Steam | null;
  readonly epic: Epic | null;
}

export interface Providers {
  /** The namespaces that can let somebody in now. */
  readonly enabled: readonly ProviderName[];
  /**
   * @param accountId whose attempt it is, where that is known
   * @throws {AppError} `invalid_credentials`, after the failure is written down; `provider_unavailable`,
   * `account_banned` by the provider, `address_banned`, `rate_limited`, `invalid_input` for one that is not set up
   */
  prove(credentials: ProviderCredentials, origin: Origin, accountId?: number): Promise<ProvenIdentity>;
}

export function createProviders({ database, proof, steam, epic }: ProvidersParts): Providers {
  const ask = (credentials: ProviderCredentials): Promise<ProvenIdentity> => {
    if (credentials.method === "steam" && steam !== null) return steam.prove(credentials.ticket);
    if (credentials.method === "epic" && epic !== null) return epic.prove(credentials.idToken);
    throw invalidInput("credentials", `${credentials.method} is not set up on this server`);
  };
  return {
    enabled: [
      ...(steam === null ? [] : ["steam" as const]),
      ...(epic === null ? [] : ["epic_connect" as const, "epic_account" as const]),
    ],
    async prove(credentials, origin, accountId) {
      await (accountId === undefined ? proof.attemptStarted(origin) : proof.knownAttemptStarted(origin));
      try {
        const proven = await ask(credentials);
        if (proven.ticketHash !== null && await isSeen(database.read, proven.ticketHash)) {
          throw refusedCredentials("This ticket was used before");
        }
        return proven;
      } catch (error) {
        if (error instanceof AppError && error.code === "invalid_credentials") {
          await proof.attemptFailed(accountId ?? null, origin);
        }
        throw error;
      }
    },
  };
}
