import { sql } from "kysely";
import type { Database } from "../../lib/platform/database/database.ts";

/** Resolves once some transaction of this PostgreSQL waits for another one's row. */
export async function untilBlocked(database: Database): Promise<void> {
  for (let waiting = 0; waiting === 0;) {
    const { rows } = await sql<{ count: number }>`select count(*) as count from pg_stat_activity
      where wait_event_type = 'Lock'`.execute(database.read);
    waiting = rows[0]?.count ?? 0;
  }
}
