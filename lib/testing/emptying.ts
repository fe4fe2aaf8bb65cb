/**
 * Takes away what a test left in a PostgreSQL schema: rows, what it made, and where the numbers were. By one call of a
 * function, as a session plans what is in it once; and by `delete`, as `truncate` writes new files for every table and index.
 */
import type pg from "pg";

/** What a migration wrote stays. */
const HISTORY = /_migrations$|_migration_lock$/;
const FUNCTION = "empty_after_test";

/** Makes the function. All that is there now has come to stay. @param schema its name, which needs no quotes */
export async function prepareEmptying(owner: pg.Client, schema: string): Promise<void> {
  const tables = await relationsOf(owner, schema, "r");
  // Its statistics, taken at any time, would choose other plans.
  await owner.query(tables.map((table) => `alter table ${schema}."${table}" set (autovacuum_enabled = off)`).join(";"));
  const numbers = (await relationsOf(owner, schema, "S")).map((name) => `perform setval('"${name}"', 1, false);`);
  const deletes = tables.filter((table) => !HISTORY.test(table)).map((table) => `delete from "${table}";`);
  await owner.query(`
    create function ${schema}.${FUNCTION}() returns void language plpgsql set search_path = ${schema} as $$
      declare
        own constant oid := '${schema}.${FUNCTION}'::regproc;
        strange record;
      begin
        for strange in
          select made.type, made.identity from pg_depend, pg_identify_object(classid, objid, objsubid) made
          where refclassid = 'pg_namespace'::regclass and refobjid = '${schema}'::regnamespace and objid > own
          order by made.type = 'table' desc -- whose sequences go with them
        loop
          execute format('drop %s if exists %s cascade', strange.type, strange.identity);
        end loop;
        if exists (select from audit_log) then
          -- Of its entries only those go that are in an archive.
          insert into audit_archives (name, from_at, to_at, last_id, entries, sha256, archived_at)
            select 'all', min(at), max(at) + 1, max(id), 0, '', 0 from audit_log;
          delete from audit_log;
        end if;
        ${deletes.join("\n        ")}
        ${numbers.join("\n        ")}
      end
    $$`);
}

/** Does it, once it is prepared. */
export async function emptyAfterTest(owner: pg.Client, schema: string): Promise<void> {
  await owner.query(`select ${schema}.${FUNCTION}()`);
}

/** The youngest first: what refers to others comes before them. */
async function relationsOf(owner: pg.Client, schema: string, kind: "r" | "S"): Promise<string[]> {
  const { rows } = await owner.query<{ name: string }>(
    "select relname as name from pg_class where relnamespace = $1::regnamespace and relkind = $2 order by oid desc",
    [schema, kind],
  );
  return rows.map(({ name }) => name);
}
