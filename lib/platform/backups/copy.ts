/**
 * A copy of the embedded database while others write to it, by SQLite's own backup in one step
 * (https://www.sqlite.org/backup.html): one moment of it, whole. It takes the thread until it is done, so it has one of
 * its own. `VACUUM INTO` does the same, but attaches a file, which the runtime allows to programs without any limit only.
 */
import { chmodSync, statSync } from "node:fs";
import { backup, DatabaseSync } from "node:sqlite";
import { putIntoPlace, removeDatabase } from "./files.ts";

/** A writer may hold the database for a moment. */
const BUSY_MS = 10_000;
/** All of them in one step: of several, each write in between would begin the copy anew. */
const PAGES_MAX = 2 ** 31 - 1;

export interface CopyOrder {
  readonly from: string;
  /** Made here, whole or not at all. */
  readonly to: string;
}

/**
 * Copies, reads the copy through, flushes it and gives it its name.
 * @returns its size in bytes
 * @throws {Error} and leaves nothing, when either is damaged, the disk is full, or the name is taken
 */
export async function copyDatabase({ from, to }: CopyOrder): Promise<number> {
  const aside = `${to}.part`;
  removeDatabase(aside);
  try {
    const source = new DatabaseSync(from, { readOnly: true });
    try {
      source.exec(`pragma busy_timeout = ${BUSY_MS}`);
      await backup(source, aside, { rate: PAGES_MAX });
    } finally {
      source.close();
    }
    // It holds what the database holds, so it is as private.
    chmodSync(aside, 0o600);
    standAlone(aside);
    const damage = findFault(aside);
    if (damage !== null) throw new Error(`the copy is damaged (${damage})`);
    putIntoPlace(aside, to);
    return statSync(to).size;
  } catch (cause) {
    removeDatabase(aside);
    throw new Error(`Could not back up ${from}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** Without files beside it: the journal of the original is none of the copy. */
function standAlone(path: string): void {
  const database = new DatabaseSync(path);
  try {
    database.exec("pragma journal_mode = delete");
  } finally {
    database.close();
  }
}

/** Every page, index and constraint: https://www.sqlite.org/pragma.html#pragma_integrity_check. @returns null: none */
export function findFault(path: string): string | null {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const [first] = database.prepare("pragma integrity_check(1)").all();
    const text = String(first?.["integrity_check"] ?? "no answer");
    return text === "ok" ? null : text.replaceAll("\n", " ");
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    database.close();
  }
}
