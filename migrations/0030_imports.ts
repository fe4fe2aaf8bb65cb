/** The book of what came in from elsewhere, and the old names that go on logging in. */
import type { Kysely } from "kysely";
import type { ColumnTypes } from "../lib/platform/database/column_types.ts";

export async function up(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await db.schema.createTable("import_runs")
    .addColumn("id", types.integer, types.identity)
    .addColumn("source", types.text, (c) => c.notNull())
    .addColumn("label", types.text, (c) => c.notNull())
    .addColumn("started_at", types.integer, (c) => c.notNull())
    .addColumn("finished_at", types.integer)
    .addColumn("options", types.text, (c) => c.notNull())
    .addColumn("counts", types.text)
    .modifyEnd(types.tableEnd)
    .execute();

  await db.schema.createTable("import_rows")
    .addColumn("label", types.text, (c) => c.notNull())
    .addColumn("kind", types.text, (c) => c.notNull())
    .addColumn("foreign_id", types.text, (c) => c.notNull())
    .addColumn("local_id", types.integer)
    .addColumn("outcome", types.text, (c) => c.notNull())
    .addColumn("row_hash", types.bytes, (c) => c.notNull())
    .addColumn("credential_version", types.integer)
    .addColumn("run_id", types.integer, (c) => c.notNull().references("import_runs.id"))
    .addPrimaryKeyConstraint("import_rows_key", ["label", "kind", "foreign_id"])
    .modifyEnd(types.tableEnd)
    .execute();
  await db.schema.createIndex("import_rows_run").on("import_rows").columns(["run_id", "kind"]).execute();

  await db.schema.createTable("login_names")
    .addColumn("account_id", types.integer, (c) => c.notNull().references("accounts.id").onDelete("cascade"))
    .addColumn("source", types.text, (c) => c.notNull())
    .addColumn("name", types.text, (c) => c.notNull())
    .addColumn("name_key", types.text, (c) => c.notNull())
    .addColumn("is_exact", types.integer, (c) => c.notNull())
    .addPrimaryKeyConstraint("login_names_key", ["account_id", "source"])
    .modifyEnd(types.tableEnd)
    .execute();
  await db.schema.createIndex("login_names_name").on("login_names").column("name_key").execute();

  await db.schema.alterTable("characters")
    .addColumn("rename_pending", types.integer, (c) => c.notNull().defaultTo(0)).execute();
}
