/** Tells from a stored text, and what an operator says of it, which kind of password it is, and whether we can prove it. */
import type { FirebaseHash, ForeignCredential, ForeignKind } from "./credential.ts";
import { PHPASS_LOG2_MAX, PHPASS_PATTERN, phpassLog2 } from "./phpass.ts";

/** Names that a column or `--passwords` may say. */
type PasswordKind = ForeignKind | "bcrypt";

/** What a stored text cannot say by itself. */
export interface HashContext {
  /** `password_kind` of the row, or what `--passwords` says where the text has no prefix. */
  readonly kind: string | null;
  readonly fallbackKind: string | null;
  /** Of `--pepper-file`. */
  readonly pepper: string | null;
  /** Of `--hash-config`. */
  readonly firebase: Pick<FirebaseHash, "signerKey" | "saltSeparator" | "rounds" | "memCost"> | null;
  /** The row's salt, where it stands in a column of its own (Firebase). */
  readonly salt: string | null;
}

type ReadHash =
  /** Goes into `accounts.password_hash` as it is. */
  | { readonly bcrypt: string; readonly isDear: boolean }
  | { readonly foreign: ForeignCredential; readonly isFast: boolean; readonly isDear: boolean }
  /** The account comes without a password, for this reason. */
  | { readonly unusable: string };

/** Above it a single login would keep a thread for seconds. */
const BCRYPT_COST_MAX = 15;
const BCRYPT_COST_OURS = 12;
const PBKDF2_ROUNDS_MAX = 2_000_000;
/** From about here on it costs more than our bcrypt. */
const PBKDF2_ROUNDS_DEAR = 500_000;
const SCRYPT_COST_MAX = 2 ** 20 * 8;
const ARGON2_KIB_MAX = 256 * 1_024;
/** Passes times memory: what a thread can do in about ten seconds. */
const ARGON2_WORK_MAX = 4 * 1_024 * 1_024;

const BCRYPT = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/;
const FAST: readonly string[] = ["md5", "md5-md5", "sha1-base64", "sha256-authme", "phpass", "plain", "sha1-wow"];

export function readPasswordHash(text: string, context: HashContext): ReadHash {
  if (text === "" || text === "0") return { unusable: "it is empty" };
  const kind = context.kind?.trim().toLowerCase() ?? kindByPrefix(text, context.fallbackKind) ?? context.fallbackKind;
  if (kind === null) return { unusable: "its kind is not known: say it with --passwords" };
  // Django's prefix says what stands behind it.
  const hash = kind.startsWith("argon2") ? text.replace(/^argon2\$(?=argon2)/, "$").replace(/^\$\$/, "$") : text;
  switch (kind) {
    case "bcrypt":
      return readBcrypt(text, (bcrypt, isDear) => ({ bcrypt, isDear }));
    case "bcrypt-pepper": {
      const { pepper } = context;
      if (pepper === null) return { unusable: "bcrypt-pepper needs --pepper-file" };
      // Compared with the pepper and without it, so one of our own cost is dear already.
      return readBcrypt(text, (hash, _, cost) => ({
        foreign: { kind, hash, pepper },
        isFast: false,
        isDear: cost >= BCRYPT_COST_OURS,
      }));
    }
    case "wp-bcrypt":
      return readBcrypt(
        text.replace(/^\$wp(?=\$2)/, ""),
        (hash, isDear) => ({ foreign: { kind, hash }, isFast: false, isDear }),
      );
    case "django-bcrypt-sha256":
      return readBcrypt(
        text.replace(/^bcrypt_sha256\$/, ""),
        (hash, isDear) => ({ foreign: { kind, hash }, isFast: false, isDear }),
      );
    case "argon2i":
    case "argon2id":
    case "argon2d":
      return readArgon2(kind, hash);
    case "pbkdf2-sha256":
      return readPbkdf2(text);
    case "fbscrypt":
      return readFirebase(text, context);
    case "phpass":
      if (!PHPASS_PATTERN.test(text)) return { unusable: "it is no hash of phpass" };
      if (phpassLog2(text) > PHPASS_LOG2_MAX) return { unusable: `it has more than 2^${PHPASS_LOG2_MAX} rounds` };
      return fast({ kind, hash: text });
    case "md5":
    case "md5-md5":
      return /^[0-9a-f]{32}$/i.test(text)
        ? fast({ kind, hash: text })
        : { unusable: "it has not 32 hexadecimal digits" };
    case "sha1-base64":
      return /^[A-Za-z0-9+/]{27}=$/.test(text) ? fast({ kind, hash: text }) : { unusable: "it is no SHA-1 in Base64" };
    case "sha256-authme": {
      const match = /^\$SHA\$([^$]+)\$([0-9a-f]{64})$/i.exec(text);
      if (match === null) return { unusable: "it is not of the form $SHA$salt$hash" };
      return fast({ kind, salt: match[1]!, hash: match[2]! });
    }
    case "plain":
      return fast({ kind, hash: text });
    default:
      return { unusable: `"${kind.slice(0, 32)}" is no kind of password that can be proven here` };
  }
}

/** Kinds that `--passwords` and `password_kind` take. */
export const PASSWORD_KINDS: readonly PasswordKind[] = [
  "bcrypt",
  "bcrypt-pepper",
  "wp-bcrypt",
  "django-bcrypt-sha256",
  "argon2i",
  "argon2id",
  "argon2d",
  "pbkdf2-sha256",
  "fbscrypt",
  "phpass",
  "md5",
  "md5-md5",
  "sha1-base64",
  "sha256-authme",
  "plain",
];

