/** What a command does beside a running server: the services that it needs, over the server's own database. */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "../platform/config/config.ts";
import { obtainMasterKey } from "../platform/crypto/master_key.ts";
import { createSecretBox } from "../platform/crypto/secret_box.ts";
import type { Database } from "../platform/database/database.ts";
import type { Kernel } from "../platform/kernel/kernel.ts";
import { createMetrics } from "../platform/metrics/metrics.ts";
import { createAudit } from "../domain/audit/audit.ts";
import { createLinks } from "../domain/links/links.ts";
import { createInvites } from "../domain/operators/invites.ts";
import { createOperatorCommands } from "../domain/operators/commands.ts";
import { createRoles } from "../domain/operators/roles.ts";
import { createRevocation } from "../domain/revocation/revocation.ts";
import { createMailRoom } from "./services/mail.ts";

/**
 * Takes no lock: the server may hold it. What is committed here the server hears of within two seconds.
 * @throws {Error} in one sentence where there is no database yet
 */
export async function openBesideServer(
  parts: Pick<Kernel, "clock" | "random" | "log"> & { readonly config: Config },
): Promise<Database> {
  const { config, clock, random, log } = parts;
  if (config.databaseUrl !== null) {
    const { openPostgres } = await import("../platform/database/postgres.ts");
    return openPostgres({ url: config.databaseUrl.reveal(), poolMax: 2, clock, random, log });
  }
  const file = join(config.dataDir, "gatehouse.db");
  const isThere = config.dataDir !== "memory" && await stat(file).then(() => true, () => false);
  if (!isThere) throw new Error(`There is no database in ${config.dataDir} yet: start the server once`);
  const { openSqlite } = await import("../platform/database/sqlite.ts");
  return openSqlite({ path: file, clock, log });
}

export function createCommandServices(kernel: Omit<Kernel, "metrics">) {
  const { config, database, clock, random } = kernel;
  const audit = createAudit({ clock });
  const masterKey = obtainMasterKey({
    configured: config.masterKey?.reveal() ?? null,
    folder: config.databaseUrl === null ? config.dataDir : null,
    random,
  });
  const box = createSecretBox({ key: masterKey, random });
  const baseUrl = config.publicUrl ?? `http://localhost:${config.port}`;
  const links = createLinks({ clock, random, baseUrl });
  const roles = createRoles({ database, audit });
  const invites = createInvites({ database, clock, audit, links, roles });
  // Nothing is sent here: the server finds what lies in the outbox.
  const { mail } = createMailRoom({ ...kernel, metrics: createMetrics() }, { audit, box });
  return createOperatorCommands({ database, audit, invites, roles, mail, revocation: createRevocation() });
}
