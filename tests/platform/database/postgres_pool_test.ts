import { expect } from "expect";
import { createPool, type PostgresPool } from "../../../lib/platform/database/postgres_pool.ts";
import { silentLog } from "../../../lib/platform/log/log.ts";
import { type DatabaseWay, openDatabaseWay } from "../../process/database_way.ts";
import { testEngines, withPostgresSchema } from "../../support/test_database.ts";

const READ_TIMEOUT = /Query read timeout/;

function poolTest(name: string, run: (parts: PostgresPool & { way: DatabaseWay }) => Promise<void>) {
  Deno.test({
    name: `${name} (postgres)`,
    ignore: !testEngines().includes("postgres"),
    fn: () =>
      withPostgresSchema(async (databaseUrl) => {
        using way = openDatabaseWay(databaseUrl);
        const parts = createPool({
          url: way.url,
          connectionsMax: 4,
          queryTimeoutMs: 250,
          lockTimeoutMs: 250,
          log: silentLog,
        });
        try {
          await run({ ...parts, way });
        } finally {
          await parts.pool.end();
        }
      }),
  });
}

/** @param count connections that wait in the pool */
async function fill({ pool }: PostgresPool, count: number): Promise<void> {
  const clients = await Promise.all(Array.from({ length: count }, () => pool.connect()));
  clients.forEach((client) => client.release());
  expect(pool.idleCount).toBe(count);
}

poolTest("a connection that fell silent fails its user once, and nobody after", async ({ pool, way }) => {
  const client = await pool.connect();
  await client.query("begin");
  way.silence();
  await expect(client.query("select 1")).rejects.toThrow(READ_TIMEOUT);
  // Else the rollback would wait for the same.
  const startedAt = performance.now();
  await expect(client.query("rollback")).rejects.toThrow(/not queryable|closed/);
  expect(performance.now() - startedAt).toBeLessThan(200);
  way.restore();
  client.release();
  expect((await pool.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
});

poolTest("where one connection fell silent those that wait are closed", async ({ way, ...parts }) => {
  await fill(parts, 3);
  way.silence();
  const client = await parts.pool.connect();
  await expect(client.query("select 1")).rejects.toThrow(READ_TIMEOUT);
  client.release();
  way.restore();
  for (let count = 0; count < 3; count++) await parts.pool.query("select 1");
});

poolTest("a sign of life that does not come closes what waits", async ({ way, ...parts }) => {
  await fill(parts, 3);
  await parts.check();
  way.silence();
  await expect(parts.check()).rejects.toThrow();
  way.restore();
  for (let count = 0; count < 3; count++) await parts.pool.query("select 1");
});
