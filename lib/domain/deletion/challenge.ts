/** What `POST /api/auth/restore` takes: signed, so that a login which is refused writes nothing. */
import { createHmac } from "node:crypto";
import type { ProvenBy } from "../accounts/deleting.ts";
import { isEqualConstantTime } from "../../platform/crypto/constant_time.ts";

export const CHALLENGE_MS = 5 * 60_000;

/** A deletion that somebody may take back. */
interface Restoration {
  readonly accountId: number;
  /** Of this deletion and no later one. Milliseconds since 1970. */
  readonly deletesAt: number;
  /** A changed password or factor ends it. */
  readonly credentialVersion: number;
  readonly by: ProvenBy;
}

export type DeletionChallenges = ReturnType<typeof createDeletionChallenges>;

const BY: readonly ProvenBy[] = ["secret", "both_factors", "provider"];
const FORM = /^((\d{1,16})\.(\d{1,16})\.(\d{1,16})\.([0-2])\.(\d{1,16}))\.([\w-]{43})$/;

/** @param key 32 bytes */
export function createDeletionChallenges(key: Uint8Array) {
  const sign = (text: string) => new Uint8Array(createHmac("sha256", key).update(text).digest());
  return {
    issue({ accountId, deletesAt, credentialVersion, by }: Restoration, now: Date): string {
      const text = [accountId, deletesAt, credentialVersion, BY.indexOf(by), now.getTime() + CHALLENGE_MS].join(".");
      return `${text}.${sign(text).toBase64({ alphabet: "base64url", omitPadding: true })}`;
    },
    /** @returns null for one that is none, or is over */
    read(challenge: string, now: Date): Restoration | null {
      const [, text = "", accountId, deletesAt, credentialVersion, by, until, signature = ""] = FORM.exec(challenge) ??
        [];
      if (text === "") return null;
      const given = decode(signature);
      if (given === null || !isEqualConstantTime(given, sign(text)) || Number(until) <= now.getTime()) return null;
      return {
        accountId: Number(accountId),
        deletesAt: Number(deletesAt),
        credentialVersion: Number(credentialVersion),
        by: BY[Number(by)] ?? "secret",
      };
    },
  };
}

function decode(signature: string): Uint8Array | null {
  try {
    return Uint8Array.fromBase64(signature, { alphabet: "base64url" });
  } catch {
    return null;
  }
}
