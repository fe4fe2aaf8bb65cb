/** A call is made at least once: what a killed instance had in hand another one makes, and no two make it at a time. */
import { expect } from "expect";
import { createAudit } from "../../../lib/domain/audit/audit.ts";
import { createDeliveries } from "../../../lib/domain/webhooks/deliveries.ts";
import { createTestClock } from "../../support/test_clock.ts";
import { eachDatabase } from "../../support/test_database.ts";

const CLAIM_MS = 15_000;

eachDatabase(
  "of two instances one has a call in hand, and where it dies the other makes it, with the same id",
  async (database) => {
    const clock = createTestClock();
    const nowMs = clock.now().getTime();
    const { id: webhook } = await database.write.insertInto("webhooks").values({
      url: "https://example.org/hook",
      key: "k",
      secret: new Uint8Array(1),
      events: JSON.stringify(["ban.create"]),
      is_private: 0,
      created_at: nowMs,
      created_by: "admin",
    }).returning("id").executeTakeFirstOrThrow();
    await database.write.insertInto("webhook_deliveries")
      .values({ webhook_id: webhook, event_id: "event-1", body: "{}", tries: 0, due_at: nowMs }).execute();
    const audit = createAudit({ clock });
    const [dying, other] = [createDeliveries({ database, clock, audit }), createDeliveries({ database, clock, audit })];
    const claims = await Promise.all([dying.claim(webhook, 10), other.claim(webhook, 10)]);
    expect(claims.flat()).toMatchObject([{ eventId: "event-1", tries: 0 }]);
    expect(await other.due()).toEqual([]);
    clock.advance(CLAIM_MS - 1);
    expect(await other.claim(webhook, 10)).toEqual([]);
    clock.advance(1);
    expect(await other.due()).toEqual([webhook]);
    const [again] = await other.claim(webhook, 10);
    expect(again).toMatchObject({ eventId: "event-1", tries: 0 });
    await other.taken(again!);
    clock.advance(CLAIM_MS);
    expect([await dying.due(), await dying.claim(webhook, 10)]).toEqual([[], []]);
  },
);
