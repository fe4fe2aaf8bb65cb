/** What a username, a password and an e-mail address may be: docs/contract.md, "HTTP, for browsers". */
import { PASSWORD_BYTES_MAX } from "../../platform/crypto/password_hasher.ts";
import { invalidInput } from "../../platform/errors.ts";

const USERNAME = /^[A-Za-z0-9_]{3,20}$/;
/** A local part and an `@`; the rest of it is for the mail server to judge (RFC 5321, 4.1.2). */
const EMAIL = /^[^\s@"<>(),:;\\]{1,64}@([^@]+)$/;
/** A domain of at least two labels, each of letters, digits and inner hyphens (RFC 1035, 2.3.1; RFC 5890). */
const DOMAIN = /^(?:(?!-)[\p{L}\p{M}\p{N}_-]{1,63}(?<!-)\.)+(?!-)[\p{L}\p{M}\p{N}_-]{1,63}(?<!-)$/u;
/** What nobody sees and so nobody types: control and format characters, joiners, fillers, blanks. */
const INVISIBLE = /[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/u;
const EMAIL_CHARACTERS_MAX = 254;
/** Of a password that another system took: its secret may have come with it. */
const OLD_PASSWORD_BYTES_MAX = 1_024;

export function isUsername(text: string): boolean {
  return USERNAME.test(text);
}

/** @throws {AppError} `invalid_input` */
export function checkUsername(username: string): string {
  if (!isUsername(username)) {
    throw invalidInput("username", "must have 3 to 20 characters, only letters A-Z, digits and _");
  }
  return username;
}

/** The form in which usernames are unique. */
export function usernameKey(username: string): string {
  return username.toLowerCase();
}

/** Whether a mail may go to it as well: one recipient, on one line (RFC 5322, 2.2). */
export function isEmail(text: string): boolean {
  const [, domain = ""] = text.length <= EMAIL_CHARACTERS_MAX ? EMAIL.exec(text) ?? [] : [];
  return DOMAIN.test(domain) && text.isWellFormed() && !INVISIBLE.test(text);
}

/** @throws {AppError} `invalid_input` */
export function checkEmail(email: string): string {
  if (!isEmail(email)) {
    throw invalidInput("email", "must be an e-mail address of at most 254 characters");
  }
  return email;
}

/** The form in which e-mail addresses are unique, and that identifies a player to doors that ask for one. */
export function emailKey(email: string): string {
  return email.normalize("NFC").toLowerCase();
}

/** NFC (RFC 8265, 4.2), the one form that every door hashes; null for what can be nobody's password. */
export function normalizePassword(password: string): string | null {
  if (!password.isWellFormed() || password.includes("\0")) return null;
  const normal = password.normalize("NFC");
  return bytesOf(normal) <= OLD_PASSWORD_BYTES_MAX ? normal : null;
}

/** Whether bcrypt reads all of it. Only a module's secret can prove one that is longer. */
export function fitsBcrypt(normal: string): boolean {
  return bytesOf(normal) <= PASSWORD_BYTES_MAX;
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}
