/** How many connections a PostgreSQL takes, and what of them a process may have. */
import pg from "pg";

const TIMEOUT_MS = 2_000;
/** More than that one process does not keep busy. */
export const POOL_MAX = 16;
const POOL_MIN = 2;
/** Beside its pool a process has one that listens, and one that speaks to it. */
const BESIDE_POOL = 2;
/** The rest is for instances elsewhere, and for whoever looks after the database. */
const OF_ALL = 0.5;

interface Capacity {
  /** Connections that somebody like us may have in all. */
  readonly allowed: number;
  /** Of those, others' that are open now. */
  readonly taken: number;
}

interface PoolShare {
  /** Connections of one process's pool. */
  readonly each: number;
  /** What of all connections that comes to, those beside the pools as well. */
  readonly sum: number;
}

/** @returns null when the server does not tell: whoever needs it next says why */
export async function readCapacity(url: string): Promise<Capacity | null> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: TIMEOUT_MS,
    query_timeout: TIMEOUT_MS,
    application_name: "gatehouse start",
  });
  client.on("error", () => {});
  try {
    await client.connect();
    // -1 is no limit. `reserved_connections` came with PostgreSQL 16.
    const { rows: [row] } = await client.query<{ server: number; role: number; database: number; taken: string }>(`
      select current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
          - coalesce(current_setting('reserved_connections', true)::int, 0) as server,
        (select rolconnlimit from pg_roles where rolname = current_user) as role,
        (select datconnlimit from pg_database where datname = current_database()) as database,
        (select count(*) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()) as taken`);
    if (row === undefined) return null;
    const limits = [row.server, row.role, row.database].filter((limit) => limit !== null && limit >= 0);
    return { allowed: Math.min(...limits), taken: Number(row.taken) };
  } catch {
    return null;
  } finally {
    await client.end().catch(() => {});
  }
}

/**
 * What each process gets: as configured, shared out; else what it can use, and all together half of what is allowed.
 * @param configured of all processes together; null for a choice of ours
 */
export function sharePool(
  { capacity, configured, processes }: {
    readonly capacity: Capacity | null;
    readonly configured: number | null;
    readonly processes: number;
  },
): PoolShare {
  const fitting = capacity === null ? POOL_MAX : Math.floor(capacity.allowed * OF_ALL / processes) - BESIDE_POOL;
  const each = configured === null
    ? Math.max(POOL_MIN, Math.min(POOL_MAX, fitting))
    : Math.max(1, Math.floor(configured / processes));
  return { each, sum: processes * (each + BESIDE_POOL) };
}
