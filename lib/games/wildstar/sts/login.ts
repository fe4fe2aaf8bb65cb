/**
 * Proving a password by SRP6, the same for both dialects. An account that does not exist, or has no SRP6 secret, is
 * answered like any other, in content and in time, and fails at the proof.
 */
import { isEqualConstantTime } from "../../../platform/crypto/constant_time.ts";
import {
  createChallenge,
  createDecoyVerifier,
  SRP6_KEY_BYTES,
  SRP6_PRIVATE_KEY_BYTES,
  SRP6_SALT_BYTES,
  type Srp6Challenge,
  type Srp6Proof,
  type Srp6Record,
} from "../crypto/srp6.ts";
import { sha256 } from "../crypto/srp6_hash.ts";
import type { AccountsPort, AccountView, Log, ModuleContext } from "../../../modules/mod.ts";
import { findAccount } from "../account_lookup.ts";
import { decodeRecord, identityOf, SRP6_SCHEME_NAME } from "../srp6_scheme.ts";

export const STS_DOOR = "wildstar_sts";
/** No account has it: an unknown name costs the same look-ups as a known one. */
const NO_ACCOUNT_ID = 0;

export interface LoginParts {
  readonly accounts: Pick<
    AccountsPort,
    "findByEmail" | "credential" | "attemptStarted" | "attemptEnded" | "checkAllowed"
  >;
  readonly random: ModuleContext["random"];
  readonly deriveKey: ModuleContext["deriveKey"];
}

/** A login name that was answered with a challenge; good for one proof. */
export interface OpenLogin {
  /** The account exists and has no SRP6 secret: no proof can be right. For the login trail only. */
  readonly lacksSecret: boolean;
  readonly challenge: Pick<Srp6Challenge, "salt" | "publicKey">;
  /**
   * Checks the proof and writes down how it ended. Null for a wrong password, whatever the reason.
   * @throws {AppError} `address_banned`, `door_closed`, `unavailable`
   */
  prove(answer: { clientPublicKey: Uint8Array; clientProof: Uint8Array }): Promise<ProvenLogin | null>;
}

export interface ProvenLogin extends Srp6Proof {
  readonly account: AccountView;
  /** False once the password or the e-mail was changed: the proof is of the old one. */
  isCurrent(): Promise<boolean>;
}

export type OpenLoginFor = (
  input: { loginName: string; address: string; log: Log },
) => Promise<OpenLogin>;

/** The returned function counts one attempt. It throws `AppError` `rate_limited`, `address_banned` and `unavailable`. */
export function createOpenLogin({ accounts, random, deriveKey }: LoginParts): OpenLoginFor {
  const readSecret = (account: AccountView | null) =>
    accounts.credential(account?.id ?? NO_ACCOUNT_ID, SRP6_SCHEME_NAME);

  return async ({ loginName, address, log }) => {
    // A challenge costs as much as a hash: the attempt is counted before it is made, once for the pair.
    await accounts.attemptStarted({ address, email: loginName });
    const identity = identityOf(loginName);
    const account = await findAccount(accounts, loginName);
    const stored = await readSecret(account);
    const decoy = createDecoy(deriveKey, identity);
    const challenge = createChallenge(
      stored === null ? decoy : decodeRecord(stored),
      random.bytes(SRP6_PRIVATE_KEY_BYTES),
    );

    /** Null as well when the secret has changed since the challenge. */
    const readUnchangedAccount = async (): Promise<AccountView | null> => {
      const current = await readSecret(account);
      if (account === null || stored === null || current === null) return null;
      return isEqualConstantTime(current, stored) ? account : null;
    };

    async function prove(answer: { clientPublicKey: Uint8Array; clientProof: Uint8Array }) {
      await accounts.checkAllowed({ address });
      // The client may hash its name as the player typed it.
      const proof = challenge.verify({ ...answer, identities: [loginName, identity] });
      const unchanged = await readUnchangedAccount();
      const proven = proof === null ? null : unchanged;
      await accounts.attemptEnded({
        accountId: account?.id ?? null,
        address,
        proven: proven !== null,
        door: STS_DOOR,
        email: loginName,
      });
      if (account === null) log.info("Refused a login: no account has this e-mail address");
      else if (stored === null) {
        log.warn(
          "Could not check a password: the account has no SRP6 secret. Its door is closed, or it has yet to log in elsewhere",
          {
            accountId: account.id,
          },
        );
      }
      if (proof === null || proven === null) return null;
      return { ...proof, account: proven, isCurrent: async () => await readUnchangedAccount() !== null };
    }

    return { challenge, lacksSecret: account !== null && stored === null, prove };
  };
}

/** The same for a name after a restart and on every instance. Hashed first: HKDF takes 1 KiB of `info` at most. */
function createDecoy(deriveKey: LoginParts["deriveKey"], identity: string): Srp6Record {
  const name = sha256(new TextEncoder().encode(identity)).toHex();
  const bytes = deriveKey(`srp6 decoy ${name}`, SRP6_SALT_BYTES + SRP6_KEY_BYTES);
  return {
    salt: bytes.subarray(0, SRP6_SALT_BYTES),
    verifier: createDecoyVerifier(bytes.subarray(SRP6_SALT_BYTES)),
  };
}
