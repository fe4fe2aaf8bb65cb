/** `/admin/api/overview`, `series`, `modules`, `jobs`, `mails` and `config`: how the place is. */
import { z } from "zod";
import type { MailRecords } from "../../lib/domain/mail/mail_records.ts";
import type { Authority } from "../../lib/domain/operators/authority.ts";
import type { JobRuns } from "../../lib/domain/overview/job_runs.ts";
import type { Series } from "../../lib/domain/overview/series.ts";
import { idSchema } from "../../lib/platform/json/input.ts";
import { pageOf, time } from "./answers.ts";
import { type AdminMount, defineCalls } from "./call.ts";
import { byOf } from "./fields.ts";
import { numberPage, readId } from "./query.ts";

const counts = z.record(z.string(), z.number());
const whole = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item), next: z.null() });

export const SYSTEM_CALLS = defineCalls({
  "GET /overview": {
    summary: "How the place is, of all instances",
    permission: "overview.read",
    answers: {
      200: z.object({
        signIns: counts,
        sessions: z.number().nullable(),
        seats: counts,
        lines: counts,
        hashQueue: z.number().nullable(),
        failedHooks: z.number(),
        mails: z.object({ waiting: z.int(), givenUp: z.int() }),
        bansInForce: z.int(),
        serversOffline: z.array(z.object({ id: z.string(), name: z.string(), lastHeartbeat: time })),
        stuckDeletions: z.int(),
        backups: z.object({ latest: time.nullable(), everyHours: z.number() }).nullable(),
        hearing: z.boolean(),
      }),
    },
  },
  "GET /series": {
    summary: "One value minute by minute, for up to a day; minutes that nobody measured are left out",
    permission: "overview.read",
    query: z.object({
      name: z.string().regex(/^[a-z0-9_.]{1,64}$/, "must be the name of a series"),
      minutes: z.string().regex(/^[0-9]{1,4}$/, "must be a whole number").transform(Number)
        .pipe(z.int().min(1).max(1_440)).default(180),
    }),
    answers: { 200: z.object({ name: z.string(), points: z.array(z.object({ at: time, value: z.number() })) }) },
  },
  "GET /modules": {
    summary: "Game modules, what they bring, and how their calls went on this instance",
    permission: "overview.read",
    answers: { 200: whole(z.looseObject({ id: z.string(), name: z.string() })) },
  },
  "GET /jobs": {
    summary: "Jobs: when they ran, when they are due, what failed",
    permission: "overview.read",
    answers: {
      200: whole(z.object({
        name: z.string(),
        dueAt: time.nullable(),
        lastRun: time.nullable(),
        result: z.enum(["succeeded", "failed"]).nullable(),
        error: z.string().nullable(),
        failedAt: time.nullable(),
        runs: z.int(),
        failures: z.int(),
      })),
    },
  },
  "GET /mails": {
    summary: "Mails that wait or were given up, newest first; never what is in them",
    permission: "system.read",
    query: z.object({ ...numberPage, state: z.enum(["waiting", "given_up"]).optional() }),
    answers: {
      200: pageOf(
        z.object({
          id: idSchema,
          name: z.string(),
          account: idSchema.nullable(),
          state: z.enum(["waiting", "given_up"]),
          createdAt: time,
          tries: z.int(),
          dueAt: time.nullable(),
          givenUpAt: time.nullable(),
          error: z.string().nullable(),
        }),
        idSchema,
      ),
    },
  },
  "POST /mails/:id/retry": {
    summary: "Tries a mail once more, now",
    permission: "mail.resend",
    answers: { 202: z.object({}) },
  },
  "GET /config": {
    summary: "The configuration in force; secrets are redacted",
    permission: "system.read",
    answers: {
      200: whole(z.object({
        key: z.string(),
        variable: z.string().nullable(),
        value: z.unknown(),
        default: z.unknown(),
        about: z.string(),
      })),
    },
  },
});

export interface AdminSystemParts {
  readonly authority: Pick<Authority, "requireRank">;
  readonly overview: () => Promise<object>;
  readonly series: Pick<Series, "list">;
  readonly jobRuns: Pick<JobRuns, "list">;
  readonly mailRecords: MailRecords;
}

/** What the running server says of itself. */
export interface SelfDescription {
  readonly describeModules: () => Promise<readonly object[]>;
  readonly describeConfig: () => readonly object[];
}

export function mountSystem(mount: AdminMount, self: SelfDescription, parts: AdminSystemParts): void {
  const on = mount(SYSTEM_CALLS);
  on("GET /overview", parts.overview);
  on("GET /series", async (_, { name, minutes }) => {
    return { name, points: await parts.series.list(name, minutes) };
  });
  on("GET /modules", async () => ({ items: await self.describeModules(), next: null }));
  on("GET /jobs", async () => ({ items: await parts.jobRuns.list(), next: null }));
  on("GET /mails", (_, page) => parts.mailRecords.list(page));
  on("POST /mails/:id/retry", async (c) => {
    const id = readId(c);
    const operator = c.get("actor");
    const owner = await parts.mailRecords.ownerOf(id);
    if (owner !== null) {
      await parts.authority.requireRank(operator, owner, SYSTEM_CALLS["POST /mails/:id/retry"].permission);
    }
    await parts.mailRecords.retry(id, byOf(c));
  });
  on("GET /config", () => ({ items: self.describeConfig(), next: null }));
}
