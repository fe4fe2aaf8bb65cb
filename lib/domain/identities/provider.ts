/** Who vouches for a player besides the password: Steam and Epic. */
import { AppError } from "../../platform/errors.ts";

/** What a client brings. */
export type ProviderCredentials =
  /** Of `ISteamUser::GetAuthTicketForWebApi`, in hexadecimal. */
  | { readonly method: "steam"; readonly ticket: string }
  /** Of Epic's Connect or Account interface. */
  | { readonly method: "epic"; readonly idToken: string };

/** The namespaces of subjects: Epic has two. */
const PROVIDERS = ["steam", "epic_connect", "epic_account"] as const;
export type ProviderName = typeof PROVIDERS[number];

/** As players know it. */
export function providerTitle(provider: string): string {
  return provider === "steam" ? "Steam" : "Epic Games";
}

/** A player as a provider knows them. The subject comes from the provider's own word, never from the client's. */
export interface ProvenIdentity {
  readonly provider: ProviderName;
  /** Opaque text: a SteamID has 64 bits, more than a number holds. */
  readonly subject: string;
  /** SHA-256 of a credential that is good once; null for one that its own expiry bounds. */
  readonly ticketHash: Uint8Array | null;
}

/**
 * The credentials are refused. Says nothing of them: neither a ticket nor a token may reach a log.
 * @param why for the player
 */
export function refusedCredentials(why: string): AppError {
  return new AppError("invalid_credentials", why);
}

/** The provider is down, slow, or talks nonsense: nothing is known of the credentials. */
export function providerUnavailable(name: string): AppError {
  return new AppError("provider_unavailable", `${name} cannot be asked now: try again soon`, { retryAfterSeconds: 5 });
}