/** Devise writes `$2a$`, as Ruby's bcrypt does: with a pepper its hashes look like any other. */
function kindByPrefix(text: string, fallbackKind: string | null): PasswordKind | null {
  if (text.startsWith("$2a$") && fallbackKind === "bcrypt-pepper") return fallbackKind;
  if (/^\$2[aby]\$/.test(text)) return "bcrypt";
  if (text.startsWith("$wp$2")) return "wp-bcrypt";
  if (text.startsWith("bcrypt_sha256$")) return "django-bcrypt-sha256";
  const argon2 = /^(?:argon2)?\$(argon2(?:id|i|d))\$/.exec(text);
  if (argon2 !== null) return argon2[1] as PasswordKind;
  if (text.startsWith("pbkdf2_sha256$")) return "pbkdf2-sha256";
  if (text.startsWith("$fbscrypt$")) return "fbscrypt";
  if (/^\$[PH]\$/.test(text)) return "phpass";
  if (text.startsWith("$SHA$")) return "sha256-authme";
  return null;
}

function fast(foreign: ForeignCredential): ReadHash {
  return { foreign, isFast: FAST.includes(foreign.kind), isDear: false };
}

function readBcrypt(text: string, use: (hash: string, isDear: boolean, cost: number) => ReadHash): ReadHash {
  const cost = Number(BCRYPT.exec(text)?.[1] ?? NaN);
  if (Number.isNaN(cost)) return { unusable: "it is no hash of bcrypt" };
  if (cost < 4 || cost > BCRYPT_COST_MAX) return { unusable: `its cost ${cost} is not from 4 to ${BCRYPT_COST_MAX}` };
  return use(text, cost > BCRYPT_COST_OURS, cost);
}

/** RFC 9106 by the PHC string format: `$argon2id$v=19$m=65536,t=2,p=1$salt$hash`. */
function readArgon2(kind: "argon2i" | "argon2id" | "argon2d", hash: string): ReadHash {
  const match =
    /^\$(argon2(?:id|i|d))\$v=19\$m=(\d{1,9}),t=(\d{1,6}),p=(\d{1,3})\$[A-Za-z0-9+/]{11,128}\$[A-Za-z0-9+/]{16,128}$/
      .exec(hash);
  if (match === null || match[1] !== kind) return { unusable: `it is no hash of ${kind}, version 19` };
  const [memory, passes, lanes] = [Number(match[2]), Number(match[3]), Number(match[4])];
  if (memory > ARGON2_KIB_MAX || memory * passes > ARGON2_WORK_MAX || lanes < 1 || passes < 1 || memory < 8 * lanes) {
    return { unusable: `its cost (m=${memory}, t=${passes}, p=${lanes}) is too dear` };
  }
  return { foreign: { kind, hash }, isFast: false, isDear: true };
}

/** `pbkdf2_sha256$rounds$salt$hash`: Django writes the hash in Base64, AuthMe 64 bytes in hexadecimal. */
function readPbkdf2(text: string): ReadHash {
  const match = /^pbkdf2_sha256\$(\d{1,9})\$([^$]{1,128})\$([A-Za-z0-9+/=]{16,256})$/.exec(text);
  if (match === null) return { unusable: "it is no hash of pbkdf2_sha256" };
  const rounds = Number(match[1]);
  if (rounds < 1 || rounds > PBKDF2_ROUNDS_MAX) {
    return { unusable: `its ${rounds} rounds are not from 1 to ${PBKDF2_ROUNDS_MAX}` };
  }
  const encoded = match[3]!;
  const isHex = encoded.length === 128 && /^[0-9a-f]+$/i.test(encoded);
  const hash = isHex ? encoded.toLowerCase() : Buffer.from(encoded, "base64").toString("hex");
  const foreign = { kind: "pbkdf2-sha256", rounds, salt: match[2]!, hash } as const;
  return { foreign, isFast: rounds < 10_000, isDear: rounds > PBKDF2_ROUNDS_DEAR };
}

/** Firebase's own rows, or the text of GoTrue: `$fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==,sk=…$salt$hash`. */
function readFirebase(text: string, context: HashContext): ReadHash {
  const match = /^\$fbscrypt\$v=1,n=(\d{1,2}),r=(\d{1,3}),p=1(?:,ss=([^,$]*))?(?:,sk=([^,$]*))?\$([^$]+)\$([^$]+)$/
    .exec(text);
  const base = match === null
    ? context.firebase
    : { memCost: Number(match[1]), rounds: Number(match[2]), saltSeparator: match[3] ?? "", signerKey: match[4] ?? "" };
  if (base === null) return { unusable: "Firebase's scrypt needs --hash-config" };
  const salt = match?.[5] ?? context.salt;
  if (salt === null || salt === undefined) return { unusable: "it has no salt" };
  if (base.memCost < 1 || base.rounds < 1 || 2 ** base.memCost * base.rounds > SCRYPT_COST_MAX) {
    return { unusable: `its cost (n=${base.memCost}, r=${base.rounds}) is too dear` };
  }
  const hash = toBase64(match?.[6] ?? text);
  return {
    foreign: { kind: "fbscrypt", ...base, salt: toBase64(salt), hash },
    isFast: false,
    isDear: 2 ** base.memCost * base.rounds > 2 ** 17 * 8,
  };
}

/** Firebase's export writes Base64 for addresses, its console the other. */
function toBase64(text: string): string {
  return text.replaceAll("-", "+").replaceAll("_", "/");
}
