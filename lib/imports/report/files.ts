/** The report's folder: `summary.json` and three CSV files that a spreadsheet opens without running anything in them. */
import { createWriteStream, type WriteStream } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "csv-stringify/sync";
import type { ReportLists, Summary } from "./report.ts";

const BYTE_ORDER_MARK = "\ufeff";
const FILES = {
  conflicts: ["foreign_id", "kind", "name", "email", "detail"],
  skipped: ["kind", "foreign_id", "rule"],
  renamed: ["foreign_id", "old_name", "new_name", "email", "logs_in_with"],
} as const;

interface ReportFiles {
  readonly lists: ReportLists;
  finish(summary: Summary): Promise<void>;
}

/** An earlier report in the folder is replaced; other files in it stay. */
export async function openReportFiles(folder: string): Promise<ReportFiles> {
  await mkdir(folder, { recursive: true });
  await rm(join(folder, "summary.json"), { force: true });
  const streams = Object.fromEntries(
    Object.entries(FILES).map(([name, header]) => {
      const stream = createWriteStream(join(folder, `${name}.csv`));
      stream.write(BYTE_ORDER_MARK + csvLine(header));
      return [name, stream];
    }),
  ) as Record<keyof typeof FILES, WriteStream>;
  const write = (name: keyof typeof FILES, row: readonly string[]) => void streams[name].write(csvLine(row));
  return {
    lists: {
      conflict: (row) => write("conflicts", row),
      skipped: (row) => write("skipped", row),
      renamed: (row) => write("renamed", row),
    },
    async finish(summary) {
      await Promise.all(
        Object.values(streams).map((stream) => new Promise<void>((resolve) => stream.end(() => resolve()))),
      );
      await writeFile(join(folder, "summary.json"), `${JSON.stringify(summary, null, 2)}\n`);
    },
  };
}

/** RFC 4180; a cell that a spreadsheet would take for a formula gets a `'`. */
function csvLine(row: readonly string[]): string {
  return stringify([[...row]], { record_delimiter: "\r\n", escape_formulas: true });
}
