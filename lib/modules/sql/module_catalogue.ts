/** What the database's catalogue says of its tables and views, so that nobody has to guess it from a statement's text. */
import { type Kysely, sql } from "kysely";
import type { Engine } from "../../platform/database/database.ts";

/** Of each table and view by its name: what it is made of, with its indexes and triggers. */
type Catalogue = ReadonlyMap<string, string>;

/** Temporary tables are in none. */
export async function readCatalogue(db: Kysely<unknown>, engine: Engine): Promise<Catalogue> {
  const { rows } = await (engine === "sqlite" ? SQLITE : POSTGRES).execute(db);
  return new Map(rows.map(({ name, shape }) => [name, shape]));
}

/** The names under which something came, went or is another thing now, in their order. */
export function changesBetween(before: Catalogue, after: Catalogue): string[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter((name) => before.get(name) !== after.get(name)).toSorted();
}

/** https://www.sqlite.org/schematab.html: an index or trigger names its table; those of SQLite itself have no text. */
const SQLITE = sql<{ name: string; shape: string }>`
  select tbl_name as name, group_concat(text, ' ; ') as shape
  from (
    select lower(tbl_name) as tbl_name, type || ' ' || name || ' ' || coalesce(sql, '') as text
    from sqlite_master where tbl_name not like 'sqlite\\_%' escape '\\' order by type, name
  )
  group by tbl_name`;

/** https://www.postgresql.org/docs/15/catalog-pg-class.html: tables, views and what hangs on them. */
const POSTGRES = sql<{ name: string; shape: string }>`
  select c.relname as name, concat_ws(' ; ',
    c.oid::text,
    (select string_agg(concat_ws(' ', a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull), ', '
      order by a.attnum) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped),
    (select string_agg(pg_get_indexdef(i.indexrelid), ', ' order by i.indexrelid)
      from pg_index i where i.indrelid = c.oid),
    (select string_agg(pg_get_constraintdef(k.oid), ', ' order by k.oid) from pg_constraint k where k.conrelid = c.oid),
    (select string_agg(pg_get_triggerdef(t.oid), ', ' order by t.oid)
      from pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal)
  ) as shape
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = current_schema() and c.relkind in ('r', 'p', 'v', 'm', 'f')`;
