/** What the commits of PostgreSQL tell the other instances, heard on the wire. */
import pg from "pg";
import { expect } from "expect";
import { openPostgresForTest, testEngines, withPostgresSchema } from "../../support/test_database.ts";

Deno.test({
  name:
    "a commit tells in one statement, in order, and of the same thing once; one that ends nothing is silent (postgres)",
  ignore: !testEngines().includes("postgres"),
  fn: () =>
    withPostgresSchema(async (url) => {
      const database = await openPostgresForTest(url);
      const listener = new pg.Client({ connectionString: url });
      await listener.connect();
      const { rows: [mine] } = await listener.query("select current_schema() as schema");
      const heard: string[] = [];
      listener.on("notification", ({ payload }) => {
        const { schema, event } = JSON.parse(payload ?? "null");
        if (schema === mine.schema && event !== null) heard.push(event.type); // other suites tell on the same channel
      });
      await listener.query("listen gatehouse_events");
      await database.transaction(async ({ db }) => void await db.selectFrom("pg_class" as never).limit(1).execute());
      await database.transaction((unit) => {
        for (const type of ["bans_changed", "servers_changed", "bans_changed"] as const) unit.publish({ type });
        return Promise.resolve();
      });
      await listener.query("select 1"); // notices come before the next answer
      expect(heard).toEqual(["bans_changed", "servers_changed"]);
      await listener.end();
      await database.close();
    }),
});
