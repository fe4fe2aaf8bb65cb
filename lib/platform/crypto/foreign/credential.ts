/**
 * Passwords as other systems kept them: what has to be known to prove one, and nothing is derived anew. Each kind is
 * verified until its player's first login in the clear, which leaves our own hash in its place.
 */

/** SRP6 verifiers of WoW servers: the old name, and numbers whose byte order differs between them. */
export interface WowVerifier {
  /** `srp6-wow`: both little-endian bytes, 32 of them. `srp6-mangos`: both numbers, whose leading zeros were lost. */
  readonly kind: "srp6-wow" | "srp6-mangos";
  /** The account's name there, as it was hashed: upper case in a-z. */
  readonly identity: string;
  /** Hexadecimal. */
  readonly salt: string;
  readonly verifier: string;
}

/** SRP6 of WildStar over an e-mail that is not the account's here, to the letter. */
interface WildstarVerifier {
  readonly kind: "srp6-wildstar-as-typed";
  /** As it was hashed, case and all. */
  readonly identity: string;
  /** Hexadecimal, 16 bytes. */
  readonly salt: string;
  /** Hexadecimal, 128 bytes, little-endian. */
  readonly verifier: string;
}

export interface Sha1WowHash {
  readonly kind: "sha1-wow";
  readonly identity: string;
  /** Hexadecimal. */
  readonly hash: string;
}

/** A hash whose text says all of it, or a plain password. */
interface HashText {
  readonly kind:
    | "md5"
    | "md5-md5"
    | "sha1-base64"
    | "phpass"
    | "plain"
    | "wp-bcrypt"
    | "django-bcrypt-sha256"
    | "argon2i"
    | "argon2id"
    | "argon2d";
  readonly hash: string;
}

interface AuthmeHash {
  readonly kind: "sha256-authme";
  readonly salt: string;
  /** Hexadecimal. */
  readonly hash: string;
}

interface PepperedHash {
  readonly kind: "bcrypt-pepper";
  readonly hash: string;
  readonly pepper: string;
}

export interface Pbkdf2Hash {
  readonly kind: "pbkdf2-sha256";
  /** 1 to 2,000,000. */
  readonly rounds: number;
  readonly salt: string;
  /** Hexadecimal, as many bytes as were derived. */
  readonly hash: string;
}

/** Firebase's scrypt: https://github.com/firebase/scrypt. Everything but the numbers is Base64. */
export interface FirebaseHash {
  readonly kind: "fbscrypt";
  readonly salt: string;
  readonly hash: string;
  readonly signerKey: string;
  readonly saltSeparator: string;
  /** scrypt's r. */
  readonly rounds: number;
  /** scrypt's N is two to this power. */
  readonly memCost: number;
}

export type ForeignCredential =
  | WowVerifier
  | WildstarVerifier
  | Sha1WowHash
  | HashText
  | AuthmeHash
  | PepperedHash
  | Pbkdf2Hash
  | FirebaseHash;

export type ForeignKind = ForeignCredential["kind"];
