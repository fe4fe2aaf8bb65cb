/** Where backups of the embedded database lie, and the copy before its schema changes. */
import { join } from "node:path";
import { openBackupFolder } from "../../platform/backups/backup_folder.ts";
import { copyDatabase } from "../../platform/backups/copy.ts";
import { dumpAdvice } from "../../platform/backups/postgres_advice.ts";
import type { Config } from "../../platform/config/config.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";

const NOTHING_KEPT = "The database is in memory: there is nothing to back up";

/** Null with PostgreSQL, and in memory. */
export function backupPlace(config: Config): { readonly file: string; readonly folder: string } | null {
  const { databaseUrl, dataDir } = config;
  if (databaseUrl !== null || dataDir === "memory") return null;
  return { file: join(dataDir, "gatehouse.db"), folder: join(dataDir, "backups") };
}

/** What an operator does where there is no file of ours. */
export function backupAdvice({ databaseUrl }: Config): string {
  return databaseUrl === null ? NOTHING_KEPT : dumpAdvice(databaseUrl.reveal(), ".");
}

/**
 * Copies the embedded database, once, before the first migration of a start changes it; a new one is not copied. The
 * start waits for it, as nobody plays yet.
 */
export function createCopyBeforeMigration({ config, clock, log }: Pick<Kernel, "config" | "clock" | "log">) {
  const place = backupPlace(config);
  let isDone = place === null;
  return async (): Promise<void> => {
    if (isDone || place === null) return;
    isDone = true;
    const folder = openBackupFolder(place.folder);
    const order = folder.next(place.file, clock.now(), true);
    const bytes = await copyDatabase(order);
    folder.prune(config.backups.keep);
    log.info("Backed up the database before its schema changes", { name: order.name, bytes });
  };
}
