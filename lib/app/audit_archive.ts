/** Where old months of the audit log go, where they go at all. */
import { join } from "node:path";
import { type AuditArchive, createAuditArchive } from "../domain/audit/archive.ts";
import { openArchiveFolder } from "../domain/audit/archive_file.ts";
import type { Audit } from "../domain/audit/audit.ts";
import { readingAside } from "../platform/database/database.ts";
import type { Kernel } from "../platform/kernel/kernel.ts";

/** Null where all of it is kept, and for a database in memory, which gets no month old. */
export function openAuditArchive(
  { config, database, clock, metrics }: Kernel,
  audit: Pick<Audit, "record">,
): AuditArchive | null {
  const { audit: { keepMonths, archiveFolder }, dataDir } = config;
  if (keepMonths === null || (archiveFolder === null && dataDir === "memory")) return null;
  const folder = openArchiveFolder(archiveFolder ?? join(dataDir, "audit"));
  return createAuditArchive({
    database: readingAside(database),
    clock,
    audit,
    folder,
    keepMonths,
    onMoved: metrics.auditArchived,
  });
}
