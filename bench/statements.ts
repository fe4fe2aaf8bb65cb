/** What PostgreSQL saves where a statement is prepared: a session's look-up, named and not, in turn on one connection. */
import pg from "pg";
import { columnTypes } from "../lib/platform/database/column_types.ts";
import { migrate } from "../lib/platform/database/migrator.ts";
import { openPostgresForTest, testEngines, withPostgresSchema } from "../lib/testing/test_database.ts";
import { coreHistory } from "../migrations/mod.ts";
import { median } from "./support/http_load.ts";

export const name = "statements: a prepared look-up on PostgreSQL beside one that is not";

const ROUNDS = 5;
const QUERIES = 2_000;

export async function run(): Promise<void> {
  if (!testEngines().includes("postgres")) return console.log("  TEST_DATABASE_URL names no PostgreSQL");
  await withPostgresSchema(async (url) => {
    const database = await openPostgresForTest(url);
    await migrate(database, coreHistory(columnTypes("postgres")));
    const { sql: text } = database.read.selectFrom("sessions")
      .innerJoin("accounts", "accounts.id", "sessions.account_id")
      .select(["sessions.account_id", "sessions.token_id", "sessions.ended_at", "accounts.username", "accounts.role"])
      .where("sessions.id", "=", "").compile();
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const measure = async (named: { readonly name?: string }) => {
      const startedMs = performance.now();
      for (let count = 0; count < QUERIES; count++) await client.query({ ...named, text, values: ["nobody"] });
      return (performance.now() - startedMs) / QUERIES;
    };
    const rounds: { plain: number; prepared: number }[] = [];
    for (let round = 0; round <= ROUNDS; round++) {
      const times = { plain: await measure({}), prepared: await measure({ name: "session" }) };
      if (round > 0) rounds.push(times); // the first is compiled before it counts
    }
    const [plain, prepared] = [median(rounds.map((one) => one.plain)), median(rounds.map((one) => one.prepared))];
    const ratio = median(rounds.map((one) => one.prepared / one.plain));
    console.log(
      `  ${(prepared * 1e3).toFixed(0)} us prepared, ${(plain * 1e3).toFixed(0)} us not: ${ratio.toFixed(2)} of it`,
    );
    await client.end();
    await database.close();
  });
}
