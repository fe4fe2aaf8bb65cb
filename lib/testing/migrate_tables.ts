/** The tables that a test's database has from the start. */
import { builtInGames } from "../games/mod.ts";
import { migrateModule } from "../modules/sql/module_migrations.ts";
import { columnTypes } from "../platform/database/column_types.ts";
import type { Database } from "../platform/database/database.ts";
import { migrate } from "../platform/database/migrator.ts";
import { coreHistory } from "../../migrations/mod.ts";

/** Whose they are: the core's, or the built-in games' as well. */
export type TablesOf = "core" | "built_in_games";

export async function migrateTables(database: Database, whose: TablesOf): Promise<void> {
  await migrate(database, coreHistory(columnTypes(database.engine)));
  const games = whose === "built_in_games" ? builtInGames : [];
  for (const game of games) await migrateModule(database, game, games.map(({ id }) => id));
}
