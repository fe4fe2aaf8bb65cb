/** The one way in which a passkey is proven, whoever asks for it: a login, a second factor, a confirmation. */
import type { LoginRefusal } from "../accounts/login_gate.ts";
import { type Audited, byAccount } from "../audit/audit.ts";
import type { Origin } from "../../platform/origin.ts";
import type { UnitOfWork } from "../../platform/database/database.ts";
import { AppError } from "../../platform/errors.ts";
import { deadChallenge } from "./login_challenges.ts";
import type { Notices } from "./notices.ts";
import { findPasskey, findUserHandle } from "./passkey_rows.ts";
import type { Assertion, RelyingParty, RequestOptions } from "./relying_party.ts";
import type { WebAuthnChallenges } from "./webauthn_challenges.ts";

const PURPOSE = "prove";

interface AssertionsParts extends Audited {
  readonly notices: Notices;
  readonly webAuthn: WebAuthnChallenges;
  /** Null while passkeys are off. */
  readonly relyingParty: RelyingParty | null;
}

export type Assertions = ReturnType<typeof createAssertions>;

export function createAssertions(parts: AssertionsParts) {
  const { database, audit, notices, webAuthn } = parts;
  const party = (): RelyingParty => {
    if (parts.relyingParty === null) throw new AppError("not_found", "Passkeys are switched off here");
    return parts.relyingParty;
  };

  return {
    /** What an authenticator is asked for. @throws {AppError} `not_found` while passkeys are off */
    options: async (): Promise<RequestOptions> => await party().requestOptions(webAuthn.create(PURPOSE)),

    /** Whose passkey it says to be; null for an unknown one. @throws {AppError} `not_found` while passkeys are off */
    async findOwner({ id }: Assertion): Promise<number | null> {
      party();
      return (await findPasskey(database.read, id))?.accountId ?? null;
    },

    /**
     * Proves it and uses its challenge up, in a transaction that has locked the account.
     * @returns null when it holds, and is this account's
     */
    async prove(
      unit: UnitOfWork,
      { accountId, assertion, origin }: { accountId: number; assertion: Assertion; origin: Origin },
    ): Promise<LoginRefusal | null> {
      const challenge = challengeOf(assertion);
      if (challenge === null || !webAuthn.isLive(challenge, PURPOSE)) return dead();
      const passkey = await findPasskey(unit.db, assertion.id);
      if (passkey === null || passkey.accountId !== accountId) return wrongPasskey();
      const handle = await findUserHandle(unit.db, accountId);
      if (handle === null || assertion.response.userHandle !== toText(handle)) return wrongPasskey();
      const proven = await party().verifyAssertion(assertion, passkey, (text) => text === challenge);
      if (proven === null) return wrongPasskey();
      if (!await webAuthn.spend(unit, challenge)) return dead();

      await unit.db.updateTable("passkeys").set({ counter: proven.counter, last_used_at: unit.now.getTime() })
        .where("id", "=", passkey.id).execute();
      if (passkey.counter !== 0 && proven.counter !== 0 && proven.counter <= passkey.counter) {
        // A copy, or an authenticator that was restored: that player must not be locked out (WebAuthn, 6.1.1).
        await audit.record(
          unit.db,
          byAccount("passkey.counter", accountId, origin, `${passkey.name}: ${passkey.counter} to ${proven.counter}`),
        );
        await notices.passkeyCounter(unit, { accountId, origin }, passkey);
      }
      return null;
    },
  };
}

/** What the client says that it had signed; null where it is unreadable. */
function challengeOf(assertion: Assertion): string | null {
  try {
    const bytes = Uint8Array.fromBase64(assertion.response.clientDataJSON, { alphabet: "base64url" });
    const { challenge } = JSON.parse(new TextDecoder().decode(bytes));
    return typeof challenge === "string" ? challenge : null;
  } catch {
    return null;
  }
}

function toText(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}

function dead(): LoginRefusal {
  return { error: deadChallenge(), isFailure: false };
}

function wrongPasskey(): LoginRefusal {
  return { error: new AppError("invalid_credentials", "This passkey does not open the account"), isFailure: true };
}
