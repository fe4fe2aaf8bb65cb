/** `/admin/api/bans`: addresses and devices that nobody is let in from. */
import { z } from "zod";
import type { Bans } from "../../lib/domain/bans/bans.ts";
import { idSchema, text } from "../../lib/platform/json/input.ts";
import { readBody } from "../body.ts";
import { banAnswer, pageOf } from "./answers.ts";
import { defineCall, type Mount } from "./call.ts";
import { byOf, reason, until } from "./fields.ts";
import { numberPage, readId, readQuery } from "./query.ts";

export const BAN_CALLS = {
  list: defineCall({
    method: "GET",
    path: "/bans",
    summary: "Bans of addresses and MACs, newest first",
    permission: "bans.read",
    query: z.object(numberPage),
    answers: { 200: pageOf(banAnswer, idSchema) },
  }),
  create: defineCall({
    method: "POST",
    path: "/bans",
    summary: "Bans an address, a block of addresses or a MAC",
    permission: "bans.write",
    body: z.object({
      kind: z.enum(["ip", "mac"]),
      value: text(100),
      reason,
      until,
      force: z.boolean().optional(),
    }),
    answers: { 201: banAnswer },
  }),
  lift: defineCall({
    method: "DELETE",
    path: "/bans/:id",
    summary: "Lifts a ban",
    permission: "bans.write",
    answers: { 204: null },
    codes: ["not_found"],
  }),
};

export interface AdminBanParts {
  readonly bans: Bans;
}

export function mountBans(on: Mount, { bans }: AdminBanParts): void {
  on(BAN_CALLS.list, async (c) => c.json(await bans.list(readQuery(c, BAN_CALLS.list.query))));

  on(BAN_CALLS.create, async (c) => {
    const input = await readBody(c, BAN_CALLS.create.body);
    return c.json(await bans.create({ ...input, ...byOf(c.get("actor")) }), 201);
  });

  on(BAN_CALLS.lift, async (c) => {
    await bans.lift({ id: readId(c), ...byOf(c.get("actor")) });
    return c.body(null, 204);
  });
}
