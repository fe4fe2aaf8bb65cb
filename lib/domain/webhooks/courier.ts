/** Makes the calls that are due: each receiver's on their own, so that a slow one holds up nobody else. */
import type { SecretBox } from "../../platform/crypto/secret_box.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import { createWakeful, type Wakeful } from "../../platform/wakeful.ts";
import { callReceiver } from "./call.ts";
import type { Deliveries, Delivery } from "./deliveries.ts";
import { fanOut } from "./fan_out.ts";
import { signedHeaders } from "./signature.ts";
import { parseTarget } from "./target.ts";

/** What commits wrote, here and on other instances, is seen within this. */
const LOOK_EVERY_MS = 1_000;
/** To one receiver. */
const AT_ONCE_MAX = 4;

interface CourierParts extends Pick<Kernel, "database" | "clock" | "log"> {
  readonly deliveries: Deliveries;
  readonly box: SecretBox;
}

interface Receiver {
  readonly url: URL;
  readonly key: Uint8Array;
}

export function createCourier({ database, clock, log, deliveries, box }: CourierParts): Wakeful {
  const stopping = new AbortController();
  /** By receiver. */
  const running = new Map<number, Promise<void>>();

  const find = async (id: number): Promise<Receiver | null> => {
    const row = await database.read.selectFrom("webhooks").select(["url", "key", "secret"])
      .where("id", "=", id).where("disabled_at", "is", null).executeTakeFirst();
    const url = row === undefined ? null : parseTarget(row.url);
    if (row === undefined || url === null) return null;
    return { url, key: await box.open(new Uint8Array(row.secret), sealedAt(row.key)) };
  };

  const deliver = async (delivery: Delivery, { url, key }: Receiver): Promise<void> => {
    const headers = signedHeaders(key, delivery.eventId, clock.now(), delivery.body);
    const error = await callReceiver(clock, url, headers, delivery.body, stopping.signal);
    if (error === null) return await deliveries.taken(delivery);
    // Ended by the server's own end: the claim runs out, and it is made then.
    if (stopping.signal.aborted) return;
    const isOff = await deliveries.failed(delivery, error);
    const told = { webhook: delivery.webhookId, event: delivery.eventId, tries: delivery.tries + 1, reason: error };
    log.warn(isOff ? "A webhook failed for a day and is switched off" : "Could not call a webhook", told);
  };

  const drain = async (id: number): Promise<void> => {
    const receiver = await find(id);
    while (receiver !== null && !stopping.signal.aborted) {
      const batch = await deliveries.claim(id, AT_ONCE_MAX);
      if (batch.length === 0) return;
      await Promise.all(batch.map((delivery) => deliver(delivery, receiver)));
    }
  };

  const wakeful = createWakeful({
    clock,
    everyMs: LOOK_EVERY_MS,
    onError: (error) => log.warn("Could not look after the webhooks", { error }),
    async run(signal) {
      while (!signal.aborted && await fanOutIfAny());
      for (const id of await deliveries.due()) {
        if (running.has(id)) continue;
        const done = drain(id).catch((error) => log.warn("Could not look after a webhook", { webhook: id, error }))
          .finally(() => running.delete(id));
        running.set(id, done);
      }
    },
  });

  /** Begins no transaction where nothing happened. */
  const fanOutIfAny = async (): Promise<boolean> => {
    const any = await database.read.selectFrom("webhook_events").select("id").limit(1).executeTakeFirst();
    return any !== undefined && await fanOut(database);
  };

  return {
    start: wakeful.start,
    wake: wakeful.wake,
    async stop() {
      stopping.abort();
      await wakeful.stop();
      await Promise.all(running.values());
    },
  };
}

/** What a receiver's secret is bound to. */
export function sealedAt(key: string): string {
  return `webhooks:${key}`;
}
