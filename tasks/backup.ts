/**
 * `deno task backup <folder> [--with-key]`: writes `gatehouse-<time>.db`, while the server runs. `docs/operators.md` is
 * the guide.
 */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { systemClock } from "../lib/platform/clock.ts";
import { openBackupFolder } from "../lib/platform/backups/backup_folder.ts";
import { copyDatabase } from "../lib/platform/backups/copy.ts";
import { dumpAdvice } from "../lib/platform/backups/postgres_advice.ts";
import { type Config, loadConfig, systemSources } from "../lib/platform/config/config.ts";
import { MASTER_KEY_FILE, readKeyFile, writeKeyFile } from "../lib/platform/crypto/master_key.ts";
import { endWith } from "./support/end.ts";

const USAGE = "Use: deno task backup <folder> [--with-key]";

async function backUp(config: Config, folder: string, withKey: boolean): Promise<string> {
  if (config.databaseUrl !== null) throw new Error(dumpAdvice(config.databaseUrl.reveal(), folder));
  if (config.dataDir === "memory") throw new Error("Could not back up: the database is in memory");
  const file = join(config.dataDir, "gatehouse.db");
  if (!existsSync(file)) throw new Error(`Could not back up: there is no ${file}`);
  const key = withKey ? findKey(config) : null;
  const target = resolve(folder);
  if (key !== null) refuseOtherKey(join(target, MASTER_KEY_FILE), key);
  const order = openBackupFolder(target).next(file, systemClock.now());
  const bytes = await copyDatabase(order);
  return `${order.to} (${bytes} bytes)\n${key === null ? withoutKey(config) : writeKey(target, key)}`;
}

function findKey({ masterKey, dataDir }: Config): Uint8Array {
  const key = masterKey?.reveal() ?? readKeyFile(join(dataDir, MASTER_KEY_FILE));
  if (key === null) throw new Error(`Could not back up the key: there is no ${join(dataDir, MASTER_KEY_FILE)}`);
  return new Uint8Array(key);
}

/** Before anything is written. */
function refuseOtherKey(path: string, key: Uint8Array): void {
  const there = readKeyFile(path);
  if (there !== null && there.toBase64() !== key.toBase64()) {
    throw new Error(`Could not back up the key: ${path} is another one`);
  }
}

function writeKey(folder: string, key: Uint8Array): string {
  const path = join(folder, MASTER_KEY_FILE);
  writeKeyFile(path, key);
  return `${path}: with both files anybody can read every secret of the database, so keep them apart`;
}

function withoutKey({ masterKey, dataDir }: Config): string {
  const where = masterKey === null ? join(dataDir, MASTER_KEY_FILE) : "MASTER_KEY";
  return `It lacks the master key, without which it cannot be restored: keep ${where} too, or add --with-key`;
}

await endWith(async () => {
  const folders = Deno.args.filter((arg) => !arg.startsWith("--"));
  const options = Deno.args.filter((arg) => arg.startsWith("--"));
  const [folder] = folders;
  if (folder === undefined || folders.length > 1 || options.some((option) => option !== "--with-key")) {
    throw new Error(USAGE);
  }
  return await backUp(await loadConfig(systemSources()), folder, options.length > 0);
});
