/** The key that everything sealed and derived hangs on: given, or made once and kept beside the embedded database. */
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import process from "node:process";
import type { Random } from "../random.ts";
import { isEqualConstantTime } from "./constant_time.ts";
import { createKeyDerivation } from "./hkdf.ts";

const KEY_BYTES = 32;
/** Beside the embedded database. */
export const MASTER_KEY_FILE = "master.key";
const CHECK_NAME = "master_key_check";

/** Everybody but the file's owner. */
const OTHERS = 0o077;

interface MasterKeyParts {
  /** MASTER_KEY, where it is set. */
  readonly configured: Uint8Array | null;
  /** The data directory, which exists and is held by this process; null keeps nothing. */
  readonly folder: string | null;
  readonly random: Random;
  /** Told of a file that others can read. */
  readonly warn?: (message: string, data: object) => void;
}

/**
 * The master key: the configured one; else the one of `master.key` in the folder, made where there is none.
 * @throws {Error} when the file holds something else, or cannot be read or made
 */
export function obtainMasterKey({ configured, folder, random, warn = () => {} }: MasterKeyParts): Uint8Array {
  if (configured !== null) return configured;
  if (folder === null) return random.bytes(KEY_BYTES);
  const path = join(folder, MASTER_KEY_FILE);
  const key = readKeyFile(path) ?? makeKeyFile(path, random);
  warnIfOpen(path, warn);
  return key;
}

/**
 * A file that others may read is used all the same: on a mounted volume its rights may not be the operator's to set, and
 * a server that does not start helps nobody. Windows has no such rights.
 */
function warnIfOpen(path: string, warn: (message: string, data: object) => void): void {
  const mode = statSync(path).mode;
  if (process.platform === "win32" || (mode & OTHERS) === 0) return;
  warn(`Others on this machine can read the master key: chmod 600 ${path}`, {
    path,
    mode: (mode & 0o777).toString(8).padStart(3, "0"),
  });
}

/** For its owner alone; nothing where there is one. */
export function writeKeyFile(path: string, key: Uint8Array): void {
  if (!existsSync(path)) writeFileSync(path, `${key.toBase64()}\n`, { mode: 0o600, flag: "wx", flush: true });
}

/**
 * The key that a file holds.
 * @returns null where there is no such file
 * @throws {Error} when it holds something else, or cannot be read
 */
export function readKeyFile(path: string): Uint8Array | null {
  let text: string;
  try {
    text = readFileSync(path, "utf8").trim();
  } catch (error) {
    if (isCode(error, "ENOENT")) return null;
    throw new Error(`Could not read the master key ${path}`, { cause: error });
  }
  if (!/^[A-Za-z0-9+/]{43}=$/.test(text)) {
    throw new Error(`Could not use the master key ${path}: it does not hold 32 bytes in Base64`);
  }
  return Uint8Array.fromBase64(text);
}

/** Written aside, then linked into place: the file is there whole or not at all, and an older one is never replaced. */
function makeKeyFile(path: string, random: Random): Uint8Array {
  const key = random.bytes(KEY_BYTES);
  const asidePath = `${path}.${random.uuid()}`;
  writeKeyFile(asidePath, key);
  try {
    linkSync(asidePath, path);
  } catch (error) {
    if (!isCode(error, "EEXIST")) throw new Error(`Could not make the master key ${path}`, { cause: error });
    return readKeyFile(path)!;
  } finally {
    unlinkSync(asidePath);
  }
  syncFolder(join(path, ".."));
  return key;
}

/** A new name is durable once its folder is. */
function syncFolder(path: string): void {
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

/** Where the check value lies: the database's settings. */
export interface CheckStore {
  find(name: string): Promise<Uint8Array | null>;
  /** Writes the value where there is none. */
  insert(name: string, value: Uint8Array): Promise<boolean>;
}

/**
 * Holds the key against the database that it is used on. The first key a database sees is its key from then on.
 * @throws {Error} when the database's secrets were sealed under another
 */
export async function verifyMasterKey(masterKey: Uint8Array, store: CheckStore): Promise<void> {
  const check = masterKeyCheck(masterKey);
  await store.insert(CHECK_NAME, check);
  const stored = await store.find(CHECK_NAME);
  if (stored !== null && isEqualConstantTime(stored, check)) return;
  throw new Error(
    "Could not use the master key: the database's secrets were sealed under another. " +
      "Set MASTER_KEY to that one, or put its master.key back into DATA_DIR",
  );
}

/** What a database remembers its key by, which tells nothing of the key. */
export function masterKeyCheck(masterKey: Uint8Array): Uint8Array<ArrayBuffer> {
  return createKeyDerivation(masterKey)("gatehouse master key check", KEY_BYTES);
}
