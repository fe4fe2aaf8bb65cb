/** What happened becomes a call for each receiver that asked for it. */
import type { Database } from "../../platform/database/database.ts";
import type { Row } from "../../platform/database/schema.ts";
import { discreet } from "./discreet.ts";
import type { EventData } from "./events.ts";
import { toWebhook } from "./webhook.ts";

const BATCH = 200;
/** Calls of one receiver that wait at once; what comes beyond them is left out. */
const WAITING_MAX = 20_000;

/** Takes a batch of what happened. @returns true while there may be more */
export async function fanOut(database: Database): Promise<boolean> {
  return await database.transaction(async ({ db, now }) => {
    const oldest = db.selectFrom("webhook_events").select("id").orderBy("id").limit(BATCH);
    const events = await db.deleteFrom("webhook_events").where("id", "in", oldest).returningAll().execute();
    if (events.length === 0) return false;
    const rows = await db.selectFrom("webhooks").selectAll().where("disabled_at", "is", null).orderBy("id").execute();
    for (const webhook of rows.map(toWebhook)) {
      const wanted = events.filter(({ type }) => webhook.events.includes(type)).sort((a, b) => a.id - b.id);
      if (wanted.length === 0) continue;
      // Holds its row, so that it is not switched off, and its calls taken away, in between.
      const held = await db.updateTable("webhooks").set(({ ref }) => ({ failing_since: ref("failing_since") }))
        .where("id", "=", webhook.id).where("disabled_at", "is", null).returning("id").executeTakeFirst();
      if (held === undefined) continue;
      const full = await db.selectFrom("webhook_deliveries").select("id").where("webhook_id", "=", webhook.id)
        .orderBy("due_at").offset(WAITING_MAX).limit(1).executeTakeFirst();
      if (full !== undefined) continue;
      await db.insertInto("webhook_deliveries").values(wanted.map((event) => ({
        webhook_id: webhook.id,
        event_id: event.event_id,
        body: bodyOf(event, webhook.private),
        tries: 0,
        due_at: now.getTime(),
      }))).execute();
    }
    return events.length === BATCH;
  });
}

function bodyOf({ event_id: id, type, at, data }: Row<"webhook_events">, isPrivate: boolean): string {
  const whole: EventData = JSON.parse(data);
  return JSON.stringify({ id, type, at: new Date(at).toISOString(), data: isPrivate ? whole : withoutPrivate(whole) });
}

function withoutPrivate({ address: _, reason, ...data }: EventData): EventData {
  return reason === undefined ? data : { ...data, reason: reason === null ? null : discreet(reason) };
}
