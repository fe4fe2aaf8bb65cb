/**
 * `deno task move-to-postgres`: from the embedded database in DATA_DIR into the empty PostgreSQL of DATABASE_URL, all of
 * it or nothing. The embedded database stays as it is. `docs/operating.md` is the guide.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { sql } from "kysely";
import { createApp } from "../lib/app/app.ts";
import { STATIC_FOLDER } from "../lib/app/static_folder.ts";
import { builtInGames } from "../lib/games/mod.ts";
import { systemClock } from "../lib/platform/clock.ts";
import { type Config, loadConfig, systemSources } from "../lib/platform/config/config.ts";
import { createInlineHasher } from "../lib/platform/crypto/inline_hasher.ts";
import { MASTER_KEY_FILE } from "../lib/platform/crypto/master_key.ts";
import type { Database, Queryable } from "../lib/platform/database/database.ts";
import { openDatabase } from "../lib/platform/database/open.ts";
import { silentLog } from "../lib/platform/log/log.ts";
import { moveRows } from "../lib/platform/move/move.ts";
import { systemRandom } from "../lib/platform/random.ts";
import { endWith } from "./support/end.ts";

const kernel = { clock: systemClock, random: systemRandom, log: silentLog };

async function move(config: Config): Promise<string> {
  const { databaseUrl, masterKey, dataDir, database: { poolMax } } = config;
  if (databaseUrl === null || masterKey === null) {
    throw new Error("Could not move: set DATABASE_URL to the PostgreSQL, and MASTER_KEY to what master.key holds");
  }
  const file = join(dataDir, "gatehouse.db");
  if (dataDir === "memory" || !existsSync(file)) throw new Error(`Could not move: there is no ${file}`);
  // Held to the end, so that no server writes what would be left behind.
  const embedded = await openDatabase({ url: null, poolMax, dataDir }, kernel);
  try {
    await bringUpToDate(config, embedded.database).catch((cause: Error) => {
      throw new Error(`${cause.message} (the key of this database is ${join(dataDir, MASTER_KEY_FILE)})`, { cause });
    });
    const target = await openDatabase({ url: databaseUrl.reveal(), poolMax, dataDir }, kernel);
    try {
      await refuseUsed(target.database);
      await bringUpToDate(config, target.database);
      return await moveInto(target.database, file);
    } finally {
      await target.close();
    }
  } finally {
    await embedded.close();
  }
}

/** The core's tables and those of every game module, as this program has them. */
async function bringUpToDate(config: Config, database: Database): Promise<void> {
  const app = await createApp({
    ...kernel,
    config,
    database,
    masterKey: config.masterKey?.reveal() ?? new Uint8Array(),
    hasher: createInlineHasher(),
    games: builtInGames,
    staticFolder: STATIC_FOLDER,
  });
  await app.close();
}

/** A move that was cut short leaves tables without an account: then it may be begun anew. */
async function refuseUsed({ read }: Database): Promise<void> {
  const { rows: [table] } = await sql<{ there: string | null }>`select to_regclass('accounts') as there`.execute(read);
  if ((table?.there ?? null) === null) return;
  const account = await read.selectFrom("accounts").select("id").limit(1).executeTakeFirst();
  if (account !== undefined) throw new Error("Could not move: the PostgreSQL has accounts already");
}

async function moveInto(database: Database, file: string): Promise<string> {
  const source = new DatabaseSync(file, { readOnly: true });
  try {
    const moved = await database.withoutTimeLimits((db: Queryable) =>
      db.transaction().execute((transaction) => moveRows(source, transaction as never))
    );
    const rows = moved.reduce((sum, table) => sum + table.rows, 0);
    const lines = moved.filter((table) => table.rows > 0).map((table) => `${table.rows}  ${table.name}`);
    return [...lines, `Moved ${rows} rows of ${moved.length} tables, and compared every one. ${file} is as it was`]
      .join("\n");
  } finally {
    source.close();
  }
}

await endWith(async () => {
  if (Deno.args.length > 0) throw new Error("Use: deno task move-to-postgres, with DATABASE_URL and MASTER_KEY set");
  return await move(await loadConfig(systemSources()));
});
