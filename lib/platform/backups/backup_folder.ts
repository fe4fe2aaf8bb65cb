/** A folder of backups: what is in it, one more, and which of the old ones go. */
import { createReadStream, existsSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { CopyOrder } from "./copy.ts";
import { backupName, parseBackupName } from "./names.ts";

/** Of those that the program made before it changed the schema. */
const BEFORE_MIGRATION_KEPT = 3;

export interface Backup {
  readonly name: string;
  readonly at: Date;
  readonly bytes: number;
  readonly isBeforeMigration: boolean;
}

export type BackupFolder = ReturnType<typeof openBackupFolder>;

export function openBackupFolder(folder: string) {
  const list = (): Backup[] => {
    const names = existsSync(folder) ? readdirSync(folder) : [];
    return names.flatMap((name) => {
      const parsed = parseBackupName(name);
      const info = parsed === null ? undefined : statSync(join(folder, name), { throwIfNoEntry: false });
      return parsed === null || !info?.isFile() ? [] : [{ name, ...parsed, bytes: info.size }];
    }).sort((a, b) => a.name < b.name ? 1 : -1);
  };
  return {
    /** Newest first. */
    list,
    /** Reads it through, a piece at a time; null where there is no such backup. */
    read(name: string): { readonly body: ReadableStream<Uint8Array>; readonly bytes: number } | null {
      const backup = list().find((backup) => backup.name === name);
      if (backup === undefined) return null;
      const body = Readable.toWeb(createReadStream(join(folder, name))) as ReadableStream<Uint8Array>;
      return { body, bytes: backup.bytes };
    },
    /** Makes the folder where there is none. @returns where the next backup goes */
    next(from: string, at: Date, isBeforeMigration = false): CopyOrder & { readonly name: string } {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const name = backupName(at, isBeforeMigration, (name) => existsSync(join(folder, name)));
      return { name, from, to: join(folder, name) };
    },
    /** Deletes all but the latest `keep`. @returns the names of those that went */
    prune(keep: number): string[] {
      const all = list();
      const old = [
        ...all.filter((backup) => !backup.isBeforeMigration).slice(keep),
        ...all.filter((backup) => backup.isBeforeMigration).slice(BEFORE_MIGRATION_KEPT),
      ];
      for (const { name } of old) rmSync(join(folder, name), { force: true });
      return old.map(({ name }) => name);
    },
  };
}
