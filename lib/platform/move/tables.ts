/** The tables of the target, as they are to be filled: each behind those that it refers to. */
import { type Kysely, sql } from "kysely";

export interface Column {
  readonly name: string;
  /** PostgreSQL's name of it, such as `int8`. */
  readonly type: string;
  /** Counts up by itself. */
  readonly counts: boolean;
}

export interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
  /** The columns that a row is found by. */
  readonly key: readonly string[];
}

interface ColumnRow extends Column {
  readonly table: string;
}

/** What migrations did is of each database alone. */
const OF_MIGRATIONS = /_migration(s|_lock)$/;

/** @throws {Error} where a table has no primary key, or tables refer to each other in a circle */
export async function readTables(db: Kysely<unknown>): Promise<Table[]> {
  const columns = await sql<ColumnRow>`
    select c.table_name as table, c.column_name as name, c.udt_name as type,
      (c.is_identity = 'YES' or coalesce(c.column_default like 'nextval(%', false)) as counts
    from information_schema.columns c
      join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name
    where c.table_schema = current_schema() and t.table_type = 'BASE TABLE' and c.is_generated = 'NEVER'
    order by c.table_name, c.ordinal_position`.execute(db);
  const keys = await sql<{ table: string; key: string[] }>`
    select r.relname as table, array_agg(a.attname::text order by a.attnum) as key
    from pg_index i join pg_class r on r.oid = i.indrelid join pg_namespace n on n.oid = r.relnamespace
      join pg_attribute a on a.attrelid = r.oid and a.attnum = any (i.indkey)
    where i.indisprimary and n.nspname = current_schema() group by r.relname`.execute(db);
  const references = await sql<{ from: string; to: string }>`
    select f.relname as from, t.relname as to
    from pg_constraint c join pg_class f on f.oid = c.conrelid join pg_class t on t.oid = c.confrelid
      join pg_namespace n on n.oid = f.relnamespace
    where c.contype = 'f' and n.nspname = current_schema() and f.oid <> t.oid`.execute(db);

  const keyOf = new Map(keys.rows.map(({ table, key }) => [table, key]));
  const tables = [...Map.groupBy(columns.rows, ({ table }) => table)]
    .filter(([name]) => !OF_MIGRATIONS.test(name))
    .map(([name, own]) => ({ name, columns: own, key: keyOf.get(name) ?? own.map((column) => column.name) }));
  return inOrder(tables, references.rows);
}

function inOrder(tables: readonly Table[], references: readonly { from: string; to: string }[]): Table[] {
  const ordered: Table[] = [];
  let left = [...tables];
  while (left.length > 0) {
    const waiting = new Set(left.map(({ name }) => name));
    const isFree = ({ name }: Table) => !references.some(({ from, to }) => from === name && waiting.has(to));
    const free = left.filter(isFree);
    if (free.length === 0) throw new Error(`Could not move: ${[...waiting].join(", ")} refer to each other`);
    ordered.push(...free);
    left = left.filter((table) => !free.includes(table));
  }
  return ordered;
}
