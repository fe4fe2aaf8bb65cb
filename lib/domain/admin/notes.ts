/** What operators tell one another of an account: never changed, and never shown to players. */
import { readPage } from "../../platform/database/read_page.ts";
import { mapPage, type PageQuery } from "../../platform/page.ts";
import { existingAccount } from "../accounts/account.ts";
import type { Actor } from "../audit/actor.ts";
import type { Audited } from "../audit/audit.ts";

export type Notes = ReturnType<typeof createNotes>;

export function createNotes({ database, audit }: Audited) {
  return {
    /** @throws {AppError} `not_found` */
    add: (accountId: number, text: string, { actor, address }: Actor) =>
      database.transaction(async (unit) => {
        await existingAccount(unit.db, accountId);
        const row = await unit.db.insertInto("account_notes")
          .values({ account_id: accountId, at: unit.now.getTime(), by: actor, text })
          .returningAll().executeTakeFirstOrThrow();
        // Without its text: the audit log outlives the account.
        await audit.record(unit.db, { action: "account.note", actor, accountId, address });
        return toNote(row);
      }),

    /** Newest first. */
    async list(accountId: number, query: PageQuery) {
      const select = database.read.selectFrom("account_notes").selectAll().where("account_id", "=", accountId);
      return mapPage(await readPage(select, "id", "newest_first", query), toNote);
    },
  };
}

function toNote({ id, at, by, text }: { id: number; at: number; by: string; text: string }) {
  return { id, at: new Date(at).toISOString(), by, text };
}
