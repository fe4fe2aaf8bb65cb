/** The image of a migrated SQLite database: made once for each test file, and sooner copied than migrated. */
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { systemClock } from "../platform/clock.ts";
import { openSqlite } from "../platform/database/sqlite.ts";
import { silentLog } from "../platform/log/log.ts";
import { migrateTables, type TablesOf } from "./migrate_tables.ts";

const images = new Map<TablesOf, Promise<Uint8Array>>();

/** The tables and what their migrations wrote. */
export function migratedSqlite(whose: TablesOf): Promise<Uint8Array> {
  const image = images.get(whose) ?? migrateImage(whose);
  images.set(whose, image);
  return image;
}

async function migrateImage(whose: TablesOf): Promise<Uint8Array> {
  const folder = await Deno.makeTempDir();
  try {
    const path = join(folder, "image.db");
    const database = openSqlite({ path, clock: systemClock, log: silentLog });
    await migrateTables(database, whose).finally(() => database.close());
    using file = new DatabaseSync(path);
    file.exec("pragma journal_mode = delete"); // memory has no log
    return file.serialize();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
