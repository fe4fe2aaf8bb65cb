/** Every suspension that an account ever had, with what was changed of it and who lifted it. */
import { changesOf } from "../bans/changes.ts";
import type { Queryable } from "../../platform/database/database.ts";
import { readPage } from "../../platform/database/read_page.ts";
import { isoTime, isoTimeOrNull } from "../../platform/iso_time.ts";
import type { PageQuery } from "../../platform/page.ts";

/** Newest first. @param only one of them */
export async function listSuspensionRecords(
  db: Queryable,
  accountId: number,
  query: PageQuery,
  only?: number,
) {
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
      until: isoTimeOrNull(row.until),
      createdAt: isoTime(row.created_at),
      createdBy: row.created_by,
      note: row.note,
      liftedAt: isoTimeOrNull(row.lifted_at),
      liftedBy: row.lifted_by,
      liftReason: row.lift_reason,
      changes: changes.get(row.id) ?? [],
    })),
  };
}
