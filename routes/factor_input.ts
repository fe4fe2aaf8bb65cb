/** What players send about second factors and passkeys: docs/contract-accounts.md, "Signing in with a second factor". */
import { z } from "zod";
import type { ConfirmationAnswer } from "../lib/domain/factors/confirmations.ts";
import type { SecondFactorAnswer } from "../lib/domain/factors/factor_logins.ts";
import type { Assertion, NewCredential } from "../lib/domain/factors/relying_party.ts";
import { text } from "../lib/platform/json/input.ts";
import { providerProof } from "./provider_credentials.ts";
import { passwordField } from "./password_field.ts";

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

interface SecondFactor {
  readonly challenge: string;
  readonly answer: SecondFactorAnswer;
}

const FACTOR_NEEDED = "a code, a recoveryCode or a passkey is needed";

export const secondFactor = z.object({
  challenge,
  code: code.optional(),
  recoveryCode: code.optional(),
  passkey: assertion.optional(),
}).transform(({ challenge, code, recoveryCode, passkey }, context): SecondFactor => {
  if (code !== undefined) return { challenge, answer: { code } };
  if (recoveryCode !== undefined) return { challenge, answer: { recoveryCode } };
  if (passkey !== undefined) return { challenge, answer: { passkey } };
  context.addIssue({ code: "custom", path: ["code"], message: FACTOR_NEEDED });
  return z.NEVER;
});

const PROOF_NEEDED = "a password, a passkey, a provider's credentials or a guestKey is needed";

const byOwnMeans = z.object({
  password: passwordField.optional(),
  code: code.optional(),
  recoveryCode: code.optional(),
  passkey: assertion.optional(),
  guestKey: text(200).optional(),
}).transform(({ password, code, recoveryCode, passkey, guestKey }, context): ConfirmationAnswer => {
  if (passkey !== undefined) return { passkey };
  if (guestKey !== undefined) return { guestKey };
  if (password !== undefined) {
    if (code !== undefined) return { password, code: { code } };
    return recoveryCode !== undefined ? { password, code: { recoveryCode } } : { password };
  }
  context.addIssue({ code: "custom", message: PROOF_NEEDED });
  return z.NEVER;
});

export const confirmationAnswer = z.union([
  providerProof.transform(({ credentials }): ConfirmationAnswer => ({ credentials })),
  byOwnMeans,
], { error: PROOF_NEEDED });

export const totpCode = z.object({ code });
export const passkeyAddition = z.object({ credential: newCredential, name: passkeyName.optional() });
export const passkeyChange = z.object({ name: passkeyName });
