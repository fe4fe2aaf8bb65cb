/** Every suspension that an account ever had, with what was changed of it and who lifted it. */
import { changesOf } from "../bans/changes.ts";
import type { Queryable } from "../../platform/database/database.ts";
import { readPage } from "../../platform/database/read_page.ts";
import type { Page, PageQuery } from "../../platform/page.ts";
import type { ChangeRecord } from "../bans/changes.ts";
import type { SuspensionRecord } from "./account_records.ts";

export interface FullSuspensionRecord extends SuspensionRecord {
  readonly note: string | null;
  readonly liftedAt: string | null;
  readonly liftedBy: string | null;
  readonly liftReason: string | null;
  readonly changes: readonly ChangeRecord[];
}

/** Newest first. @param only one of them */
export async function listSuspensionRecords(
  db: Queryable,
  accountId: number,
  query: PageQuery,
  only?: number,
): Promise<Page<FullSuspensionRecord>> {
  let select = db.selectFrom("account_suspensions").selectAll().where("account_id", "=", accountId);
  if (only !== undefined) select = select.where("id", "=", only);
  const { items, next } = await readPage(select, "id", "newest_first", query);
  const changes = await changesOf(db, "suspension", items.map(({ id }) => id));
  return {
    next,
    items: items.map((row) => ({
      id: row.id,
      account: row.account_id,
      reason: row.reason,
      until: timeOf(row.until),
      createdAt: new Date(row.created_at).toISOString(),
      createdBy: row.created_by,
      note: row.note,
      liftedAt: timeOf(row.lifted_at),
      liftedBy: row.lifted_by,
      liftReason: row.lift_reason,
      changes: changes.get(row.id) ?? [],
    })),
  };
}

function timeOf(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
