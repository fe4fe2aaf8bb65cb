/**
 * The challenges that authenticators sign (WebAuthn, 13.4.3): random, dated and sealed with a key of ours, so that none
 * is kept for the many that nobody answers. One that was answered is remembered until it would have run out.
 */
import { createHmac } from "node:crypto";
import { isEqualConstantTime } from "../../platform/crypto/constant_time.ts";
import type { DeriveKey } from "../../platform/crypto/hkdf.ts";
import { hashSecret } from "../../platform/crypto/secret_hash.ts";
import { deletePast } from "../../platform/database/batches.ts";
import type { Queryable, UnitOfWork } from "../../platform/database/database.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";

export const CHALLENGE_LIFETIME_MS = 5 * 60_000;
const RANDOM_BYTES = 32;
const TIME_BYTES = 6;
const BODY_BYTES = RANDOM_BYTES + TIME_BYTES;
const BASE64URL = { alphabet: "base64url" } as const;

export type WebAuthnChallenges = ReturnType<typeof createWebAuthnChallenges>;

export function createWebAuthnChallenges(
  parts: Pick<Kernel, "clock" | "random"> & { readonly deriveKey: DeriveKey },
) {
  const { clock, random } = parts;
  const key = parts.deriveKey("webauthn challenges", 32);
  const seal = (body: Uint8Array, purpose: string) =>
    new Uint8Array(createHmac("sha256", key).update(body).update(purpose).digest());

  return {
    /** @param purpose what the answer is good for, such as `sign in` */
    create(purpose: string): Uint8Array<ArrayBuffer> {
      const body = new Uint8Array(BODY_BYTES);
      new DataView(body.buffer).setBigUint64(BODY_BYTES - 8, BigInt(clock.now().getTime() + CHALLENGE_LIFETIME_MS));
      body.set(random.bytes(RANDOM_BYTES)); // over the two upper bytes of the time, which are 0
      const challenge = new Uint8Array(BODY_BYTES + 32);
      challenge.set(body);
      challenge.set(seal(body, purpose), BODY_BYTES);
      return challenge;
    },
    /** Whether it is ours, for this purpose, and not too old. @param text base64url, as in the client's data */
    isLive(text: string, purpose: string): boolean {
      const bytes = decode(text);
      if (bytes === null) return false;
      const body = bytes.subarray(0, BODY_BYTES);
      if (!isEqualConstantTime(bytes.subarray(BODY_BYTES), seal(body, purpose))) return false;
      return expiryOf(body) > clock.now().getTime();
    },
    /** Uses a live one up. @returns false when it was used before: of many at once one wins */
    async spend(unit: UnitOfWork, text: string): Promise<boolean> {
      const bytes = decode(text);
      if (bytes === null) return false;
      const row = await unit.db.insertInto("spent_challenges")
        .values({ hash: hashSecret(bytes), expires_at: expiryOf(bytes) })
        .onConflict((conflict) => conflict.doNothing()).returning("hash").executeTakeFirst();
      return row !== undefined;
    },
  };
}

/** Milliseconds since 1970, in 48 bits. */
function expiryOf(body: Uint8Array): number {
  let ms = 0;
  for (const byte of body.subarray(RANDOM_BYTES, BODY_BYTES)) ms = ms * 256 + byte;
  return ms;
}

function decode(text: string): Uint8Array | null {
  try {
    const bytes = Uint8Array.fromBase64(text, BASE64URL);
    return bytes.length === BODY_BYTES + 32 ? bytes : null;
  } catch {
    return null;
  }
}

/** Forgets a batch of answered ones that would have run out. @returns true while there may be more */
export function deleteSpentChallenges(db: Queryable, now: Date): Promise<boolean> {
  return deletePast(db, "spent_challenges", ["hash"], "expires_at", now.getTime());
}
