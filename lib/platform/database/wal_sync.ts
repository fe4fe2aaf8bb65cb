/**
 * Puts what was committed to the embedded database on the disk, beside the event loop, where SQLite's own sync would
 * stand. All who wait share one sync. `synchronous=normal` leaves exactly this to the program:
 * https://www.sqlite.org/pragma.html#pragma_synchronous
 */
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** https://www.sqlite.org/rescode.html#ioerr_fsync */
const SQLITE_IOERR_FSYNC = 1_034;

interface WalSync {
  /**
   * Resolves once all that was committed before the call is on the disk.
   * @throws {Error} as SQLite's own when it cannot be
   */
  flush(): Promise<void>;
  /** Waits for the sync that runs. */
  close(): Promise<void>;
}

export interface WalFile {
  /** Syncs the log file (fdatasync). */
  sync(): Promise<void>;
  /** Takes everything that is in the log over into the database, synced. @throws {Error} when it cannot */
  settle(): void;
  close(): void;
}

export function createWalSync(file: WalFile): WalSync {
  let running: Promise<void> | null = null;
  /** For all that came while one runs: it may have begun before their commit. */
  let next: Promise<void> | null = null;
  /** What a failed sync was to write may be lost, and all that follows it in the log would be lost with it. */
  let isDoubtful = false;

  const run = async () => {
    try {
      if (isDoubtful) file.settle();
      isDoubtful = true;
      await file.sync();
      isDoubtful = false;
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw Object.assign(new Error(`Could not put a commit on the disk: ${reason}`, { cause }), {
        errcode: SQLITE_IOERR_FSYNC,
      });
    } finally {
      running = null;
    }
  };
  const begin = (): Promise<void> => running = run();

  return {
    flush() {
      if (running === null) return next ?? begin();
      return next ??= running.catch(() => {}).then(() => {
        next = null;
        return begin();
      });
    },
    async close() {
      await (next ?? running)?.catch(() => {});
      file.close();
    },
  };
}

/** SQLite makes the log anew at a start: what is in it is safe once its name is, as by SQLite's own sync. */
async function openNamed(path: string): Promise<Deno.FsFile> {
  // Windows opens no folders, and needs no sync of them.
  if (Deno.build.os !== "windows") {
    using folder = await Deno.open(dirname(path));
    await folder.sync();
  }
  return await Deno.open(path, { write: true });
}

/** The log of the database at `path`, opened at the first sync: only then is it sure to exist. */
export function openWalFile(path: string): WalFile {
  let file: Deno.FsFile | null = null;
  return {
    async sync() {
      file ??= await openNamed(`${path}-wal`);
      await file.syncData();
    },
    settle() {
      const database = new DatabaseSync(path);
      try {
        // Neither waits for whoever reads or writes now: the next who needs it tries again.
        const row = database.prepare("pragma wal_checkpoint(restart)").get();
        if (row?.["busy"] !== 0) throw new Error("the log is in use");
      } finally {
        database.close();
      }
    },
    close: () => file?.close(),
  };
}
