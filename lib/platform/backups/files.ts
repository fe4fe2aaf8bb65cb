/** Files that are on the disk when these calls return: written aside, flushed, then put into place. */
import { closeSync, constants, copyFileSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";

/** Puts a finished file into place. @throws {Error} where something has the name already */
export function putIntoPlace(aside: string, path: string): void {
  if (existsSync(path)) throw new Error(`Could not write ${path}: there is such a file already`);
  flush(aside, "r+");
  renameSync(aside, path);
  flushFolder(path);
}

export function copyFlushed(from: string, to: string): void {
  copyFileSync(from, to, constants.COPYFILE_EXCL);
  flush(to, "r+");
}

/** A new name is durable once its folder is. Windows opens no folders. */
export function flushFolder(path: string): void {
  try {
    flush(dirname(path), "r");
  } catch (error) {
    if (Reflect.get(Object(error), "code") !== "EISDIR" && Reflect.get(Object(error), "code") !== "EPERM") throw error;
  }
}

/** A database, and what SQLite may have laid beside it. */
export function removeDatabase(path: string): void {
  for (const end of ["", "-journal", "-wal", "-shm"]) rmSync(`${path}${end}`, { force: true });
}

function flush(path: string, flags: string): void {
  const file = openSync(path, flags);
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
