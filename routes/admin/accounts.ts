/** `/admin/api/accounts`: who plays, and what operators do about it. */
import { z } from "zod";
import type { Suspensions } from "../../lib/domain/accounts/suspensions.ts";
import type { AccountActs } from "../../lib/domain/admin/account_acts.ts";
import { type AccountRecords, suspensionRecord } from "../../lib/domain/admin/account_records.ts";
import { shortenRecord } from "../../lib/domain/admin/shortened_records.ts";
import type { Operator } from "../../lib/domain/operators/operator.ts";
import { forbidden } from "../../lib/domain/operators/operator.ts";
import { isPermitted, ROLES } from "../../lib/domain/operators/permissions.ts";
import type { Roles } from "../../lib/domain/operators/roles.ts";
import { idSchema, text } from "../../lib/platform/json/input.ts";
import { readBody } from "../body.ts";
import { accountAnswer, pageOf, suspensionAnswer } from "./answers.ts";
import { defineCall, type Mount } from "./call.ts";
import { byOf, reason, until } from "./fields.ts";
import { numberPage, readId, readQuery } from "./query.ts";

export const ACCOUNT_CALLS = {
  list: defineCall({
    method: "GET",
    path: "/accounts",
    summary: "Accounts, newest first",
    permission: "accounts.read",
    query: z.object({ ...numberPage, search: text(254).optional() }),
    answers: { 200: pageOf(accountAnswer, idSchema) },
  }),
  get: defineCall({
    method: "GET",
    path: "/accounts/:id",
    summary: "One account",
    permission: "accounts.read",
    answers: { 200: accountAnswer },
    codes: ["not_found"],
  }),
  change: defineCall({
    method: "PATCH",
    path: "/accounts/:id",
    summary: "Gives or takes a role",
    permission: "roles.write",
    fields: { role: "roles.write" },
    body: z.object({ role: z.enum(ROLES), reason: reason.optional() }),
    answers: { 200: accountAnswer },
    codes: ["not_found", "last_admin"],
  }),
  suspend: defineCall({
    method: "POST",
    path: "/accounts/:id/suspensions",
    summary: "Suspends an account, or bans it where there is no end",
    permission: "suspensions.write",
    body: z.object({ reason, until }),
    answers: { 201: suspensionAnswer },
    codes: ["not_found"],
  }),
  lift: defineCall({
    method: "DELETE",
    path: "/accounts/:id/suspensions/:sid",
    summary: "Lifts a suspension",
    permission: "suspensions.write",
    answers: { 204: null },
    codes: ["not_found"],
  }),
  revoke: defineCall({
    method: "POST",
    path: "/accounts/:id/revoke",
    summary: "Ends every session and every token of an account",
    permission: "sessions.end",
    body: z.object({ reason }),
    answers: { 204: null },
    codes: ["not_found"],
  }),
};

export interface AdminAccountParts {
  readonly accountRecords: AccountRecords;
  readonly accountActs: AccountActs;
  readonly suspensions: Suspensions;
  readonly roles: Pick<Roles, "set">;
}

export function mountAccounts(on: Mount, parts: AdminAccountParts): void {
  const { accountRecords, accountActs, suspensions, roles } = parts;
  const get = async (id: number, operator: Operator) => shownTo(operator)(await accountRecords.get(id));

  on(ACCOUNT_CALLS.list, async (c) => {
    const query = readQuery(c, ACCOUNT_CALLS.list.query);
    const operator = c.get("actor");
    const seesPrivate = isPermitted(operator.role, "accounts.private");
    if (!seesPrivate && query.search !== undefined && !/^[A-Za-z0-9_]*$/.test(query.search)) {
      throw forbidden("accounts.private", "Without accounts.private, accounts are searched by username and id only");
    }
    const { items, next } = await accountRecords.list({ ...query, byEmail: seesPrivate });
    return c.json({ items: items.map(shownTo(operator)), next });
  });

  on(ACCOUNT_CALLS.get, async (c) => c.json(await get(readId(c), c.get("actor"))));

  on(ACCOUNT_CALLS.change, async (c) => {
    const id = readId(c);
    const { role, reason } = await readBody(c, ACCOUNT_CALLS.change.body);
    await roles.set(id, role, c.get("actor"), reason);
    return c.json(await get(id, c.get("actor")));
  });

  on(ACCOUNT_CALLS.suspend, async (c) => {
    const accountId = readId(c);
    const input = await readBody(c, ACCOUNT_CALLS.suspend.body);
    const suspension = await suspensions.suspend({ accountId, ...input, ...byOf(c.get("actor")) });
    return c.json(suspensionRecord(suspension), 201);
  });

  on(ACCOUNT_CALLS.lift, async (c) => {
    await suspensions.lift({ accountId: readId(c), suspensionId: readId(c, "sid"), ...byOf(c.get("actor")) });
    return c.body(null, 204);
  });

  on(ACCOUNT_CALLS.revoke, async (c) => {
    const id = readId(c);
    const { reason } = await readBody(c, ACCOUNT_CALLS.revoke.body);
    await accountActs.revoke(id, reason, c.get("actor"));
    return c.body(null, 204);
  });
}

function shownTo({ role }: Operator) {
  return isPermitted(role, "accounts.private") ? <Record>(record: Record) => record : shortenRecord;
}
