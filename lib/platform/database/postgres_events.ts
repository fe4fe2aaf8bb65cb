/** Events between instances, by PostgreSQL's LISTEN and NOTIFY: https://www.postgresql.org/docs/15/sql-notify.html */
import { sql, type Transaction } from "kysely";
import pg from "pg";
import type { Clock } from "../clock.ts";
import type { Log } from "../log/log.ts";
import type { DatabaseEvent, EventHub } from "./events.ts";
import type { Schema } from "./schema.ts";

const CHANNEL = "gatehouse_events";
/** NOTIFY takes payloads under 8,000 bytes. */
const PAYLOAD_BYTES_MAX = 7_900;
/** A silent connection is noticed within two of these, so that what is cached is never trusted for a whole second. */
const PROBE_EVERY_MS = 400;
const RETRY_MS_MIN = 100;
const RETRY_MS_MAX = 2_000;

interface Envelope {
  readonly origin: string;
  readonly schema: string;
  readonly event: DatabaseEvent;
}

/** Sends `event` with the commit of the transaction. Instances on another schema of the same database ignore it. */
export async function announce(db: Transaction<Schema>, origin: string, event: DatabaseEvent): Promise<void> {
  const json = JSON.stringify(event);
  if (json.length > PAYLOAD_BYTES_MAX) throw new Error(`Could not announce ${event.type}: it is too long`);
  await sql`select pg_notify(${CHANNEL}, json_build_object('origin', ${origin}::text,
    'schema', current_schema()::text, 'event', ${json}::json)::text)`.execute(db);
}

export interface ListenParts {
  readonly url: string;
  readonly origin: string;
  readonly hub: EventHub;
  /** Runs when the connection was lost: others may be. */
  readonly onLost: () => void;
  readonly clock: Clock;
  readonly log: Log;
}

/** Keeps one connection that listens, and makes a new one when it is lost. */
export function openListenConnection(parts: ListenParts): { close(): Promise<void> } {
  const { hub, clock, log } = parts;
  let closed = false;
  let client: pg.Client | null = null;
  let cancelTimer = () => {};
  let retryMs = RETRY_MS_MIN;
  hub.setHearing(false);

  const lose = (lost: pg.Client, reason: string) => {
    if (client !== lost) return;
    client = null;
    if (hub.hearing()) log.warn("Cannot hear of other instances' changes: each token is asked for", { reason });
    hub.setHearing(false);
    cancelTimer();
    lost.end().catch(() => {});
    parts.onLost();
    if (closed) return;
    cancelTimer = clock.after(retryMs, connect);
    retryMs = Math.min(retryMs * 2, RETRY_MS_MAX);
  };

  const probe = (probed: pg.Client) => {
    cancelTimer = clock.after(PROBE_EVERY_MS, () => {
      cancelTimer = clock.after(PROBE_EVERY_MS, () => lose(probed, "no answer"));
      probed.query("select 1").then(() => {
        if (client !== probed) return;
        cancelTimer();
        probe(probed);
      }, (error: Error) => lose(probed, error.message));
    });
  };

  const connect = () => {
    const next = new pg.Client({
      connectionString: parts.url,
      connectionTimeoutMillis: RETRY_MS_MAX,
      application_name: "gatehouse listener",
    });
    client = next;
    next.on("error", (error) => lose(next, error.message));
    next.on("end", () => lose(next, "closed"));
    let schema = "";
    next.on("notification", ({ payload }) => {
      const envelope = parseEnvelope(payload);
      if (envelope === null || envelope.origin === parts.origin || envelope.schema !== schema) return;
      hub.deliver(envelope.event);
    });
    next.connect()
      .then(() => next.query(`listen ${CHANNEL}`))
      .then(() => next.query<{ schema: string }>("select current_schema()::text as schema"))
      .then(({ rows }) => {
        if (client !== next) return;
        schema = rows[0]?.schema ?? "";
        retryMs = RETRY_MS_MIN;
        hub.gap(); // what happened in the meantime was not heard
        hub.setHearing(true);
        probe(next);
      })
      .catch((error: Error) => lose(next, error.message));
  };

  connect();
  return {
    async close() {
      closed = true;
      cancelTimer();
      const last = client;
      client = null;
      await last?.end().catch(() => {});
    },
  };
}

function parseEnvelope(payload: string | undefined): Envelope | null {
  try {
    // Only this program's database user can NOTIFY on its database, so the shape is ours.
    return payload === undefined ? null : JSON.parse(payload) as Envelope;
  } catch {
    return null;
  }
}
