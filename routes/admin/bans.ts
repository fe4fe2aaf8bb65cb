/** `/admin/api/bans`: addresses and devices that nobody is let in from. */
import { z } from "zod";
import type { CountHits } from "../../lib/domain/bans/hits.ts";
import type { Bans } from "../../lib/domain/bans/bans.ts";
import { idSchema, text } from "../../lib/platform/json/input.ts";
import type { PageQuery } from "../../lib/platform/page.ts";
import { fullBanAnswer, pageOf } from "./answers.ts";
import { type AdminKernel, type AdminMount, defineCalls } from "./call.ts";
import { answerCsv, type CsvParts } from "./csv.ts";
import { byOf, note, OPTIONAL_REASON, reason, until, valueChange } from "./fields.ts";
import { format, numberPage, readId } from "./query.ts";

export const BAN_CALLS = defineCalls({
  "GET /bans": {
    summary: "Bans of addresses and MACs, newest first",
    permission: "bans.read",
    query: z.object({
      ...numberPage,
      state: z.enum(["active", "ended", "all"]).optional(),
      kind: z.enum(["ip", "mac"]).optional(),
      search: text(100).optional(),
      format,
    }),
    csv: true,
    answers: { 200: pageOf(fullBanAnswer.extend({ hits: z.int().optional() }), idSchema) },
  },
  "POST /bans": {
    summary: "Bans an address, a block of addresses or a MAC",
    permission: "bans.write",
    body: z.object({
      kind: z.enum(["ip", "mac"]),
      value: text(100),
      reason,
      until,
      note: note.optional(),
      force: z.boolean().optional(),
    }),
    answers: { 201: fullBanAnswer },
  },
  "PATCH /bans/:id": {
    summary: "Changes a ban that holds; the old values stay",
    permission: "bans.write",
    body: valueChange,
    answers: { 200: fullBanAnswer },
  },
  "POST /bans/lift": {
    summary: "Lifts many bans at once",
    permission: "bans.write",
    body: z.object({ ids: z.array(idSchema).min(1).max(200), reason }),
    answers: { 200: z.object({ lifted: z.array(idSchema), skipped: z.array(idSchema) }) },
  },
  "DELETE /bans/:id": {
    summary: "Lifts a ban",
    permission: "bans.write",
    ...OPTIONAL_REASON,
  },
});

export interface AdminBanParts extends Pick<CsvParts, "audit"> {
  readonly bans: Bans;
  readonly countHits: CountHits;
}

export function mountBans(mount: AdminMount, { database, clock }: AdminKernel, parts: AdminBanParts): void {
  const on = mount(BAN_CALLS);
  const { audit, bans } = parts;
  on("GET /bans", async (c, { format, after, limit, ...filter }) => {
    const readPage = (page: PageQuery) => bans.list({ ...filter, ...page });
    if (format !== "csv") {
      const { items, next } = await readPage({ after, limit });
      const hits = await parts.countHits(items);
      return { items: items.map((ban) => ({ ...ban, hits: hits.get(ban.id) ?? 0 })), next };
    }
    return await answerCsv(c, { database, clock, audit }, { name: "bans", row: fullBanAnswer, after, readPage });
  });

  on("POST /bans", (c, input) => bans.create({ ...input, ...byOf(c) }));

  on("PATCH /bans/:id", (c, change) => bans.change({ id: readId(c), change, ...byOf(c) }));

  on("POST /bans/lift", (c, input) => bans.liftMany({ ...input, ...byOf(c) }));

  on("DELETE /bans/:id", (c, because) => bans.lift({ id: readId(c), reason: because?.reason, ...byOf(c) }));
}
