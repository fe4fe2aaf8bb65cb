/** Whether a password is the one that another system kept in its own way. Costs time: for worker threads. */
import { compareSync } from "bcryptjs";
import { argon2Verify } from "hash-wasm";
import { createCipheriv, createHash, createHmac, pbkdf2Sync, scryptSync } from "node:crypto";
import { isEqualConstantTime } from "../constant_time.ts";
import type { FirebaseHash, ForeignCredential, Pbkdf2Hash } from "./credential.ts";
import { phpass } from "./phpass.ts";
import { verifySha1Wow, verifyWow } from "./wow.ts";

/** Kinds that a game proves by itself, by their names. */
type ForeignVerifiers = Partial<
  {
    [K in ForeignCredential["kind"]]: (
      credential: Extract<ForeignCredential, { kind: K }>,
      password: string,
    ) => boolean;
  }
>;

/** @param password in NFC. @throws {RangeError} for a kind that nobody here knows */
export async function verifyForeign(
  credential: ForeignCredential,
  password: string,
  more: ForeignVerifiers = {},
): Promise<boolean> {
  switch (credential.kind) {
    case "srp6-wow":
    case "srp6-mangos":
      return verifyWow(credential, password);
    case "sha1-wow":
      return verifySha1Wow(credential, password);
    case "md5":
      return isEqualText(hexHash("md5", password), credential.hash.toLowerCase());
    case "md5-md5":
      return isEqualText(hexHash("md5", hexHash("md5", password)), credential.hash.toLowerCase());
    case "sha1-base64":
      return isEqualText(createHash("sha1").update(password).digest("base64"), credential.hash);
    case "sha256-authme":
      return isEqualText(
        hexHash("sha256", hexHash("sha256", password) + credential.salt),
        credential.hash.toLowerCase(),
      );
    case "phpass":
      return isEqualText(phpass(password, credential.hash), credential.hash);
    case "plain":
      return isEqualText(password, credential.hash.normalize("NFC"));
    case "wp-bcrypt": // WordPress 6.8, `wp_hash_password`
      return compareSync(createHmac("sha384", "wp-sha384").update(password.trim()).digest("base64"), credential.hash);
    case "django-bcrypt-sha256":
      return compareSync(hexHash("sha256", password), credential.hash);
    case "bcrypt-pepper":
      // What was written before the pepper came is without it.
      return compareSync(password + credential.pepper, credential.hash) || compareSync(password, credential.hash);
    case "argon2i":
    case "argon2id":
    case "argon2d":
      return password !== "" && await argon2Verify({ password, hash: credential.hash });
    case "pbkdf2-sha256":
      return verifyPbkdf2(credential, password);
    case "fbscrypt":
      return verifyFirebase(credential, password);
    case "srp6-wildstar-as-typed": {
      const verify = more["srp6-wildstar-as-typed"];
      if (verify === undefined) {
        throw new RangeError("Could not prove a password: srp6-wildstar-as-typed has no verifier");
      }
      return verify(credential, password);
    }
  }
}

function verifyPbkdf2({ rounds, salt, hash }: Pbkdf2Hash, password: string): boolean {
  const stored = Uint8Array.fromHex(hash);
  return isEqualConstantTime(pbkdf2Sync(password, salt, rounds, stored.length, "sha256"), stored);
}

/** The signer key, encrypted under what scrypt makes of the password. */
function verifyFirebase(credential: FirebaseHash, password: string): boolean {
  const salt = Buffer.concat([Buffer.from(credential.salt, "base64"), Buffer.from(credential.saltSeparator, "base64")]);
  const N = 2 ** credential.memCost;
  const r = credential.rounds;
  const key = scryptSync(password, salt, 32, { N, r, p: 1, maxmem: 129 * N * r + 65_536 });
  const cipher = createCipheriv("aes-256-ctr", key, new Uint8Array(16));
  const computed = Buffer.concat([cipher.update(Buffer.from(credential.signerKey, "base64")), cipher.final()]);
  return isEqualConstantTime(computed, Buffer.from(credential.hash, "base64"));
}

function hexHash(algorithm: "md5" | "sha256", text: string): string {
  return createHash(algorithm).update(text).digest("hex");
}

function isEqualText(computed: string, stored: string): boolean {
  return isEqualConstantTime(new TextEncoder().encode(computed), new TextEncoder().encode(stored));
}
