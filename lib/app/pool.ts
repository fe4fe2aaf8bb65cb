/** How many connections to PostgreSQL this start takes, said once. */
import { decidePreferredTls } from "../platform/database/preferred_tls.ts";
import type { Kernel } from "../platform/kernel/kernel.ts";

/**
 * @param processes that share them
 * @returns the size of each process's pool; null with the embedded database
 */
export async function choosePool(
  { config, clock, log }: Pick<Kernel, "config" | "clock" | "log">,
  processes: number,
): Promise<number | null> {
  if (config.databaseUrl === null) return null;
  const { readCapacity, sharePool } = await import("../platform/database/postgres_capacity.ts");
  const url = await decidePreferredTls(config.databaseUrl.reveal(), { clock, log });
  const capacity = await readCapacity(url);
  const { each, sum } = sharePool({ capacity, configured: config.database.poolMax, processes });
  const facts = { pool: each, processes, connections: sum, ...capacity };
  if (capacity !== null && capacity.taken + sum > capacity.allowed) {
    log.warn(
      `PostgreSQL takes ${capacity.allowed} connections, ${capacity.taken} are open, and this start may need ${sum}: raise ` +
        `max_connections, lower database.poolMax, or put a pooler in session mode between`,
      facts,
    );
  } else if (capacity !== null) log.info("Connections to PostgreSQL", facts);
  return each;
}
