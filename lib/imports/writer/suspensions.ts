/** The bans of imported accounts: those that hold, and as history those that have ended. */
import { bulkInsert } from "../../platform/database/bulk.ts";
import type { UnitOfWork } from "../../platform/database/database.ts";
import type { ForeignAccount, ForeignSuspension } from "../readers/reader.ts";

export function importActor(label: string): string {
  return `import:${label}`;
}

/** Whether it keeps its player out. */
export function holds({ until, isLifted }: ForeignSuspension, now: number): boolean {
  return !isLifted && (until === null || until > now);
}

export async function writeSuspensions(
  unit: UnitOfWork,
  of: readonly { readonly account: ForeignAccount; readonly accountId: number }[],
  label: string,
): Promise<void> {
  const now = unit.now.getTime();
  await bulkInsert(unit.db, unit.engine, {
    table: "account_suspensions",
    columns: {
      account_id: "integer",
      reason: "text",
      until: "integer",
      created_at: "integer",
      created_by: "text",
      lifted_at: "integer",
    },
    rows: of.flatMap(({ account, accountId }) =>
      account.suspensions.map(({ reason, from, until, isLifted }) => [
        accountId,
        storable(reason) || "imported without a reason",
        until,
        from ?? now,
        importActor(label),
        isLifted ? Math.min(now, until ?? now) : null,
      ])
    ),
  });
}

/** Text as PostgreSQL keeps it. */
export function storable(text: string): string {
  return text.replaceAll("\0", "\ufffd").toWellFormed().slice(0, 500);
}
