/**
 * `deno task restore <file>`: puts a backup in the place of the embedded database, which is kept beside it. No server may
 * run on it. `docs/operators.md` is the guide.
 */
import { dirname, join, resolve } from "node:path";
import { coreHistory } from "../migrations/mod.ts";
import { restoreAdvice } from "../lib/platform/backups/postgres_advice.ts";
import { restoreDatabase } from "../lib/platform/backups/restore.ts";
import { verifyBackup } from "../lib/platform/backups/verify.ts";
import { type Config, loadConfig, systemSources } from "../lib/platform/config/config.ts";
import { MASTER_KEY_FILE, masterKeyCheck, readKeyFile, writeKeyFile } from "../lib/platform/crypto/master_key.ts";
import { columnTypes } from "../lib/platform/database/column_types.ts";
import { openDataDirectory } from "../lib/platform/database/data_directory.ts";
import { endWith } from "./support/end.ts";

function restore(config: Config, file: string): string {
  if (config.databaseUrl !== null) throw new Error(restoreAdvice(config.databaseUrl.reveal(), file));
  if (config.dataDir === "memory") throw new Error("Could not restore: DATA_DIR is memory");
  const backup = resolve(file);
  const directory = openDataDirectory(config.dataDir);
  try {
    const known = Object.keys(coreHistory(columnTypes("sqlite")).migrations);
    const { keyCheck } = verifyBackup(backup, known);
    const key = keyCheck === null ? null : findKey(config, backup, keyCheck);
    const { path, before } = restoreDatabase({ backup, folder: config.dataDir });
    if (key?.isNew === true) writeKeyFile(key.path, key.bytes);
    return [
      `Restored ${path} from ${backup}`,
      ...(before === null ? [] : [`The database that was there is ${before}`]),
      ...(key?.isNew === true ? [`The master key is ${key.path}, from beside the backup`] : []),
    ].join("\n");
  } finally {
    directory.release();
  }
}

interface FoundKey {
  readonly bytes: Uint8Array;
  readonly path: string;
  /** It is not in the data directory yet. */
  readonly isNew: boolean;
}

/** MASTER_KEY, or the data directory's file; where there is neither, the file beside the backup. */
function findKey({ masterKey, dataDir }: Config, backup: string, check: Uint8Array): FoundKey {
  const path = join(dataDir, MASTER_KEY_FILE);
  const beside = join(dirname(backup), MASTER_KEY_FILE);
  const own = masterKey?.reveal() ?? readKeyFile(path);
  const bytes = own ?? readKeyFile(beside);
  if (bytes === null) {
    throw new Error(
      `Could not restore ${backup}: there is no master key to open it with. Set MASTER_KEY, or put its ` +
        `${MASTER_KEY_FILE} into ${dataDir}`,
    );
  }
  if (masterKeyCheck(new Uint8Array(bytes)).toBase64() !== check.toBase64()) {
    const which = masterKey !== null ? "MASTER_KEY" : own === null ? beside : path;
    throw new Error(`Could not restore ${backup}: it was sealed under another master key than ${which}`);
  }
  return { bytes: new Uint8Array(bytes), path, isNew: own === null };
}

await endWith(async () => {
  const [file, ...more] = Deno.args;
  if (file === undefined || more.length > 0 || file.startsWith("--")) throw new Error("Use: deno task restore <file>");
  return restore(await loadConfig(systemSources()), file);
});
