/** A stored text of a password, as a reader hands it on. */
import { readPasswordHash } from "../../platform/crypto/foreign/password_hash.ts";
import type { ForeignPassword, PasswordOptions } from "./reader.ts";

/** SHA-1 of `NAME:PASSWORD`, as old WoW servers keep it; its name stands in another column. */
export function readSha1Wow(identity: string, hash: string): ForeignPassword | null {
  if (!/^[0-9a-f]{40}$/i.test(hash)) return null;
  return { kind: "foreign", credential: { kind: "sha1-wow", identity, hash }, isFast: true, isDear: false };
}

/** @param more what stands in other columns of the row */
export function readPassword(
  text: string | null,
  options: PasswordOptions,
  more: { readonly kind?: string | null; readonly salt?: string | null } = {},
): ForeignPassword {
  if (text === null || text === "") return { kind: "none", reason: null };
  const read = readPasswordHash(text, { ...options, kind: more.kind || null, salt: more.salt ?? null });
  if ("unusable" in read) return { kind: "none", reason: read.unusable };
  if ("bcrypt" in read) return { kind: "bcrypt", hash: read.bcrypt, isDear: read.isDear };
  return { kind: "foreign", credential: read.foreign, isFast: read.isFast, isDear: read.isDear };
}
