/** Backups of the embedded database, made while the server runs: by hand, every so often, and looked through. */
import type { Actor } from "../audit/actor.ts";
import type { Audited } from "../audit/audit.ts";
import { type Backup, type BackupFolder, openBackupFolder } from "../../platform/backups/backup_folder.ts";
import { copyAside } from "../../platform/backups/copy_aside.ts";
import { AppError } from "../../platform/errors.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { Page } from "../../platform/page.ts";

type BackupRecord = ReturnType<typeof toRecord>;

export type Backups = ReturnType<typeof createBackups>;

interface BackupsParts extends Audited, Pick<Kernel, "clock" | "log"> {
  /** The embedded database's file, and the folder of its backups; null with PostgreSQL or in memory. */
  readonly place: { readonly file: string; readonly folder: string } | null;
  readonly keep: number;
  /** What to do instead, where there is no file. */
  readonly advice: string;
}

export function createBackups(parts: BackupsParts) {
  const { database, clock, log, audit, place, keep } = parts;
  const folder: BackupFolder | null = place === null ? null : openBackupFolder(place.folder);
  let making: Promise<BackupRecord> | null = null;

  const required = () => {
    if (place === null || folder === null) throw new AppError("not_found", parts.advice);
    return { file: place.file, folder };
  };

  const make = async (by: Pick<Actor, "actor"> & { address: string | null }): Promise<BackupRecord> => {
    const { file, folder } = required();
    const order = folder.next(file, clock.now());
    const bytes = await copyAside({ from: order.from, to: order.to });
    folder.prune(keep);
    await database.transaction((unit) =>
      audit.record(unit.db, {
        action: "backup.create",
        actor: by.actor,
        address: by.address,
        reason: `${order.name}, ${bytes} bytes`,
      })
    );
    log.info("Backed up the database", { name: order.name, bytes });
    const made = folder.list().find(({ name }) => name === order.name);
    return made === undefined ? { name: order.name, at: clock.now().toISOString(), bytes } : toRecord(made);
  };

  const makeOnce = (by: Pick<Actor, "actor"> & { address: string | null }) =>
    making ??= make(by).finally(() => {
      making = null;
    });

  return {
    /** Newest first; `after` is the name that the page before ended with. */
    list({ limit, after }: { limit: number; after?: string | undefined }): Page<BackupRecord, string> {
      const all = required().folder.list();
      const begin = after === undefined ? 0 : all.findIndex(({ name }) => name < after);
      const items = begin < 0 ? [] : all.slice(begin, begin + limit);
      const hasMore = begin >= 0 && begin + limit < all.length;
      return { items: items.map(toRecord), next: hasMore ? items.at(-1)?.name ?? null : null };
    },
    /** When the newest was made; null where there is none, undefined where there is no file to back up. */
    latest: (): Date | null | undefined => folder === null ? undefined : folder.list()[0]?.at ?? null,
    /** Makes one; whoever asks while one is being made gets that. */
    create: (by: Actor): Promise<BackupRecord> => makeOnce(by),
    /** Reads a backup through; that is audited. @throws {AppError} `not_found` */
    async read(
      name: string,
      { actor, address }: Actor,
    ): Promise<{ readonly body: ReadableStream<Uint8Array>; readonly bytes: number }> {
      const { folder } = required();
      if (!folder.list().some((backup) => backup.name === name)) throw unknownBackup(name);
      await database.transaction((unit) =>
        audit.record(unit.db, { action: "backup.download", actor, address, reason: name })
      );
      const file = folder.read(name);
      if (file === null) throw unknownBackup(name);
      return file;
    },
    /** Makes one and deletes the oldest. Does nothing where there is no file to back up. */
    async runScheduled(): Promise<void> {
      if (place !== null) await makeOnce({ actor: "system", address: null });
    },
  };
}

function unknownBackup(name: string): AppError {
  return new AppError("not_found", `Could not find the backup ${name.slice(0, 100)}`);
}

function toRecord({ name, at, bytes }: Backup) {
  return { name, at: at.toISOString(), bytes };
}
