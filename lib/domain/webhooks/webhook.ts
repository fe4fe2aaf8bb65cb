/** A receiver of what happens, and which things it can ask for. */
import type { Row } from "../../platform/database/schema.ts";
import { isoTime, isoTimeOrNull } from "../../platform/iso_time.ts";
import { AUDIT_ACTIONS } from "../audit/audit.ts";

/** Beside the audit actions: logins are left out, as there are too many. */
export const WEBHOOK_EVENTS = [
  ...AUDIT_ACTIONS.filter((action) => !action.startsWith("login.") && action !== "session.refresh"),
  "account.locked_out",
  "server.offline",
  "server.online",
].sort();

export type Webhook = ReturnType<typeof toWebhook>;

export function toWebhook(row: Row<"webhooks">) {
  return {
    id: row.id,
    url: row.url,
    events: JSON.parse(row.events) as readonly string[],
    private: row.is_private === 1,
    state: row.disabled_at === null ? "active" as const : "off" as const,
    failingSince: isoTimeOrNull(row.failing_since),
    lastError: row.last_error,
    createdAt: isoTime(row.created_at),
    createdBy: row.created_by,
  };
}
