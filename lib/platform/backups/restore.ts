/** Puts a backup in the place of the embedded database, which is kept beside it. The caller holds the data directory. */
import { existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { copyFlushed, flushFolder, removeDatabase } from "./files.ts";

interface RestoreOrder {
  readonly backup: string;
  /** The data directory. */
  readonly folder: string;
}

export interface Restored {
  readonly path: string;
  /** Where the database lies that was there; null where there was none. */
  readonly before: string | null;
}

/**
 * Ids that the replaced database gave are not given again, or a token that still holds would be another player's.
 * @throws {Error} and leaves the database as it was
 */
export function restoreDatabase({ backup, folder }: RestoreOrder): Restored {
  const path = join(folder, "gatehouse.db");
  const aside = `${path}.restoring`;
  removeDatabase(aside);
  try {
    copyFlushed(backup, aside);
    if (existsSync(path)) keepSequences(path, aside);
    const before = existsSync(path) ? setAside(path) : null;
    renameSync(aside, path);
    flushFolder(path);
    return { path, before };
  } finally {
    removeDatabase(aside);
  }
}

/** With its journal, which goes by its name. */
function setAside(path: string): string {
  let before = `${path}.before-restore`;
  for (let copy = 2; existsSync(before); copy++) before = `${path}.before-restore-${copy}`;
  renameSync(path, before);
  if (existsSync(`${path}-wal`)) renameSync(`${path}-wal`, `${before}-wal`);
  rmSync(`${path}-shm`, { force: true });
  return before;
}

/** Tables count on from where the replaced database was, https://www.sqlite.org/autoinc.html; a damaged one tells none. */
function keepSequences(replaced: string, restored: string): void {
  const given = readSequences(replaced);
  const database = new DatabaseSync(restored);
  try {
    const has = database.prepare("select 1 from sqlite_master where type = 'table' and name = ?");
    const raise = database.prepare("update sqlite_sequence set seq = max(seq, ?) where name = ?");
    const insert = database.prepare("insert into sqlite_sequence (name, seq) values (?, ?)");
    database.exec("begin immediate");
    for (const { name, seq } of given) {
      if (has.get(name) === undefined) continue;
      if (raise.run(seq, name).changes === 0) insert.run(name, seq);
    }
    database.exec("commit");
  } finally {
    database.close();
  }
}

function readSequences(path: string): { name: string; seq: number }[] {
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(path);
    return database.prepare("select name, seq from sqlite_sequence").all()
      .map(({ name, seq }) => ({ name: String(name), seq: Number(seq) }));
  } catch {
    return [];
  } finally {
    database?.close();
  }
}
