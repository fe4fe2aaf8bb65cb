/** What players send about second factors and passkeys: CONTRACT-accounts, "Signing in with a second factor". */
import { z } from "zod";
import type { Assertion, NewCredential } from "../lib/domain/factors/relying_party.ts";
import { text } from "../lib/platform/json/input.ts";
import { providerProof } from "./provider_credentials.ts";

/** Far over every code. */
const code = text(64);
/** The body's own bound is the tighter one. */
const base64url = z.string().max(16_384).regex(/^[A-Za-z0-9_-]*$/, "must be base64url");
const credential = {
  id: base64url.min(1).max(2_048),
  rawId: base64url.min(1).max(2_048),
  type: z.literal("public-key"),
};

/** `toJSON()` of what `navigator.credentials.get` gave. */
export const assertion = z.looseObject({
  ...credential,
  response: z.looseObject({
    clientDataJSON: base64url,
    authenticatorData: base64url,
    signature: base64url,
    userHandle: base64url.nullish(),
  }),
}).transform((value) => ({ clientExtensionResults: {}, ...value }) as unknown as Assertion);

/** `toJSON()` of what `navigator.credentials.create` gave. */
const newCredential = z.looseObject({
  ...credential,
  response: z.looseObject({ clientDataJSON: base64url, attestationObject: base64url }),
}).transform((value) => ({ clientExtensionResults: {}, ...value }) as unknown as NewCredential);

const challenge = z.string().min(1).max(200);
const passkeyName = text(60).trim().min(1);

export const passkeyRequest = z.object({ challenge: challenge.optional() });

export const secondFactor = z.union([
  z.object({ challenge, code }).transform(({ challenge, code }) => ({ challenge, answer: { code } })),
  z.object({ challenge, recoveryCode: code })
    .transform(({ challenge, recoveryCode }) => ({ challenge, answer: { recoveryCode } })),
  z.object({ challenge, passkey: assertion })
    .transform(({ challenge, passkey }) => ({ challenge, answer: { passkey } })),
], { error: "a challenge, and a code, a recoveryCode or a passkey, are needed" });

/** Not `text`: what is no valid password is refused by the rules, with the same cost as a wrong one. */
const byPassword = z.object({
  password: z.string().min(1).max(1_000),
  code: code.optional(),
  recoveryCode: code.optional(),
})
  .transform(({ password, code, recoveryCode }) => ({
    password,
    ...(code !== undefined ? { code: { code } } : recoveryCode !== undefined ? { code: { recoveryCode } } : {}),
  }));

export const confirmationAnswer = z.union([
  byPassword,
  z.object({ passkey: assertion }),
  z.object({ guestKey: text(200).min(1) }),
  providerProof.transform(({ credentials }) => ({ credentials })),
], { error: "a password, a passkey, a provider's credentials or a guestKey is needed" });

export const totpCode = z.object({ code });
export const passkeyAddition = z.object({ credential: newCredential, name: passkeyName.optional() });
export const passkeyChange = z.object({ name: passkeyName });
