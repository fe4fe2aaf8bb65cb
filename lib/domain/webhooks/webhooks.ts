/** Receivers that an operator names: made with a secret that is shown once, listed, and taken away. */
import type { Actor } from "../audit/actor.ts";
import type { Audited } from "../audit/audit.ts";
import type { SecretBox } from "../../platform/crypto/secret_box.ts";
import { readPage } from "../../platform/database/read_page.ts";
import { AppError, invalidInput } from "../../platform/errors.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import { mapPage, type Page, type PageQuery } from "../../platform/page.ts";
import { sealedAt } from "./courier.ts";
import { secretText } from "./signature.ts";
import { toWebhook, type Webhook } from "./webhook.ts";

const SECRET_BYTES = 32;
const WEBHOOKS_MAX = 50;

interface NewWebhook {
  /** As `parseTarget` takes it. */
  readonly url: URL;
  readonly events: readonly string[];
  /** Whether its calls may hold e-mails and addresses. */
  readonly private: boolean;
}

export interface Webhooks {
  /** Oldest first. */
  list(query: PageQuery): Promise<Page<Webhook>>;
  /** @throws {AppError} `invalid_input` where there are 50 */
  create(input: NewWebhook, by: Actor): Promise<Webhook & { readonly secret: string }>;
  /** With the calls that wait. @throws {AppError} `not_found` */
  delete(id: number, by: Actor): Promise<void>;
}

interface WebhooksParts extends Audited, Pick<Kernel, "random"> {
  readonly box: SecretBox;
}

export function createWebhooks({ database, random, audit, box }: WebhooksParts): Webhooks {
  return {
    async list(query) {
      return mapPage(
        await readPage(database.read.selectFrom("webhooks").selectAll(), "id", "oldest_first", query),
        toWebhook,
      );
    },

    async create({ url, events, private: isPrivate }, { actor, address }) {
      const key = random.uuid();
      const secret = random.bytes(SECRET_BYTES);
      const sealed = await box.seal(secret, sealedAt(key));
      return await database.transaction(async ({ db, now }) => {
        const there = await db.selectFrom("webhooks").select("id").limit(WEBHOOKS_MAX).execute();
        if (there.length >= WEBHOOKS_MAX) throw invalidInput("url", `there are ${WEBHOOKS_MAX} webhooks already`);
        const row = await db.insertInto("webhooks").values({
          key,
          url: url.href,
          events: JSON.stringify([...new Set(events)].sort()),
          secret: sealed,
          is_private: isPrivate ? 1 : 0,
          created_at: now.getTime(),
          created_by: actor,
          failing_since: null,
          last_error: null,
          disabled_at: null,
        }).returningAll().executeTakeFirstOrThrow();
        await audit.record(db, { action: "webhook.create", actor, address, reason: `webhook ${row.id}: ${url.host}` });
        return { ...toWebhook(row), secret: secretText(secret) };
      });
    },

    async delete(id, { actor, address }) {
      await database.transaction(async ({ db }) => {
        const row = await db.deleteFrom("webhooks").where("id", "=", id).returning("url").executeTakeFirst();
        if (row === undefined) throw new AppError("not_found", `Could not find the webhook ${id}`);
        const reason = `webhook ${id}: ${new URL(row.url).host}`;
        await audit.record(db, { action: "webhook.delete", actor, address, reason });
      });
    },
  };
}
