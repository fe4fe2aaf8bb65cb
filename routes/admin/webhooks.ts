/** `/admin/api/webhooks`: who is told of what happens. */
import { z } from "zod";
import { parseTarget } from "../../lib/domain/webhooks/target.ts";
import { WEBHOOK_EVENTS } from "../../lib/domain/webhooks/webhook.ts";
import type { Webhooks } from "../../lib/domain/webhooks/webhooks.ts";
import { idSchema, text } from "../../lib/platform/json/input.ts";
import { pageOf } from "./answers.ts";
import { type AdminMount, defineCalls } from "./call.ts";
import { byOf } from "./fields.ts";
import { numberPage, readId } from "./query.ts";

const URL_CHARACTERS_MAX = 2_048;

const target = text(URL_CHARACTERS_MAX)
  .refine((value) => parseTarget(value) !== null, "must be https://…, or http:// to this machine, without a password");

const webhookAnswer = z.object({
  id: idSchema,
  url: z.string(),
  events: z.array(z.string()),
  private: z.boolean(),
  state: z.enum(["active", "off"]),
  failingSince: z.string().nullable(),
  lastError: z.string().nullable(),
  createdAt: z.string(),
  createdBy: z.string(),
});

export const WEBHOOK_CALLS = defineCalls({
  "GET /webhooks": {
    summary: "Receivers of what happens, oldest first",
    permission: "system.read",
    query: z.object(numberPage),
    answers: { 200: pageOf(webhookAnswer, idSchema) },
  },
  "POST /webhooks": {
    summary: "Adds a receiver; its secret is shown once",
    permission: "webhooks.write",
    body: z.object({
      url: target,
      events: z.array(z.enum(WEBHOOK_EVENTS as [string, ...string[]])).min(1).max(WEBHOOK_EVENTS.length),
      private: z.boolean().optional(),
    }),
    answers: { 201: webhookAnswer.extend({ secret: z.string() }) },
  },
  "DELETE /webhooks/:id": {
    summary: "Takes a receiver away, with the calls that wait for it",
    permission: "webhooks.write",
  },
});

export interface AdminWebhookParts {
  readonly webhooks: Webhooks;
}

export function mountWebhooks(mount: AdminMount, { webhooks }: AdminWebhookParts): void {
  const on = mount(WEBHOOK_CALLS);
  on("GET /webhooks", (_, page) => webhooks.list(page));

  on("POST /webhooks", (c, { url, events, private: isPrivate = false }) => {
    return webhooks.create({ url: new URL(url), events, private: isPrivate }, byOf(c));
  });

  on("DELETE /webhooks/:id", (c) => webhooks.delete(readId(c), byOf(c)));
}
