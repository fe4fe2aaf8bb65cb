/**
 * Looks at the tables of the current schema and at no others. Kysely's own look at all of them fails when one of the
 * others is dropped meanwhile, as `pg_get_serial_sequence` then finds no schema of that name.
 */
import {
  type DatabaseIntrospector,
  type Kysely,
  PostgresDialect,
  type SchemaMetadata,
  sql,
  type TableMetadata,
} from "kysely";

interface ColumnRow {
  readonly schema: string;
  readonly table: string;
  readonly kind: string;
  readonly column: string;
  readonly type: string;
  readonly type_schema: string;
  readonly nullable: string;
  readonly default: string | null;
  readonly identity: string;
}

/** PostgreSQL's dialect, for a program whose tables are all in one schema. */
export class CurrentSchemaDialect extends PostgresDialect {
  // deno-lint-ignore no-explicit-any -- as Kysely declares it
  override createIntrospector(db: Kysely<any>): DatabaseIntrospector {
    return { getSchemas: () => getSchemas(db), getTables: () => getTables(db) };
  }
}

async function getSchemas(db: Kysely<unknown>): Promise<SchemaMetadata[]> {
  const { rows } = await sql<SchemaMetadata>`select nspname as name from pg_catalog.pg_namespace`.execute(db);
  return rows;
}

/** https://www.postgresql.org/docs/15/infoschema-columns.html */
async function getTables(db: Kysely<unknown>): Promise<TableMetadata[]> {
  const { rows } = await sql<ColumnRow>`
    select t.table_schema as schema, t.table_name as table, t.table_type as kind, c.column_name as column,
      c.udt_name as type, c.udt_schema as type_schema, c.is_nullable as nullable, c.column_default as default,
      c.is_identity as identity
    from information_schema.tables t
      join information_schema.columns c on c.table_schema = t.table_schema and c.table_name = t.table_name
    where t.table_schema = current_schema()
    order by t.table_name, c.ordinal_position`.execute(db);
  return [...Map.groupBy(rows, (row) => row.table).values()].map(toTable);
}

function toTable(rows: ColumnRow[]): TableMetadata {
  const { table, schema, kind } = rows[0]!;
  return {
    name: table,
    schema,
    isView: kind === "VIEW",
    isForeign: kind === "FOREIGN",
    columns: rows.map((row) => ({
      name: row.column,
      dataType: row.type,
      dataTypeSchema: row.type_schema,
      isNullable: row.nullable === "YES",
      hasDefaultValue: row.default !== null,
      isAutoIncrementing: row.identity === "YES" || row.default?.startsWith("nextval(") === true,
    })),
  };
}
