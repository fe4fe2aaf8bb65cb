/** The database before anything uses it: reached, of this program's schema, under this master key. */
import { coreHistory } from "../../migrations/mod.ts";
import { endSessionsOfLastServer } from "../domain/sessions/cleanup.ts";
import { verifyMasterKey } from "../platform/crypto/master_key.ts";
import { columnTypes } from "../platform/database/column_types.ts";
import { makeFirstContact } from "../platform/database/first_contact.ts";
import { migrate } from "../platform/database/migrator.ts";
import { createSettingsStore } from "../platform/database/settings.ts";
import type { Kernel } from "../platform/kernel/kernel.ts";

/** @throws {Error} when the database is newer than the program, or belongs to another master key */
export async function prepareDatabase(
  { database, clock, log }: Pick<Kernel, "database" | "clock" | "log">,
  masterKey: Uint8Array,
  beforeMigration: () => Promise<void>,
): Promise<void> {
  await makeFirstContact(database);
  await migrate(database, coreHistory(columnTypes(database.engine)), async () => {
    await beforeMigration();
    if (database.engine !== "postgres") return;
    log.info(
      "The schema changes: first indices are built, which takes minutes where tables are large, and others write on",
    );
  });
  await verifyMasterKey(masterKey, createSettingsStore(database.write));
  if (database.engine === "sqlite") await endSessionsOfLastServer(database, clock);
}
