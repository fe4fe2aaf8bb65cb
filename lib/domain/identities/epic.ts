/**
 * Epic: ID tokens that its public keys verify. It has two issuers with subjects of their own: Connect knows a player of
 * one product, Account a person. https://dev.epicgames.com/docs/epic-online-services
 */
import { decodeJwt, errors, type JWTPayload, jwtVerify, type JWTVerifyGetKey } from "jose";
import { FetchFault } from "./bounded_fetch.ts";
import { type ProvenIdentity, providerUnavailable, refusedCredentials } from "./provider.ts";
import { createRemoteKeys } from "./remote_keys.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";

const SKEW_SECONDS_MAX = 60;
const SUBJECT_CHARACTERS_MAX = 128;

interface EpicParts extends Pick<Kernel, "clock" | "log"> {
  /** The `aud` of tokens that are meant for us. */
  readonly clientId: string;
  /** The `pfdid` that Connect tokens must have; any where it is null. */
  readonly deploymentId: string | null;
  /** The issuers, without a slash at the end. */
  readonly connectUrl: string;
  readonly accountUrl: string;
}

export type Epic = ReturnType<typeof createEpic>;

interface Issuer {
  readonly provider: "epic_connect" | "epic_account";
  readonly issuer: string;
  readonly keys: JWTVerifyGetKey;
}

export function createEpic({ clock, log, clientId, deploymentId, connectUrl, accountUrl }: EpicParts) {
  const issuers: readonly Issuer[] = [
    {
      provider: "epic_connect",
      issuer: connectUrl,
      keys: createRemoteKeys({ clock, url: `${connectUrl}/jwks` }),
    },
    {
      provider: "epic_account",
      issuer: accountUrl,
      keys: createRemoteKeys({ clock, url: `${accountUrl}/.well-known/jwks.json` }),
    },
  ];

  return {
    /** @throws {AppError} `invalid_credentials`, `provider_unavailable` */
    async prove(idToken: string): Promise<ProvenIdentity> {
      const issuer = issuers.find((candidate) => candidate.issuer === claimedIssuer(idToken));
      if (issuer === undefined) throw refusedCredentials("This is no ID token of Epic's");
      try {
        const { payload } = await jwtVerify(idToken, issuer.keys, {
          algorithms: ["RS256"], // the token does not choose (RFC 8725, 3.1)
          issuer: issuer.issuer,
          audience: clientId,
          requiredClaims: ["sub", "iat", "exp"],
          clockTolerance: SKEW_SECONDS_MAX,
          currentDate: clock.now(),
        });
        if (issuer.provider === "epic_connect" && deploymentId !== null && payload["pfdid"] !== deploymentId) {
          throw refusedCredentials("This ID token is of another deployment");
        }
        return { provider: issuer.provider, subject: subjectOf(payload, clock.now()), ticketHash: null };
      } catch (error) {
        if (error instanceof errors.JOSEError) throw refusedCredentials("Epic's ID token is not valid");
        if (!(error instanceof FetchFault)) throw error;
        log.warn("Could not ask Epic for its keys", { reason: error.message });
        throw providerUnavailable("Epic");
      }
    },
  };
}

/** Which keys are to be asked; nothing of the token is believed before they agree. */
function claimedIssuer(idToken: string): string | undefined {
  try {
    return decodeJwt(idToken).iss;
  } catch {
    return undefined;
  }
}

function subjectOf({ sub, iat }: JWTPayload, now: Date): string {
  if (iat! > now.getTime() / 1_000 + SKEW_SECONDS_MAX) throw refusedCredentials("This ID token is from the future");
  if (typeof sub !== "string" || sub === "" || sub.length > SUBJECT_CHARACTERS_MAX) {
    throw refusedCredentials("This ID token names nobody");
  }
  return sub;
}
