/** Webhooks, put together: who is told, what is told, and the calls. */
import type { Audit } from "../../domain/audit/audit.ts";
import type { Servers } from "../../domain/servers/servers.ts";
import { createCourier } from "../../domain/webhooks/courier.ts";
import { createDeliveries } from "../../domain/webhooks/deliveries.ts";
import type { WebhookEvents } from "../../domain/webhooks/events.ts";
import { watchServers } from "../../domain/webhooks/server_watch.ts";
import { createWebhooks } from "../../domain/webhooks/webhooks.ts";
import type { SecretBox } from "../../platform/crypto/secret_box.ts";
import type { Job } from "../../platform/jobs/jobs.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";

const WATCH_SERVERS_EVERY_MS = 5_000;

interface WebhookRoomParts {
  readonly audit: Audit;
  readonly box: SecretBox;
  readonly servers: Servers;
  readonly webhookEvents: WebhookEvents;
}

export function createWebhookRoom(kernel: Kernel, { audit, box, servers, webhookEvents }: WebhookRoomParts) {
  const { database, clock, random, log } = kernel;
  const courier = createCourier({
    database,
    clock,
    log,
    box,
    deliveries: createDeliveries({ database, clock, audit }),
  });
  const watch: Job = {
    owner: "core",
    name: "webhook_servers",
    everyMs: WATCH_SERVERS_EVERY_MS,
    run: (signal) => watchServers({ database, servers, webhookEvents }, signal),
  };
  return {
    webhooks: createWebhooks({ database, random, audit, box }),
    jobs: [watch],
    start: () => courier.start(),
    close: () => courier.stop(),
  };
}
