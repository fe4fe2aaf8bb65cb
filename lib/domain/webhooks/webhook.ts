/** A receiver of what happens, and which things it can ask for. */
import type { Selectable } from "kysely";
import type { WebhooksTable } from "../../platform/database/schema.ts";
import { AUDIT_ACTIONS } from "../audit/audit.ts";

/** Beside the audit actions: logins are left out, as there are too many. */
export const WEBHOOK_EVENTS = [
  ...AUDIT_ACTIONS.filter((action) => !action.startsWith("login.") && action !== "session.refresh"),
  "account.locked_out",
  "server.offline",
  "server.online",
].sort();

export interface Webhook {
  readonly id: number;
  readonly url: string;
  readonly events: readonly string[];
  readonly private: boolean;
  readonly state: "active" | "off";
  readonly failingSince: string | null;
  readonly lastError: string | null;
  readonly createdAt: string;
  readonly createdBy: string;
}

export function toWebhook(row: Selectable<WebhooksTable>): Webhook {
  return {
    id: row.id,
    url: row.url,
    events: JSON.parse(row.events),
    private: row.is_private === 1,
    state: row.disabled_at === null ? "active" : "off",
    failingSince: row.failing_since === null ? null : new Date(row.failing_since).toISOString(),
    lastError: row.last_error,
    createdAt: new Date(row.created_at).toISOString(),
    createdBy: row.created_by,
  };
}
