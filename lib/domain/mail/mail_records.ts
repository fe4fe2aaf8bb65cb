/** The outbox as operators see it: to whom belongs what waits or was given up, never what is in it. */
import type { Audited } from "../audit/audit.ts";
import type { Actor } from "../audit/actor.ts";
import { readPage } from "../../platform/database/read_page.ts";
import type { Row } from "../../platform/database/schema.ts";
import { AppError } from "../../platform/errors.ts";
import { isoTime, isoTimeOrNull } from "../../platform/iso_time.ts";
import { mapPage, type PageQuery } from "../../platform/page.ts";

const SHOWN = ["id", "name", "account_id", "created_at", "tries", "due_at", "given_up_at", "last_error"] as const;

export type MailRecords = ReturnType<typeof createMailRecords>;

export function createMailRecords({ database, audit }: Audited) {
  const unknown = (id: number) => new AppError("not_found", `Could not find mail ${id}`);
  return {
    /** Newest first. */
    async list({ state, ...query }: PageQuery & { readonly state?: "waiting" | "given_up" | undefined }) {
      let select = database.read.selectFrom("mails").select(SHOWN);
      if (state !== undefined) select = select.where("given_up_at", state === "waiting" ? "is" : "is not", null);
      return mapPage(await readPage(select, "id", "newest_first", query), toRecord);
    },

    /** @returns null once the account is gone. @throws {AppError} `not_found` */
    async ownerOf(id: number): Promise<number | null> {
      const row = await database.read.selectFrom("mails").select("account_id").where("id", "=", id).executeTakeFirst();
      if (row === undefined) throw unknown(id);
      return row.account_id;
    },

    /** One that was given up is tried as often as a new one. @throws {AppError} `not_found` */
    async retry(id: number, by: Actor): Promise<void> {
      await database.transaction(async (unit) => {
        // Not while an instance sends it.
        const row = await unit.db.updateTable("mails")
          .set({ due_at: unit.now.getTime(), tries: 0, given_up_at: null }).where("id", "=", id)
          .where("claim", "is", null).returning(["account_id", "name"]).executeTakeFirst();
        if (row === undefined) throw unknown(id);
        await audit.record(unit.db, { action: "mail.retry", ...by, accountId: row.account_id, reason: row.name });
      });
    },
  };
}

function toRecord(row: Pick<Row<"mails">, typeof SHOWN[number]>) {
  return {
    id: row.id,
    name: row.name,
    // Null once it is gone.
    account: row.account_id,
    state: row.given_up_at === null ? "waiting" as const : "given_up" as const,
    createdAt: isoTime(row.created_at),
    tries: row.tries,
    dueAt: isoTimeOrNull(row.due_at),
    givenUpAt: isoTimeOrNull(row.given_up_at),
    error: row.last_error,
  };
}
