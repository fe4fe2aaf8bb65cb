/** The outbox as operators see it: to whom belongs what waits or was given up, never what is in it. */
import type { Audit } from "../audit/audit.ts";
import type { Actor } from "../audit/actor.ts";
import { readPage } from "../../platform/database/read_page.ts";
import { AppError } from "../../platform/errors.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import { mapPage, type Page, type PageQuery } from "../../platform/page.ts";

export interface MailRecord {
  readonly id: number;
  readonly name: string;
  /** Null once it is gone. */
  readonly account: number | null;
  readonly state: "waiting" | "given_up";
  readonly createdAt: string;
  readonly tries: number;
  readonly dueAt: string | null;
  readonly givenUpAt: string | null;
  readonly error: string | null;
}

export interface MailRecords {
  /** Newest first. */
  list(query: PageQuery & { readonly state?: MailRecord["state"] | undefined }): Promise<Page<MailRecord>>;
  /** @returns null once the account is gone. @throws {AppError} `not_found` */
  ownerOf(id: number): Promise<number | null>;
  /** One that was given up is tried as often as a new one. @throws {AppError} `not_found` */
  retry(id: number, by: Actor): Promise<void>;
}

export function createMailRecords(
  { database, audit }: Pick<Kernel, "database"> & { readonly audit: Audit },
): MailRecords {
  const unknown = (id: number) => new AppError("not_found", `Could not find mail ${id}`);
  return {
    async list({ state, ...query }) {
      let select = database.read.selectFrom("mails")
        .select(["id", "name", "account_id", "created_at", "tries", "due_at", "given_up_at", "last_error"]);
      if (state !== undefined) select = select.where("given_up_at", state === "waiting" ? "is" : "is not", null);
      return mapPage(await readPage(select, "id", "newest_first", query), (row) => ({
        id: row.id,
        name: row.name,
        account: row.account_id,
        state: row.given_up_at === null ? "waiting" : "given_up",
        createdAt: new Date(row.created_at).toISOString(),
        tries: row.tries,
        dueAt: row.due_at === null ? null : new Date(row.due_at).toISOString(),
        givenUpAt: row.given_up_at === null ? null : new Date(row.given_up_at).toISOString(),
        error: row.last_error,
      }));
    },

    async ownerOf(id) {
      const row = await database.read.selectFrom("mails").select("account_id").where("id", "=", id).executeTakeFirst();
      if (row === undefined) throw unknown(id);
      return row.account_id;
    },

    async retry(id, by) {
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
