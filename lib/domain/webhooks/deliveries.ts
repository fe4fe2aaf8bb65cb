/** The calls that wait. Whoever moves a due one on has it for a while, so that no other instance makes it too. */
import type { Audited } from "../audit/audit.ts";
import { longestWaitsMs, nextTryMs } from "../mail/schedule.ts";
import { isDue } from "../../platform/database/due_rows.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";

/** Longer than a call takes. What a killed server had in hand is free again after this. */
const CLAIM_MS = 15_000;
const WAITS_MS = longestWaitsMs(CLAIM_MS);
/** A receiver that failed for so long is switched off. */
const FAILING_MS_MAX = 24 * 60 * 60_000;

export interface Delivery {
  readonly id: number;
  readonly webhookId: number;
  readonly eventId: string;
  readonly body: string;
  /** That failed. */
  readonly tries: number;
}

export type Deliveries = ReturnType<typeof createDeliveries>;

export function createDeliveries(
  { database, clock, audit }: Audited & Pick<Kernel, "clock">,
) {
  const nowMs = () => clock.now().getTime();
  return {
    /** Receivers that have calls due. */
    async due(): Promise<number[]> {
      const rows = await database.read.selectFrom("webhooks").select("id").where("disabled_at", "is", null)
        .where(({ exists, selectFrom }) =>
          exists(
            selectFrom("webhook_deliveries").select("webhook_deliveries.id")
              .whereRef("webhook_deliveries.webhook_id", "=", "webhooks.id")
              .where(isDue(nowMs(), WAITS_MS)),
          )
        ).execute();
      return rows.map(({ id }) => id);
    },

    async claim(webhookId: number, count: number): Promise<Delivery[]> {
      const due = await database.read.selectFrom("webhook_deliveries").select(["id", "due_at"])
        .where("webhook_id", "=", webhookId).where(isDue(nowMs(), WAITS_MS)).orderBy("due_at").limit(count).execute();
      const claimed: Delivery[] = [];
      for (const { id, due_at } of due) {
        const row = await database.write.updateTable("webhook_deliveries").set({ due_at: nowMs() + CLAIM_MS })
          .where("id", "=", id).where("due_at", "=", due_at)
          .returning(["event_id", "body", "tries"]).executeTakeFirst();
        if (row !== undefined) claimed.push({ id, webhookId, eventId: row.event_id, body: row.body, tries: row.tries });
      }
      return claimed;
    },

    async taken({ id, webhookId }: Delivery): Promise<void> {
      await database.write.deleteFrom("webhook_deliveries").where("id", "=", id).execute();
      await database.write.updateTable("webhooks").set({ failing_since: null, last_error: null })
        .where("id", "=", webhookId).where("failing_since", "is not", null).execute();
    },

    /** Another try later, or none. @returns true when the receiver is switched off by it */
    async failed({ id, webhookId, tries }: Delivery, error: string): Promise<boolean> {
      const waitMs = nextTryMs(tries);
      return await database.transaction(async ({ db, now }) => {
        const due = now.getTime();
        // The receiver's row first: whoever has it may touch any of its calls.
        const webhook = await db.updateTable("webhooks")
          .set(({ fn, val }) => ({ failing_since: fn.coalesce("failing_since", val(due)), last_error: error }))
          .where("id", "=", webhookId).where("disabled_at", "is", null)
          .returning("failing_since").executeTakeFirst();
        if (webhook === undefined) return false;
        if (waitMs === null) await db.deleteFrom("webhook_deliveries").where("id", "=", id).execute();
        else {
          await db.updateTable("webhook_deliveries").set({ tries: tries + 1, due_at: due + waitMs })
            .where("id", "=", id).execute();
        }
        const since = webhook.failing_since ?? due;
        if (due - since < FAILING_MS_MAX) return false;
        await db.updateTable("webhooks").set({ disabled_at: due }).where("id", "=", webhookId).execute();
        await db.deleteFrom("webhook_deliveries").where("webhook_id", "=", webhookId).execute();
        const reason = `webhook ${webhookId}: ${error}`;
        await audit.record(db, { action: "webhook.off", actor: "system", reason });
        return true;
      });
    },
  };
}
