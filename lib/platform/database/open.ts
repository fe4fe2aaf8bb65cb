/** Opens the database that the configuration names: PostgreSQL, the embedded SQLite in its folder, or memory. */
import { join } from "node:path";
import type pg from "pg";
import type { Clock } from "../clock.ts";
import type { Log } from "../log/log.ts";
import type { Random } from "../random.ts";
import { openDataDirectory } from "./data_directory.ts";
import type { Database } from "./database.ts";

export interface DatabaseChoice {
  /** PostgreSQL's URL; null for the embedded database. */
  readonly url: string | null;
  /** Null: 16. */
  readonly poolMax: number | null;
  /** The folder of the embedded database, or `memory`. */
  readonly dataDir: string;
  /** The image of a database that one in memory begins as; empty unless given. */
  readonly beginAs?: Uint8Array | undefined;
  /** In place of `pg.Client`: tests hand connections on. */
  readonly Client?: typeof pg.Client | undefined;
}

export interface OpenedDatabase {
  readonly database: Database;
  /** Where the server may keep files of its own; null where nothing is kept. */
  readonly folder: string | null;
  close(): Promise<void>;
}

/**
 * Loads only the engine that is used.
 * @throws {Error} when another server holds the folder, naming its pid, or when the embedded database is damaged
 */
export async function openDatabase(
  choice: DatabaseChoice,
  parts: { readonly clock: Clock; readonly random: Random; readonly log: Log },
): Promise<OpenedDatabase> {
  if (choice.url !== null) {
    const { openPostgres } = await import("./postgres.ts");
    const { POOL_MAX } = await import("./postgres_capacity.ts");
    const { decidePreferredTls } = await import("./preferred_tls.ts");
    const url = await decidePreferredTls(choice.url, parts);
    const database = openPostgres({ url, poolMax: choice.poolMax ?? POOL_MAX, Client: choice.Client, ...parts });
    return { database, folder: null, close: () => database.close() };
  }
  const { openSqlite } = await import("./sqlite.ts");
  const { checkForDamage } = await import("./sqlite_damage.ts");
  if (choice.dataDir === "memory") {
    const database = openSqlite({ path: ":memory:", beginAs: choice.beginAs, ...parts });
    return { database, folder: null, close: () => database.close() };
  }
  const directory = openDataDirectory(choice.dataDir);
  const file = join(directory.path, "gatehouse.db");
  try {
    checkForDamage(file, parts.log);
  } catch (error) {
    directory.release();
    throw error;
  }
  const database = openSqlite({ path: file, ...parts });
  return {
    database,
    folder: directory.path,
    async close() {
      await database.close();
      directory.release();
    },
  };
}
