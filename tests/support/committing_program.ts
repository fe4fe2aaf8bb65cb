/** A process that commits to the embedded database until it is killed, and says each number once its commit is answered. */
import { sql } from "kysely";
import { systemClock } from "../../lib/platform/clock.ts";
import { openSqlite } from "../../lib/platform/database/sqlite.ts";
import { silentLog } from "../../lib/platform/log/log.ts";

const database = openSqlite({
  path: Deno.args[0] ?? "",
  clock: systemClock,
  log: silentLog,
  checkpointBounds: { waiting: 10, length: 40, lengthMax: 1_000_000 },
});
await sql`create table if not exists kept (number integer, row integer, value blob) strict`.execute(database.write);
const value = new Uint8Array(3_000);
for (let number = 0;; number++) {
  await database.transaction(async ({ db }) => {
    for (let row = 0; row < 25; row++) await sql`insert into kept values (${number}, ${row}, ${value})`.execute(db);
  });
  console.error(number);
}
