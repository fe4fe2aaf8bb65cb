/** Indices of large tables on a PostgreSQL that is in use: built while others write, whole whatever was cut short. */
import { expect } from "expect";
import { type Kysely, sql } from "kysely";
import { prepareDatabase } from "../../../lib/app/prepare_database.ts";
import { systemClock } from "../../../lib/platform/clock.ts";
import { columnTypes } from "../../../lib/platform/database/column_types.ts";
import type { Database } from "../../../lib/platform/database/database.ts";
import { migrate } from "../../../lib/platform/database/migrator.ts";
import { createLog } from "../../../lib/platform/log/log.ts";
import { buildLargeIndices } from "../../../migrations/large_indices.ts";
import { coreHistory } from "../../../migrations/mod.ts";
import { addAccount } from "../../support/accounts.ts";
import { until } from "../../support/until.ts";
import { openPostgresForTest, testEngines, withPostgresSchema } from "../../support/test_database.ts";

const MASTER_KEY = new Uint8Array(32);
const ignore = !testEngines().includes("postgres");
const build = (database: Database) =>
  database.withoutTimeLimits((db) => buildLargeIndices(db as unknown as Kysely<unknown>));

/** Tables that no other test meets, as these are changed. */
const withOwnTables = (run: (database: Database) => Promise<void>) =>
  withPostgresSchema(async (url) => {
    const database = await openPostgresForTest(url);
    try {
      await migrate(database, coreHistory(columnTypes("postgres")));
      await run(database);
    } finally {
      await database.close();
    }
  });

async function isValid({ read }: Database, name: string): Promise<boolean | undefined> {
  const { rows } = await sql<{ valid: boolean }>`select indisvalid as valid from pg_index
    where indexrelid = to_regclass(${name})`.execute(read);
  return rows[0]?.valid;
}

/** Whether a build of it waits for whoever writes. */
async function isWaiting({ read }: Database, name: string): Promise<boolean> {
  const { rows } = await sql`select 1 from pg_stat_activity
    where query ~ ${`^create index.*${name}`} and wait_event_type = 'Lock'`.execute(read);
  return rows.length > 0;
}

const addTicket = (database: Pick<Database, "write">, byte: number) =>
  database.write.insertInto("seen_tickets").values({ hash: Uint8Array.of(byte), expires_at: 1 }).execute();

const addSession = (database: Pick<Database, "write">, accountId: number, id: string) =>
  database.write.insertInto("sessions")
    .values({ id, account_id: accountId, door: "slime", address: "192.0.2.1", created_at: 0, last_active_at: 0 })
    .execute();

Deno.test({
  name: "they are built while others write, by two instances at once, and one that was cut short is built anew",
  ignore,
  fn: () =>
    withOwnTables(async (database) => {
      await addTicket(database, 1);
      await addTicket(database, 2);
      const accountId = await addAccount(database, "ada");
      await sql`drop index seen_tickets_expiry, sessions_native`.execute(database.write);
      // As a build leaves it that fails in between: with a name, and not valid.
      const failed = sql`create unique index concurrently seen_tickets_expiry on seen_tickets (expires_at)`;
      await expect(failed.execute(database.write)).rejects.toThrow();
      expect(await isValid(database, "seen_tickets_expiry")).toBe(false);

      const writing = Promise.withResolvers<void>();
      const isOpen = Promise.withResolvers<void>();
      const open = database.transaction(async ({ db }) => {
        await addSession({ write: db }, accountId, "open");
        isOpen.resolve();
        await writing.promise;
      });
      await isOpen.promise;
      const builds = Promise.all([build(database), build(database)]);
      await until(() => isWaiting(database, "sessions_native"));
      // Neither waits for the other, nor for the builds.
      for (let number = 0; number < 20; number++) await addSession(database, accountId, `${number}`);
      writing.resolve();
      await Promise.all([open, builds]);
      expect(await isValid(database, "seen_tickets_expiry")).toBe(true);
      expect(await isValid(database, "sessions_native")).toBe(true);
    }),
});

Deno.test({
  name: "a start on a database that is in use builds them before it migrates",
  ignore,
  fn: () =>
    withOwnTables(async (database) => {
      const history = coreHistory(columnTypes("postgres"));
      const seen: (boolean | undefined)[] = [];
      const newer = {
        ...history,
        migrations: {
          ...history.migrations,
          "9999_look": { up: async () => void seen.push(await isValid(database, "sessions_native")) },
        },
      };
      await sql`drop index sessions_native`.execute(database.write);
      expect(await migrate(database, newer)).toEqual(["9999_look"]);
      // Seen from outside the migrations' transaction.
      expect(seen).toEqual([true]);
    }),
});

Deno.test({
  name: "an operator whose start builds them is told so, and no other",
  ignore,
  fn: () =>
    withOwnTables(async (database) => {
      const said: string[] = [];
      const kernel = { database, clock: systemClock, log: createLog(({ message }) => said.push(message)) };
      const start = () => prepareDatabase(kernel, MASTER_KEY, () => Promise.resolve());
      await start();
      expect(said).toEqual([]);
      // As the program before that migration left it.
      await sql`alter table login_trail drop column words`.execute(database.write);
      await sql`delete from core_migrations where name = '0051_trail_words'`.execute(database.write);
      await start();
      expect(said).toEqual([expect.stringContaining("indices are built")]);
    }),
});
