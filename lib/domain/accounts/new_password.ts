/** What a new password may be: as the documents have it, or stricter, for a place that is open to the world. */
import { readFileSync } from "node:fs";
import { PASSWORD_BYTES_MAX } from "../../platform/crypto/password_hasher.ts";
import { invalidInput } from "../../platform/errors.ts";
import { PROGRAM_ROOT } from "../../platform/program_root.ts";
import { emailKey, fitsBcrypt, normalizePassword, usernameKey } from "./rules.ts";

type PasswordStrictness = "documents" | "strict";

/** Who the password is for: `strict` refuses what everybody knows of them. */
interface PasswordOwner {
  readonly username: string;
  readonly email: string | null;
}

/**
 * The password in the one form that every door hashes.
 * @throws {AppError} `invalid_input` when it is shorter than 6 characters (`strict`: 8), longer than 72 bytes, or not
 * text; under `strict` also one of the most used ten thousand, the username or the e-mail
 */
export type CheckNewPassword = (password: string, owner: PasswordOwner, field?: string) => string;

const CHARACTERS_MIN = { documents: 6, strict: 8 } as const;
/** One on each line, in lower case. */
const COMMON_PASSWORDS = new URL("lib/domain/accounts/common_passwords.txt", PROGRAM_ROOT);

export function createPasswordCheck(strictness: PasswordStrictness): CheckNewPassword {
  /** Read with the first password. */
  let common: ReadonlySet<string> | null = null;
  const isCommon = (normal: string): boolean => {
    common ??= new Set(readFileSync(COMMON_PASSWORDS, "utf8").split("\n"));
    return common.has(normal.toLowerCase());
  };

  return (password, owner, field = "password") => {
    const normal = normalizePassword(password);
    if (normal === null || !fitsBcrypt(normal)) {
      throw invalidInput(field, `must be text without NUL, at most ${PASSWORD_BYTES_MAX} bytes in UTF-8`);
    }
    const charactersMin = CHARACTERS_MIN[strictness];
    if ([...normal].length < charactersMin) {
      throw invalidInput(field, `must have at least ${charactersMin} characters`);
    }
    if (strictness === "documents") return normal;
    if (isOwnersName(normal, owner)) throw invalidInput(field, "must be neither the username nor the e-mail address");
    if (isCommon(normal)) throw invalidInput(field, "is one of the passwords that are tried first: choose another");
    return normal;
  };
}

/** Without regard to case; of an e-mail address its local part is as well known as the whole. */
function isOwnersName(normal: string, { username, email }: PasswordOwner): boolean {
  const folded = emailKey(normal);
  if (usernameKey(normal) === usernameKey(username)) return true;
  return email !== null && (folded === emailKey(email) || folded === emailKey(email.slice(0, email.lastIndexOf("@"))));
}
