/** Events between instances, by PostgreSQL's LISTEN and NOTIFY: https://www.postgresql.org/docs/15/sql-notify.html */
import { sql, type Transaction } from "kysely";
import pg from "pg";
import { type Clock, systemClock } from "../clock.ts";
import type { Log } from "../log/log.ts";
import type { DatabaseEvent, EventHub } from "./events.ts";
import type { Schema } from "./schema.ts";

const CHANNEL = "gatehouse_events";
/** NOTIFY takes payloads under 8,000 bytes. */
const PAYLOAD_BYTES_MAX = 7_900;
/** A notice has so long to come back, and the next follows so long after it: deafness is noticed within two of these, so that what is cached is never trusted for a whole second. */
const PROBE_EVERY_MS = 400;
const RETRY_MS_MIN = 100;
const RETRY_MS_MAX = 2_000;
const DEAF =
  "a notice of its own did not come back: the database must be reached directly, or by a pooler in session mode";

interface Envelope {
  readonly origin: string;
  readonly schema: string;
  /** Null in a notice by which an instance tries whether it hears. */
  readonly event: DatabaseEvent | null;
}

/**
 * Sends the events with the commit of the transaction, those that are the same once: PostgreSQL lets one commit at a time
 * notify, whatever the number. Instances on another schema of the same database ignore them.
 */
export async function announce(
  db: Transaction<Schema>,
  origin: string,
  events: readonly DatabaseEvent[],
): Promise<void> {
  const texts = [...new Set(events.map((event) => JSON.stringify(event)))];
  const tooLong = texts.findIndex((text) => text.length > PAYLOAD_BYTES_MAX);
  if (tooLong >= 0) throw new Error(`Could not announce ${events[tooLong]?.type}: it is too long`);
  await sql`select pg_notify(${CHANNEL}, json_build_object('origin', ${origin}::text,
    'schema', current_schema()::text, 'event', event.value::json)::text)
    from unnest(${texts}::text[]) with ordinality as event(value, place) order by place`.execute(db);
}

interface ListenParts {
  readonly url: string;
  readonly origin: string;
  readonly hub: EventHub;
  /** Runs when the connection was lost: others may be. */
  readonly onLost: () => void;
  /** The machine's own, as the network's time is, also where a server's clock stands still or leaps. */
  readonly clock?: Clock;
  readonly log: Log;
  /** In place of `pg.Client`: tests hand connections on. */
  readonly Client?: typeof pg.Client | undefined;
}

/**
 * Keeps one connection that listens and one that speaks to it, and makes new ones when either is lost. That it hears is
 * known by hearing only: a pooler may answer everything and pass no notice on, so the second connection sends one, and
 * the first has to get it in time. On one connection a pooler would hand the notice back to whoever sent it.
 */
export function openListenConnection(parts: ListenParts): { close(): Promise<void> } {
  const { hub, clock = systemClock, log } = parts;
  let closed = false;
  let ears: Ears | null = null;
  let cancelTimer = () => {};
  let retryMs = RETRY_MS_MIN;
  let isTold = false;
  hub.setHearing(false);

  const lose = (lost: Ears, reason: string) => {
    if (ears !== lost) return;
    ears = null;
    cancelTimer();
    lost.close();
    if (closed) return;
    // Where the database was never there, whoever needs it says so.
    if (!isTold && (hub.hearing() || lost.isDeaf())) {
      log.warn("Cannot hear of other instances' changes: each token is asked for", { reason });
      isTold = true;
    }
    hub.setHearing(false);
    // One that never heard is no sign that the database is gone; but live lines are to be asked about.
    if (lost.isDeaf()) hub.gap();
    else parts.onLost();
    cancelTimer = clock.after(retryMs, connect);
    retryMs = Math.min(retryMs * 2, RETRY_MS_MAX);
  };

  const probe = (probed: Ears) => {
    cancelTimer = clock.after(PROBE_EVERY_MS, () => {
      // A thread that was busy meanwhile looks at the time first: what has come by then is read before it is missed.
      cancelTimer = clock.after(0, () => lose(probed, probed.isDeaf() ? DEAF : "no answer"));
    });
    probed.speak((error) => lose(probed, error.message));
  };

  const heard = (by: Ears) => {
    if (ears !== by) return;
    cancelTimer();
    if (!hub.hearing()) {
      if (isTold) log.info("Hears of other instances' changes again");
      isTold = false;
      retryMs = RETRY_MS_MIN;
      hub.gap(); // what happened in the meantime was not heard
      hub.setHearing(true);
    }
    cancelTimer = clock.after(PROBE_EVERY_MS, () => probe(by));
  };

  const connect = () => {
    const next: Ears = openEars(parts, {
      ready: () => {
        if (ears === next) probe(next);
      },
      heard: () => heard(next),
      lost: (reason) => lose(next, reason),
    });
    ears = next;
  };

  connect();
  return {
    async close() {
      closed = true;
      cancelTimer();
      const last = ears;
      ears = null;
      await last?.close();
    },
  };
}

type Ears = ReturnType<typeof openEars>;

/** Two connections of their own, so that no full pool keeps this instance from hearing. */
function openEars(
  { url, origin, hub, Client = pg.Client }: ListenParts,
  on: { ready(): void; heard(): void; lost(reason: string): void },
) {
  const clients = ["listener", "speaker"].map((part) => {
    const client = new Client({
      connectionString: url,
      connectionTimeoutMillis: RETRY_MS_MAX,
      application_name: `gatehouse ${part}`,
    });
    client.on("error", (error) => on.lost(error.message));
    client.on("end", () => on.lost("closed"));
    return client;
  });
  const [listener, speaker] = clients as [pg.Client, pg.Client];
  let schema = "";
  let isReady = false;
  let hasHeard = false;
  listener.on("notification", ({ payload }) => {
    const envelope = parseEnvelope(payload);
    if (envelope === null || envelope.schema !== schema) return;
    if (envelope.origin !== origin) return envelope.event === null ? undefined : hub.deliver(envelope.event);
    if (envelope.event !== null) return;
    hasHeard = true;
    on.heard();
  });
  const open = async () => {
    await Promise.all(clients.map((client) => client.connect()));
    await listener.query(`listen ${CHANNEL}`);
    const { rows } = await speaker.query<{ schema: string }>("select current_schema()::text as schema");
    schema = rows[0]?.schema ?? "";
    isReady = true;
    on.ready();
  };
  open().catch((error: Error) => on.lost(error.message));
  return {
    /** Both connections stand, and no notice has come back yet. */
    isDeaf: (): boolean => isReady && !hasHeard,
    /** Sends a notice to this very instance. */
    speak(onError: (error: Error) => void): void {
      const notice = JSON.stringify({ origin, schema, event: null });
      speaker.query("select pg_notify($1, $2)", [CHANNEL, notice]).catch(onError);
    },
    async close(): Promise<void> {
      await Promise.allSettled(clients.map((client) => client.end()));
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
