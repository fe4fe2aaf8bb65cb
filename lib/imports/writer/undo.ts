/** Takes back a run: the accounts it made that nobody has used since, and its bans of addresses. */
import { bulkList } from "../../platform/database/bulk.ts";
import type { Database, UnitOfWork } from "../../platform/database/database.ts";
import { importActor } from "./suspensions.ts";

const BATCH = 500;

/** @returns `keptAccounts`: whose player logged in, changed something or plays. @throws {Error} when there is no such run */
export async function undoRun(database: Database, runId: number) {
  const run = await database.read.selectFrom("import_runs").select(["id", "label"]).where("id", "=", runId)
    .executeTakeFirst();
  if (run === undefined) throw new Error(`Could not undo run ${runId}: there is none`);
  let accounts = 0;
  let keptAccounts = 0;
  let after = "";
  for (;;) {
    const rows = await database.read.selectFrom("import_rows").select(["foreign_id", "local_id", "credential_version"])
      .where("run_id", "=", runId).where("kind", "=", "account").where("outcome", "=", "new")
      .where("label", "=", run.label).where("foreign_id", ">", after)
      .orderBy("foreign_id").limit(BATCH).execute();
    if (rows.length === 0) break;
    after = rows.at(-1)!.foreign_id;
    const undone = await database.transaction((unit) =>
      undoAccounts(
        unit,
        run.label,
        rows.map((row) => ({ foreignId: row.foreign_id, id: row.local_id ?? 0, version: row.credential_version ?? 0 })),
      )
    );
    accounts += undone;
    keptAccounts += rows.length - undone;
  }
  const bans = await database.transaction((unit) => undoBans(unit, runId, run.label));
  return { accounts, keptAccounts, bans };
}

interface ImportedAccount {
  readonly foreignId: string;
  readonly id: number;
  readonly version: number;
}

async function undoAccounts(unit: UnitOfWork, label: string, rows: readonly ImportedAccount[]): Promise<number> {
  const ids = rows.map(({ id }) => id);
  const list = bulkList<number>(unit.engine, "integer", ids);
  const accounts = await unit.db.selectFrom("accounts").select(["id", "credential_version"])
    .where("id", "in", list).execute();
  const used = new Set([
    ...(await unit.db.selectFrom("sessions").select("account_id").distinct().where("account_id", "in", list).execute()),
    ...(await unit.db.selectFrom("game_tokens").select("account_id").distinct().where("account_id", "in", list)
      .execute()),
    ...(await unit.db.selectFrom("audit_log").select("account_id").distinct()
      .where("account_id", "in", list).where("action", "!=", "account.import").execute()),
  ].map((row) => row.account_id));
  const versions = new Map(accounts.map((row) => [row.id, row.credential_version]));
  const unused = rows.filter(({ id, version }) => versions.get(id) === version && !used.has(id));
  if (unused.length === 0) return 0;
  const gone = bulkList<number>(unit.engine, "integer", unused.map(({ id }) => id));
  const characters = await unit.db.selectFrom("characters").select("id").where("account_id", "in", gone).execute();
  if (characters.length > 0) {
    await unit.db.deleteFrom("import_rows").where("label", "=", label).where("kind", "=", "character")
      .where("local_id", "in", bulkList<number>(unit.engine, "integer", characters.map(({ id }) => id))).execute();
  }
  // What belongs to it (secrets, names, suspensions, MACs, identities, characters) goes with the account.
  await unit.db.deleteFrom("accounts").where("id", "in", gone).execute();
  await unit.db.deleteFrom("import_rows").where("label", "=", label).where("kind", "=", "account")
    .where("foreign_id", "in", bulkList<string>(unit.engine, "text", unused.map(({ foreignId }) => foreignId)))
    .execute();
  return unused.length;
}

async function undoBans(unit: UnitOfWork, runId: number, label: string): Promise<number> {
  const rows = await unit.db.deleteFrom("import_rows").where("run_id", "=", runId).where("kind", "=", "ban")
    .returning("local_id").execute();
  const ids = rows.flatMap(({ local_id }) => local_id === null ? [] : [local_id]);
  if (ids.length === 0) return 0;
  const lifted = await unit.db.updateTable("bans").set({ lifted_at: unit.now.getTime() })
    .where("id", "in", bulkList<number>(unit.engine, "integer", ids))
    .where("created_by", "=", importActor(label)).where("lifted_at", "is", null).returning("id").execute();
  unit.publish({ type: "bans_changed" });
  return lifted.length;
}
