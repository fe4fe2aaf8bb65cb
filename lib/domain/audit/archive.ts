/**
 * Old months of the audit log go into files: written, flushed and named in the database first, then deleted, a batch at a
 * time. The database itself refuses to delete an entry that no archive holds.
 */
import { breathe } from "../../platform/breather.ts";
import { inBatches } from "../../platform/database/batches.ts";
import type { Database } from "../../platform/database/database.ts";
import type { Row } from "../../platform/database/schema.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { ArchiveFolder, ArchiveName } from "./archive_file.ts";
import type { Audit } from "./audit.ts";
import { type Month, monthOf } from "./months.ts";

const READ_BATCH = 500;
/** About five milliseconds of the embedded database. */
const DELETE_BATCH = 200;

interface AuditArchiveParts extends Pick<Kernel, "clock"> {
  readonly database: Pick<Database, "read" | "write" | "transaction">;
  readonly audit: Pick<Audit, "record">;
  readonly folder: ArchiveFolder;
  /** Whole months beside the one that runs. 1 or more. */
  readonly keepMonths: number;
  /** Told how many entries have gone from the log. */
  readonly onMoved: (entries: number) => void;
}

export type AuditArchive = ReturnType<typeof createAuditArchive>;

export function createAuditArchive({ database, clock, audit, folder, keepMonths, onMoved }: AuditArchiveParts) {
  const { read } = database;

  const write = async (month: Month, signal: AbortSignal): Promise<void> => {
    const { id: lastId } = await read.selectFrom("audit_log").select((eb) => eb.fn.max("id").as("id"))
      .executeTakeFirstOrThrow();
    const previous = await read.selectFrom("audit_archives").select(["name", "sha256"]).orderBy("id", "desc").limit(1)
      .executeTakeFirst();
    let entries = 0;
    const lines = async function* () {
      yield { archive: "audit_log", month: month.name, previous: previous ?? null } satisfies Heading;
      for await (const entry of entriesOf(read, month, lastId)) {
        signal.throwIfAborted();
        entries++;
        yield entry;
      }
    };
    const file = await folder.write(month.name, lines());
    await database.transaction(async (unit) => {
      await unit.db.insertInto("audit_archives").values({
        ...file,
        from_at: month.from,
        to_at: month.to,
        last_id: lastId,
        entries,
        archived_at: unit.now.getTime(),
        emptied_at: null,
      }).execute();
      const reason = `${entries} entries in ${file.name}, SHA-256 ${file.sha256}`;
      await audit.record(unit.db, { action: "audit.archive", actor: "system", reason });
    });
  };

  /** @returns whether it came to the end */
  const empty = async (archive: Row<"audit_archives">, signal: AbortSignal): Promise<boolean> => {
    await folder.verify(archive);
    await inBatches(DELETE_BATCH, async (size) => {
      if (signal.aborted) return 0;
      const batch = database.write.selectFrom("audit_log").select("id").where("at", ">=", archive.from_at)
        .where("at", "<", archive.to_at).where("id", "<=", archive.last_id).orderBy("at").limit(size);
      const result = await database.write.deleteFrom("audit_log").where("id", "in", batch).executeTakeFirst();
      onMoved(Number(result.numDeletedRows));
      return Number(result.numDeletedRows);
    });
    if (signal.aborted) return false;
    await database.write.updateTable("audit_archives").set({ emptied_at: clock.now().getTime() })
      .where("id", "=", archive.id).execute();
    return true;
  };

  return {
    /**
     * Moves what is older than the months that are kept, the oldest month first. What was begun before is finished first.
     * @throws {Error} when a file cannot be written, or an earlier one is not there: then nothing goes
     */
    async run(signal: AbortSignal): Promise<void> {
      while (!signal.aborted) {
        const begun = await read.selectFrom("audit_archives").selectAll().where("emptied_at", "is", null)
          .orderBy("id").limit(1).executeTakeFirst();
        if (begun !== undefined) {
          if (!await empty(begun, signal)) return;
          continue;
        }
        const oldest = await read.selectFrom("audit_log").select("at").orderBy("at").limit(1).executeTakeFirst();
        if (oldest === undefined || oldest.at >= monthOf(clock.now(), -keepMonths).from) return;
        await write(monthOf(new Date(oldest.at)), signal);
      }
    },
  };
}

/** The first line of a file. */
interface Heading {
  readonly archive: "audit_log";
  readonly month: string;
  /** The file before it, whichever month that is of. */
  readonly previous: ArchiveName | null;
}

/** In the order of their times, as an index has them. */
async function* entriesOf(db: Database["read"], month: Month, lastId: number): AsyncGenerator<object> {
  for (let last = { at: month.from, id: -1 };;) {
    const rows = await db.selectFrom("audit_log").selectAll()
      .where("at", "<", month.to).where("id", "<=", lastId)
      .where((eb) => eb(eb.refTuple("at", "id"), ">", eb.tuple(last.at, last.id)))
      .orderBy("at").orderBy("id").limit(READ_BATCH).execute();
    for (const { id, at, account_id, ...entry } of rows) {
      yield { id, at: new Date(at).toISOString(), account: account_id, ...entry };
    }
    const end = rows.at(-1);
    if (end === undefined || rows.length < READ_BATCH) return;
    last = end;
    await breathe();
  }
}
