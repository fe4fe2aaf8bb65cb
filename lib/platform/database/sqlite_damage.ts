/** Whether the pages of the embedded database are what they should be: https://www.sqlite.org/pragma.html#pragma_quick_check */
import type { DatabaseSync } from "node:sqlite";
import type { Log } from "../log/log.ts";
import { openSqliteFile } from "./sqlite_file.ts";

/** Up to here the check takes a fraction of a second, and the start waits for it; above it runs beside the players. */
const CHECKED_BYTES_MAX = 64 * 1_024 * 1_024;

const SQLITE_NOTADB = 26;

/** Reads every page. @returns what is wrong first, or null */
export function findDamage(path: string): string | null {
  let database: DatabaseSync | null = null;
  try {
    database = openSqliteFile(path, { readOnly: true });
    const [first] = database.prepare("pragma quick_check(1)").all();
    const text = String(first?.["quick_check"] ?? "no answer");
    return text === "ok" ? null : text.replaceAll("\n", " ");
  } catch (error) {
    // No database at all: the first statement says so.
    if (Reflect.get(Object(error), "errcode") === SQLITE_NOTADB) return null;
    return error instanceof Error ? error.message : String(error);
  } finally {
    database?.close();
  }
}

/**
 * Checks a file before it is used; a big one on a thread of its own, so that the start does not wait for its size.
 * @throws {Error} when a file of up to `bytesMax` is damaged; what is found of a bigger one is logged
 */
export function checkForDamage(path: string, log: Log, bytesMax = CHECKED_BYTES_MAX): void {
  const bytes = sizeOf(path);
  if (bytes === 0) return;
  if (bytes > bytesMax) return findDamageAside(path, log);
  const damage = findDamage(path);
  if (damage !== null) throw new Error(messageFor(path, damage));
}

function findDamageAside(path: string, log: Log): void {
  const worker = new Worker(new URL("./sqlite_damage_worker.ts", import.meta.url), { type: "module", name: "pages" });
  worker.onmessage = ({ data }: MessageEvent<string | null>) => {
    worker.terminate();
    if (data === null) log.info("The database's pages are in order", { path });
    else log.error(messageFor(path, data));
  };
  worker.onerror = (event) => {
    event.preventDefault();
    worker.terminate();
    log.warn("Could not check the database's pages", { path, reason: event.message });
  };
  worker.postMessage(path);
}

function messageFor(path: string, damage: string): string {
  return `The database ${path} is damaged (${damage}): stop, and restore a backup, or save what can be read by ` +
    `sqlite3's .recover`;
}

function sizeOf(path: string): number {
  try {
    return Deno.statSync(path).size;
  } catch {
    return 0;
  }
}
