/** Opening the embedded database while another program has a hold of it: a backup, sqlite3, a process that dies. */
import { expect } from "expect";
import { sql } from "kysely";
import { systemClock } from "../../../lib/platform/clock.ts";
import { openSqlite } from "../../../lib/platform/database/sqlite.ts";
import { silentLog } from "../../../lib/platform/log/log.ts";

/** Holds the file from its first word on, and lets go of it some time after it was told that another opens it. */
const HOLDER = `
  import { DatabaseSync } from "node:sqlite";
  self.onmessage = ({ data: { path, signal } }) => {
    const database = new DatabaseSync(path);
    database.exec("begin exclusive");
    self.postMessage("held");
    const told = new Int32Array(signal);
    Atomics.wait(told, 0, 0);
    Atomics.wait(told, 0, 1, 100);
    database.exec("commit");
    database.close();
  };
`;

Deno.test("a database that another program holds for a moment is waited for", async () => {
  const folder = await Deno.makeTempDir();
  const holder = new Worker(URL.createObjectURL(new Blob([HOLDER], { type: "text/javascript" })), { type: "module" });
  const database = openSqlite({ path: `${folder}/data.db`, clock: systemClock, log: silentLog });
  try {
    const signal = new SharedArrayBuffer(4);
    const { promise: held, resolve } = Promise.withResolvers<MessageEvent>();
    holder.onmessage = resolve;
    holder.postMessage({ path: `${folder}/data.db`, signal });
    await held;
    Atomics.store(new Int32Array(signal), 0, 1);
    Atomics.notify(new Int32Array(signal), 0);
    const { rows } = await sql<{ journal_mode: string }>`pragma journal_mode`.execute(database.write);
    expect(rows).toEqual([{ journal_mode: "wal" }]);
  } finally {
    holder.terminate();
    await database.close();
    await Deno.remove(folder, { recursive: true });
  }
});
