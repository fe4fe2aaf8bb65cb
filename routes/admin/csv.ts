/** A list as a file: the same rows by the same filters, page after page, so that a million of them hold up nobody. */
import { stringify } from "csv-stringify/sync";
import type { ZodObject } from "zod";
import type { Audited } from "../../lib/domain/audit/audit.ts";
import { breathe } from "../../lib/platform/breather.ts";
import type { Kernel } from "../../lib/platform/kernel/kernel.ts";
import type { HttpContext } from "../http.ts";
import { byOf } from "./fields.ts";

/** Rows of a file at most. */
const ROWS_MAX = 1_000_000;
/** Rows that are read, and held in memory, at once. */
const PAGE_ROWS = 500;
/** Of spreadsheets, which else take UTF-8 for something else. */
const BYTE_ORDER_MARK = "\uFEFF";

type Row = Readonly<Record<string, unknown>>;

export interface CsvParts extends Audited, Pick<Kernel, "clock"> {
}

interface CsvList<Key> {
  /** What the file and its audit entry are named after. */
  readonly name: string;
  /** Of one row: its fields are the columns, in their order. */
  readonly row: ZodObject;
  /** Where the first page begins. */
  readonly after: Key | undefined;
  readonly readPage: (
    page: { readonly after: Key | undefined; readonly limit: number },
  ) => Promise<{ readonly items: readonly object[]; readonly next: Key | null }>;
}

/** The list as an attachment. It is audited with its filter before the first row leaves; a wrong filter throws. */
export async function answerCsv<Key>(c: HttpContext, parts: CsvParts, list: CsvList<Key>): Promise<Response> {
  const first = await list.readPage({ after: list.after, limit: PAGE_ROWS });
  const reason = [list.name, filterOf(c)].filter((text) => text !== "").join("?");
  await parts.database.transaction((unit) =>
    parts.audit.record(unit.db, { action: "export.create", door: "admin", reason, ...byOf(c) })
  );
  const day = parts.clock.now().toISOString().slice(0, 10);
  return new Response(linesOf(list, first), {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${list.name}-${day}.csv"`,
    },
  });
}

function filterOf(c: HttpContext): string {
  const given = Object.entries(c.req.query()).filter(([name, value]) =>
    value !== "" && name !== "format" && name !== "limit"
  );
  return new URLSearchParams(given).toString();
}

/** Reads a page when the one before was taken: whoever reads slowly holds one page, and the loop turns between two. */
function linesOf<Key>(
  list: CsvList<Key>,
  first: Awaited<ReturnType<CsvList<Key>["readPage"]>>,
): ReadableStream<Uint8Array> {
  const columns = Object.keys(list.row.shape);
  const encoder = new TextEncoder();
  const lines = (rows: readonly (readonly string[])[]) =>
    stringify(rows.map((row) => [...row]), { record_delimiter: "\r\n", escape_formulas: true });
  let page = first;
  let left = ROWS_MAX;
  let isFirst = true;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (!isFirst) {
        if (page.next === null || left <= 0) return controller.close();
        await breathe();
        page = await list.readPage({ after: page.next, limit: Math.min(PAGE_ROWS, left) });
      }
      const rows = page.items.map((item) => columns.map((name) => cellOf((item as Row)[name])));
      left -= rows.length;
      const text = isFirst ? BYTE_ORDER_MARK + lines([columns, ...rows]) : lines(rows);
      isFirst = false;
      controller.enqueue(encoder.encode(text));
    },
  }, { highWaterMark: 0 });
}

/** Nothing for null, texts of a list behind one another, and JSON for what has fields of its own. */
function cellOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value !== "object") return String(value);
  const isListOfTexts = Array.isArray(value) && value.every((item) => typeof item === "string");
  if (isListOfTexts) return value.join(" ");
  return Array.isArray(value) && value.length === 0 ? "" : JSON.stringify(value);
}
