/** Whether a file is a backup that this program can go on with. */
import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { findFault } from "./copy.ts";

interface BackupFacts {
  /** The core's migrations that were applied. */
  readonly migrations: readonly string[];
  /** The value of the master key's check; null where none was written yet. */
  readonly keyCheck: Uint8Array | null;
}

/**
 * @param known the core's migrations that this program has
 * @throws {Error} in one sentence, when there is no such file, it is damaged, no Gatehouse database, or newer
 */
export function verifyBackup(path: string, known: readonly string[]): BackupFacts {
  if (!existsSync(path)) throw new Error(`Could not restore ${path}: there is no such file`);
  const fault = findFault(path);
  if (fault !== null) throw new Error(`Could not restore ${path}: it is damaged, or no database (${fault})`);
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const has = (table: string) =>
      database.prepare("select 1 from sqlite_master where type = 'table' and name = ?").get(table) !== undefined;
    if (!has("core_migrations") || !has("settings")) {
      throw new Error(`Could not restore ${path}: it is no database of Gatehouse`);
    }
    const migrations = database.prepare("select name from core_migrations order by name").all()
      .map(({ name }) => String(name));
    const newer = migrations.filter((name) => !known.includes(name));
    if (newer.length > 0) {
      throw new Error(`Could not restore ${path}: it is newer than this program (it has ${newer.join(", ")})`);
    }
    const row = database.prepare("select value from settings where name = 'master_key_check'").get();
    const value = row?.["value"];
    return { migrations, keyCheck: value instanceof Uint8Array ? value : null };
  } finally {
    database.close();
  }
}
