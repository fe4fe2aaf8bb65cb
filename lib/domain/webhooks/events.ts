/** What happened, written down in the transaction of its cause, where somebody wants to be told. */
import type { AuditEntry, OnAudit } from "../audit/audit.ts";
import { countOne } from "../limits/counters.ts";
import type { Queryable } from "../../platform/database/database.ts";
import type { Random } from "../../platform/random.ts";
import { WEBHOOK_EVENTS } from "./webhook.ts";

/** Of one account, so many failed logins in an hour are an event. */
const LOCKED_OUT_FAILURES = 20;
const HOUR_MS = 60 * 60_000;

export interface EventData {
  readonly actor?: string;
  readonly account?: number | null;
  readonly door?: string | null;
  readonly reason?: string | null;
  /** Goes only to receivers that may have it. */
  readonly address?: string | null;
  readonly server?: string;
  readonly name?: string;
  readonly game?: string | null;
}

export interface WebhookEvents {
  /** For the audit log. */
  readonly onAudit: OnAudit;
  /** Does nothing where no receiver is. */
  add(db: Queryable, type: string, at: Date, data: EventData): Promise<void>;
}

const TYPES: ReadonlySet<string> = new Set(WEBHOOK_EVENTS);

export function createWebhookEvents({ random }: { readonly random: Random }): WebhookEvents {
  const insert = async (db: Queryable, type: string, at: Date, data: EventData) => {
    await db.insertInto("webhook_events").values({
      event_id: `evt_${random.uuid()}`,
      type,
      at: at.getTime(),
      data: JSON.stringify(data),
    }).execute();
  };
  return {
    async onAudit(db, entry, at) {
      const isFailure = entry.action === "login.failed" && typeof entry.accountId === "number";
      if (!isFailure && !TYPES.has(entry.action)) return;
      if (!await hasReceiver(db)) return;
      if (!isFailure) return await insert(db, entry.action, at, dataOf(entry));
      const { count } = await countOne(db, `failed logins account_${entry.accountId}`, HOUR_MS, at);
      if (count === LOCKED_OUT_FAILURES) await insert(db, "account.locked_out", at, dataOf(entry));
    },
    async add(db, type, at, data) {
      if (await hasReceiver(db)) await insert(db, type, at, data);
    },
  };
}

async function hasReceiver(db: Queryable): Promise<boolean> {
  const row = await db.selectFrom("webhooks").select("id").where("disabled_at", "is", null).limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

function dataOf({ actor, accountId = null, door = null, address = null, reason = null }: AuditEntry): EventData {
  return { actor, account: accountId, door, reason, address };
}
