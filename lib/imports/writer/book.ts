/** The book of imports: which run read what, and what became of every foreign row, so that a second run changes nothing. */
import { createQuickHmac } from "../../platform/crypto/quick_hmac.ts";
import { bulkInsert, bulkList } from "../../platform/database/bulk.ts";
import type { Queryable, UnitOfWork } from "../../platform/database/database.ts";
import type { Row } from "../../platform/database/schema.ts";

type RowKind = Row<"import_rows">["kind"];

export interface BookedRow {
  readonly kind: RowKind;
  readonly foreignId: string;
  readonly localId: number | null;
  readonly outcome: Row<"import_rows">["outcome"];
  readonly rowHash: Uint8Array;
  readonly credentialVersion: number | null;
}

/** A row that became nothing with an id here. */
export function withoutId(
  kind: RowKind,
  foreignId: string,
  rowHash: Uint8Array,
  outcome: BookedRow["outcome"] = "skipped",
): BookedRow {
  return { kind, foreignId, localId: null, outcome, rowHash, credentialVersion: null };
}

export interface Book {
  /** What is known of these rows, by their foreign keys. */
  find(unit: UnitOfWork, kind: RowKind, foreignIds: readonly string[]): Promise<ReadonlyMap<string, BookedRow>>;
  /** One of them. */
  findOne(unit: UnitOfWork, kind: RowKind, foreignId: string): Promise<BookedRow | undefined>;
  /** Rows that the book did not have, or whose row was skipped before. */
  add(unit: UnitOfWork, runId: number, rows: readonly BookedRow[]): Promise<void>;
  update(unit: UnitOfWork, runId: number, row: BookedRow): Promise<void>;
  /** The same for the same row and options, and nothing that tells of either. */
  hash(content: unknown): Uint8Array;
}

const HASH_BYTES = 16;

/** @param key 32 bytes, derived from the master key: a hash of a weak verifier must not be guessed at */
export async function createBook(
  { label, key }: { readonly label: string; readonly key: Uint8Array },
): Promise<Book> {
  const hmac = await createQuickHmac(key);
  const find: Book["find"] = async (unit, kind, foreignIds) => {
    if (foreignIds.length === 0) return new Map();
    const rows = await unit.db.selectFrom("import_rows")
      .select(["foreign_id", "local_id", "outcome", "row_hash", "credential_version"])
      .where("label", "=", label).where("kind", "=", kind)
      .where("foreign_id", "in", bulkList<string>(unit.engine, "text", foreignIds))
      .execute();
    return new Map(rows.map((row) => [row.foreign_id, {
      kind,
      foreignId: row.foreign_id,
      localId: row.local_id,
      outcome: row.outcome,
      rowHash: row.row_hash,
      credentialVersion: row.credential_version,
    }]));
  };
  return {
    find,
    findOne: async (unit, kind, foreignId) => (await find(unit, kind, [foreignId])).get(foreignId),
    async add(unit, runId, rows) {
      await bulkInsert(unit.db, unit.engine, {
        table: "import_rows",
        columns: {
          label: "text",
          kind: "text",
          foreign_id: "text",
          local_id: "integer",
          outcome: "text",
          row_hash: "bytes",
          credential_version: "integer",
          run_id: "integer",
        },
        rows: rows.map((row) => [
          label,
          row.kind,
          row.foreignId,
          row.localId,
          row.outcome,
          row.rowHash,
          row.credentialVersion,
          runId,
        ]),
      });
    },
    async update(unit, runId, row) {
      await unit.db.updateTable("import_rows").set({
        local_id: row.localId,
        outcome: row.outcome,
        row_hash: row.rowHash,
        credential_version: row.credentialVersion,
        run_id: runId,
      }).where("label", "=", label).where("kind", "=", row.kind).where("foreign_id", "=", row.foreignId).execute();
    },
    hash: (content) => hmac(JSON.stringify(content, withHex)).slice(0, HASH_BYTES),
  };
}

/** Bytes as text, and maps as lists: what JSON does not know by itself. */

function withHex(_key: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return value.toHex();
  return value instanceof Map ? [...value] : value;
}

/** @returns the run's id */
export async function beginRun(
  db: Queryable,
  run: { readonly source: string; readonly label: string; readonly options: unknown; readonly at: number },
): Promise<number> {
  const { id } = await db.insertInto("import_runs").values({
    source: run.source,
    label: run.label,
    started_at: run.at,
    finished_at: null,
    options: JSON.stringify(run.options),
    counts: null,
  }).returning("id").executeTakeFirstOrThrow();
  return id;
}

export async function finishRun(db: Queryable, runId: number, counts: unknown, at: number): Promise<void> {
  await db.updateTable("import_runs").set({ finished_at: at, counts: JSON.stringify(counts) })
    .where("id", "=", runId).execute();
}
