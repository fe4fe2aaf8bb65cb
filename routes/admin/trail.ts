/** `/admin/api/trail`: what each door decided of each attempt to log in, as a list and as it happens. */
import { z } from "zod";
import { liveRole } from "../../lib/domain/operators/live_operator.ts";
import { isPermitted } from "../../lib/domain/operators/permissions.ts";
import type { TrailLive, Watcher } from "../../lib/domain/trail/live.ts";
import { existingAccount } from "../../lib/domain/accounts/account.ts";
import type { Trail } from "../../lib/domain/trail/trail.ts";
import { listTrail, type TrailRecord } from "../../lib/domain/trail/trail_list.ts";
import { parseCidr } from "../../lib/platform/addresses/cidr.ts";
import { idSchema, text } from "../../lib/platform/json/input.ts";
import { parsed } from "../../lib/platform/parsed.ts";
import type { PageQuery } from "../../lib/platform/page.ts";
import { pageOf, time } from "./answers.ts";
import { type AdminKernel, type AdminMount, defineCalls } from "./call.ts";
import { answerCsv, type CsvParts } from "./csv.ts";
import { format, idFilter, readId, rowPage, timeFilter } from "./query.ts";

const word = text(64).optional();
const network = parsed(parseCidr, "must be an address or a network like 198.51.100.0/24", z.string().max(64))
  .optional();

const filters = {
  account: idFilter,
  name: text(254).optional(),
  address: network,
  mac: word,
  door: word,
  result: z.enum(["succeeded", "failed", "refused"]).optional(),
  rule: word,
  from: timeFilter,
  to: timeFilter,
};

export const trailAnswer = z.object({
  id: z.int(),
  at: time,
  door: z.string(),
  game: z.string().nullable(),
  dialect: z.string().nullable(),
  address: z.string(),
  account: idSchema.nullable(),
  name: z.string().nullable(),
  result: z.enum(["succeeded", "failed", "refused"]),
  rule: z.string().nullable(),
  code: z.string().nullable(),
  wire: z.string().nullable(),
  until: time.nullable(),
  client: z.string().nullable(),
  device: z.string().nullable(),
  mac: z.string().nullable(),
  durationMs: z.number().nullable(),
  requestId: z.string().nullable(),
  instance: z.string(),
  count: z.int(),
  words: z.string().nullable(),
});

export const TRAIL_CALLS = defineCalls({
  "GET /accounts/:id/logins": {
    summary: "What the doors decided of an account's logins, newest first",
    permission: "trail.read",
    query: z.object(rowPage),
    answers: { 200: pageOf(trailAnswer, z.int()) },
  },
  "GET /trail": {
    summary: "The login trail, newest first",
    permission: "trail.read",
    query: z.object({ ...rowPage, format, ...filters }),
    csv: true,
    answers: { 200: pageOf(trailAnswer, z.int()) },
  },
  "GET /trail/live": {
    summary: "The login trail as it happens: text/event-stream, an event named attempt for each row",
    permission: "trail.read",
    query: z.object(filters),
    answers: { 200: z.string() },
    codes: ["too_many_connections"],
  },
});

export interface AdminTrailParts extends Pick<CsvParts, "audit"> {
  readonly trail: Pick<Trail, "writeNow">;
  readonly trailLive: TrailLive;
}

export function mountTrail(mount: AdminMount, { database, clock }: AdminKernel, parts: AdminTrailParts): void {
  const on = mount(TRAIL_CALLS);
  const { audit, trail, trailLive } = parts;
  on("GET /accounts/:id/logins", async (c, page) => {
    const account = await existingAccount(database.read, readId(c));
    await trail.writeNow();
    return await listTrail(database, { account, ...page });
  });

  on("GET /trail", async (c, { format, after, limit, ...filter }) => {
    await trail.writeNow();
    const readPage = (page: PageQuery) => listTrail(database, { ...filter, ...page });
    if (format !== "csv") return await readPage({ after, limit });
    return await answerCsv(c, { database, clock, audit }, { name: "trail", row: trailAnswer, after, readPage });
  });

  on("GET /trail/live", async (c, filter) => {
    const { identity } = c.get("actor");
    const mayGoOn = async () => {
      if (identity === null) return true; // the static token: it ends with the process
      const role = await liveRole(database.read, identity.sessionId, clock.now());
      return role !== null && isPermitted(role, TRAIL_CALLS["GET /trail/live"].permission);
    };
    const watcher = await trailLive.watch(filter, mayGoOn);
    return new Response(eventsOf(watcher), {
      headers: { "content-type": "text/event-stream", "x-accel-buffering": "no" },
    });
  });
}

/** https://html.spec.whatwg.org/multipage/server-sent-events.html */
function eventsOf(watcher: Watcher): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(encoder.encode(": watching\n\n")),
    async pull(controller) {
      const rows = await watcher.next();
      if (rows === null) return controller.close();
      controller.enqueue(encoder.encode(rows.length === 0 ? ": still here\n\n" : rows.map(eventOf).join("")));
    },
    cancel: () => watcher.close(),
  });
}

function eventOf(row: TrailRecord): string {
  return `event: attempt\nid: ${row.id}\ndata: ${JSON.stringify(row)}\n\n`;
}
