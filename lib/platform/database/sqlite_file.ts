/** The file of the embedded database, as every connection of ours opens it. */
import { DatabaseSync } from "node:sqlite";

/** So long another program that has it is waited for. */
const BUSY_MS = 2_000;

export function openSqliteFile(path: string, options: { readonly readOnly: boolean }): DatabaseSync {
  const database = new DatabaseSync(path, options);
  // Before anything else is asked: until then SQLite does not wait.
  database.exec(`pragma busy_timeout = ${BUSY_MS}`);
  return database;
}
