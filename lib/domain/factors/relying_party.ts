/** Our side of WebAuthn: what authenticators are asked for, and whether what they answer holds. By @simplewebauthn/server. */
import type {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import type { Passkey } from "./passkey_rows.ts";
import { CHALLENGE_LIFETIME_MS } from "./webauthn_challenges.ts";

/** EdDSA, ES256, RS256: https://www.iana.org/assignments/cose/ */
const ALGORITHMS = [-8, -7, -257];

/** What `toJSON()` of a `PublicKeyCredential` gives, after `create` and after `get`. */
export type NewCredential = Parameters<typeof verifyRegistrationResponse>[0]["response"];
export type Assertion = Parameters<typeof verifyAuthenticationResponse>[0]["response"];
/** For `PublicKeyCredential.parseCreationOptionsFromJSON` and `parseRequestOptionsFromJSON`. */
export type CreationOptions = Awaited<ReturnType<typeof generateRegistrationOptions>>;
export type RequestOptions = Awaited<ReturnType<typeof generateAuthenticationOptions>>;

interface RelyingPartyParts {
  /** What authenticators show. */
  readonly name: string;
  /** Where players find the page: its host is the RP ID. */
  readonly publicUrl: string;
  /** Other pages that may ask. */
  readonly allowedOrigins: readonly string[];
}

export type RelyingParty = ReturnType<typeof createRelyingParty>;

export function createRelyingParty({ name, publicUrl, allowedOrigins }: RelyingPartyParts) {
  const { hostname, origin } = new URL(publicUrl);
  // Only where there are passkeys, as it is a tenth of a whole start; and then as it starts, as reading it holds the loop.
  const library = import("@simplewebauthn/server");
  const expected = { expectedOrigin: [origin, ...allowedOrigins], expectedRPID: hostname };
  return {
    creationOptions: async ({ username, userHandle, challenge, known }: {
      username: string;
      userHandle: Uint8Array<ArrayBuffer>;
      challenge: Uint8Array<ArrayBuffer>;
      known: readonly Passkey[];
    }): Promise<CreationOptions> =>
      (await library).generateRegistrationOptions({
        rpName: name,
        rpID: hostname,
        userName: username,
        userDisplayName: username,
        userID: userHandle,
        challenge,
        timeout: CHALLENGE_LIFETIME_MS,
        attestationType: "none",
        excludeCredentials: known.map(({ credentialId }) => ({ id: credentialId })),
        authenticatorSelection: { residentKey: "required", userVerification: "required" },
        supportedAlgorithmIDs: ALGORITHMS,
      }),
    requestOptions: async (challenge: Uint8Array<ArrayBuffer>): Promise<RequestOptions> =>
      (await library).generateAuthenticationOptions({
        rpID: hostname,
        challenge,
        timeout: CHALLENGE_LIFETIME_MS,
        userVerification: "required",
      }),
    /** WebAuthn, 7.1. @returns null for what does not hold */
    async verifyNew(
      response: NewCredential,
      isChallenge: (text: string) => boolean,
    ): Promise<Pick<Passkey, "credentialId" | "publicKey" | "counter"> | null> {
      const { verifyRegistrationResponse } = await library;
      const { verified, registrationInfo } = await orNotVerified(() =>
        verifyRegistrationResponse({
          response,
          expectedChallenge: isChallenge,
          requireUserVerification: true,
          supportedAlgorithmIDs: ALGORITHMS,
          ...expected,
        })
      );
      if (!verified || registrationInfo === undefined) return null;
      const { id, publicKey, counter } = registrationInfo.credential;
      return { credentialId: id, publicKey, counter };
    },
    /** WebAuthn, 7.2, but for the counter, which is the caller's to judge. @returns null for what does not hold */
    async verifyAssertion(
      response: Assertion,
      { credentialId, publicKey }: Passkey,
      isChallenge: (text: string) => boolean,
    ): Promise<{ readonly counter: number } | null> {
      const { verifyAuthenticationResponse } = await library;
      const { verified, authenticationInfo } = await orNotVerified(() =>
        verifyAuthenticationResponse({
          response,
          expectedChallenge: isChallenge,
          requireUserVerification: true,
          // 0: the library would refuse a counter that goes back, and lock out whoever restored an authenticator.
          credential: { id: credentialId, publicKey, counter: 0 },
          ...expected,
        })
      );
      return verified && authenticationInfo !== undefined ? { counter: authenticationInfo.newCounter } : null;
    },
  };
}

/** The library throws whatever does not hold; what a client sends can hold none of our faults. */
async function orNotVerified<T extends { verified: boolean }>(verify: () => Promise<T>): Promise<Partial<T>> {
  try {
    return await verify();
  } catch {
    return {};
  }
}
