import { expect } from "expect";
import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { checkForDamage } from "../../../lib/platform/database/sqlite_damage.ts";
import { createLog, type LogRecord, silentLog } from "../../../lib/platform/log/log.ts";

async function withFile(run: (path: string) => void | Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  const path = join(folder, "gatehouse.db");
  const database = new DatabaseSync(path);
  database.exec("pragma journal_mode = wal; create table t (a text); create index i on t (a)");
  const insert = database.prepare("insert into t values (?)");
  for (let row = 0; row < 500; row++) insert.run(`${row} ${"x".repeat(100)}`);
  database.close();
  try {
    await run(path);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Overwrites pages in the middle. */
function damage(path: string): void {
  using file = Deno.openSync(path, { write: true });
  file.seekSync(4_096 * 5, Deno.SeekMode.Start);
  file.writeSync(new Uint8Array(4_096 * 3).fill(0xa5));
}

Deno.test("a database in order, and one that is not there yet, are used", () =>
  withFile((path) => {
    checkForDamage(path, silentLog);
    checkForDamage(`${path}.new`, silentLog);
  }));

Deno.test("damaged pages end the start, with what is wrong and what to do", () =>
  withFile((path) => {
    damage(path);
    expect(() => checkForDamage(path, silentLog)).toThrow(
      /gatehouse\.db is damaged \(.+\): stop, and restore a backup/,
    );
  }));

for (const isDamaged of [true, false]) {
  Deno.test(`a big database ${isDamaged ? "that is damaged " : ""}is checked beside the start, and the log tells`, () =>
    withFile(async (path) => {
      if (isDamaged) damage(path);
      const { promise: told, resolve } = Promise.withResolvers<LogRecord>();
      checkForDamage(path, createLog(resolve), 1_000);
      const { level, message } = await told;
      expect([level, message]).toEqual(
        isDamaged ? ["error", expect.stringContaining("is damaged")] : ["info", "The database's pages are in order"],
      );
    }));
}
