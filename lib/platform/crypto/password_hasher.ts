/** Passwords as bcrypt hashes. Where the work is done (a pool of workers, or in place for tests) is `Bcrypt`'s matter. */
import { invalidInput } from "../errors.ts";
import type { Random } from "../random.ts";
import { isEqualConstantTime } from "./constant_time.ts";
import type { ForeignCredential } from "./foreign/credential.ts";

/** In which line somebody waits: `long` is for who cannot be told to come back. */
export type Patience = "short" | "long";

export interface PasswordHasher {
  /**
   * A new hash with a new salt. The caller has normalised the password (NFC).
   * @throws {AppError} `invalid_input` over 72 bytes of UTF-8, `overloaded` when too many wait
   */
  hash(password: string, patience?: Patience): Promise<string>;
  /**
   * False at the cost of any other as well where the stored hash is not bcrypt's, or would cost more than 2^15 rounds: it
   * came from elsewhere, and would hold a thread for longer than anybody waits.
   * @throws {AppError} as `hash`
   */
  verify(password: string, hash: string, patience?: Patience): Promise<boolean>;
  /**
   * What another system kept of a password, proven in its own way. One that is cheaper costs what `verify` costs, a dearer
   * one its own.
   * @param password in NFC, up to 1,024 bytes
   * @throws {AppError} `overloaded`
   */
  verifyForeign(password: string, credential: ForeignCredential, patience?: Patience): Promise<boolean>;
  /** Costs what `verify` costs: for accounts that do not exist or have no hash. */
  verifyNothing(password: string, patience?: Patience): Promise<false>;
  /** Whether the hash has another cost than new ones get; then the next login may replace it. */
  isOutdated(hash: string): boolean;
  readonly queue: HashQueue;
  /** Starts what takes a while to start; the first call would else wait for it. */
  warmUp(): void;
  /** Ends the work; what still waits or runs is rejected. */
  close(): void;
}

interface HashQueue {
  /** Jobs that wait for a worker. */
  depth(): number;
  /** Jobs in work. */
  running(): number;
  /** Whether one more would be refused; the line is the short one where it is not said. */
  isFull(patience?: Patience): boolean;
}

/** The one operation under both hashing and comparing: a whole hash from a password and `$2b$<cost>$<salt>`. */
export interface Bcrypt {
  /** @param costsAs a hash that is cheaper than one of this cost costs as much, on the same thread */
  run(password: string, salt: string, costsAs?: number, patience?: Patience): Promise<string>;
  /** Whether the password is the one that another system kept in its own way. @param costsAs as `run` */
  prove(password: string, credential: ForeignCredential, costsAs: number, patience?: Patience): Promise<boolean>;
  readonly queue: HashQueue;
  warmUp(): void;
  close(): void;
}

interface PasswordHasherParts {
  readonly bcrypt: Bcrypt;
  /** Two to its power is the number of rounds. 4 to 31; 12 in service. */
  readonly cost: number;
  readonly random: Random;
}

/** bcrypt reads no further, so a longer password would be cut without a word. */
export const PASSWORD_BYTES_MAX = 72;

const SALT_BYTES = 16;
/** `$2b$12$` and 22 characters of salt, before the 31 of the digest. */
const SALT_CHARACTERS = 29;
/** With a cost from 4, the lowest that bcrypt has, to 15. */
const HASH_PATTERN = /^\$2[aby]\$(0[4-9]|1[0-5])\$[./A-Za-z0-9]{53}$/;

export function createPasswordHasher({ bcrypt, cost, random }: PasswordHasherParts): PasswordHasher {
  if (!Number.isInteger(cost) || cost < 4 || cost > 31) {
    throw new RangeError(`Could not make a password hasher: the cost ${cost} is not from 4 to 31`);
  }
  const prefix = `$2b$${String(cost).padStart(2, "0")}$`;
  const verifyNothing = async (password: string, patience?: Patience): Promise<false> => {
    verifyLength(password);
    await bcrypt.run(password, prefix + encodeSalt(new Uint8Array(SALT_BYTES)), undefined, patience);
    return false;
  };
  return {
    async hash(password, patience) {
      verifyLength(password);
      return await bcrypt.run(password, prefix + encodeSalt(random.bytes(SALT_BYTES)), undefined, patience);
    },
    async verify(password, hash, patience) {
      verifyLength(password);
      if (!HASH_PATTERN.test(hash)) return await verifyNothing(password, patience);
      // A hash that came from elsewhere and is cheaper than ours costs as much as ours, so that the time tells nothing.
      const computed = await bcrypt.run(password, hash.slice(0, SALT_CHARACTERS), cost, patience);
      return isEqualConstantTime(new TextEncoder().encode(computed), new TextEncoder().encode(hash));
    },
    verifyNothing,
    verifyForeign: (password, credential, patience) => bcrypt.prove(password, credential, cost, patience),
    isOutdated: (hash) => !hash.startsWith(prefix),
    queue: bcrypt.queue,
    warmUp: () => bcrypt.warmUp(),
    close: () => bcrypt.close(),
  };
}

function verifyLength(password: string): void {
  const lengthBytes = new TextEncoder().encode(password).length;
  if (lengthBytes > PASSWORD_BYTES_MAX) {
    throw invalidInput("password", `must not have more than ${PASSWORD_BYTES_MAX} bytes`);
  }
}

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const BCRYPT_BASE64 = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** bcrypt's Base64 has the bits of RFC 4648 in the same order, under another alphabet and without padding. */
function encodeSalt(salt: Uint8Array): string {
  const text = salt.toBase64({ omitPadding: true });
  return Array.from(text, (character) => BCRYPT_BASE64[BASE64.indexOf(character)]).join("");
}
