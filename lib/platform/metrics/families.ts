/** What is measured, in groups: each makes its instruments once and fills them at every reading. */
import type { Instruments, Total } from "./instruments.ts";
import type { Recorded } from "./recorded.ts";
import type { MetricSources } from "./sources.ts";

/** Fills a group from what was recorded and what is asked. */
type Fill = (recorded: Recorded, sources: MetricSources) => void;

/** From a free thread to the longest wait that a login is given. */
const HASH_SECONDS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

function loginFamily({ total }: Instruments): Fill {
  const logins = total("logins", "Attempts to log in", ["door", "result"]);
  const tokens = total("game_tokens", "Login and character tokens", ["kind", "event"]);
  const trailLost = total("trail_lost", "Rows of the login trail that were not kept", []);
  return (recorded) => {
    trailLost.fill(recorded.trailLost.list());
    logins.fill(recorded.logins.list());
    tokens.fill(recorded.tokens.list());
  };
}

function hashFamily({ gauge, histogram }: Instruments): Fill {
  const waited = histogram("hash_wait_seconds", "How long a password waited for a thread", HASH_SECONDS);
  const ran = histogram("hash_run_seconds", "How long a password took to hash", HASH_SECONDS);
  const waiting = gauge("hash_queue_waiting", "Passwords that wait for a thread");
  const running = gauge("hash_queue_running", "Passwords in work");
  return (recorded, { hashQueue }) => {
    for (const { queuedMs, ranMs } of recorded.takeHashTimes()) {
      waited.observe(queuedMs / 1_000);
      ran.observe(ranMs / 1_000);
    }
    waiting.set(hashQueue.depth());
    running.set(hashQueue.running());
  };
}

function seatFamily({ gauge }: Instruments): Fill {
  const seats = gauge("seats", "Accounts that sit in a game on this instance", ["game"]);
  return (_, sources) => {
    seats.reset();
    sources.seats().forEach((count, game) => seats.set({ game }, count));
  };
}

function doorFamily({ gauge, total }: Instruments): Fill {
  const open = gauge("lines", "Open lines", ["door"]);
  const refused = total("lines_refused", "Lines closed before a word was said", ["door", "reason"]);
  const totals = {
    accepted: total("lines_accepted", "Lines accepted", ["door"]),
    failed: total("lines_failed", "Lines that ended by an error", ["door"]),
    received: total("frames_received", "Reads of a native door, messages of the WebSockets", ["door"]),
    receivedBytes: total("received_bytes", "Bytes read from lines", ["door"]),
    sentBytes: total("sent_bytes", "Bytes written to lines", ["door"]),
  };
  return (_, sources) => {
    const doors = sources.doors();
    open.reset();
    for (const { door, open: count } of doors) open.set({ door }, count);
    refused.fill(
      doors.flatMap(({ door, refused: counts }) =>
        Object.entries(counts).map(([reason, value]) => ({ labels: { door, reason }, value }))
      ),
    );
    for (const [field, to] of entries(totals)) {
      to.fill(doors.map((reading) => ({ labels: { door: reading.door }, value: reading[field] })));
    }
  };
}

function jobFamily({ total }: Instruments): Fill {
  const runs = total("job_runs", "Runs of the core's and the game modules' jobs", ["owner", "job", "result"]);
  const archived = total("audit_archived", "Entries that went from the audit log into files", []);
  return (recorded) => {
    runs.fill(recorded.jobs.list());
    archived.fill(recorded.auditArchived.list());
  };
}

function mailFamily({ total }: Instruments): Fill {
  const tries = total("mails", "Tries to send a mail", ["result"]);
  const unknown = total("resets_unknown", "Resets that were asked for by an address that no account has", []);
  return (recorded) => {
    tries.fill(recorded.mails.list());
    unknown.fill(recorded.unknownResets.list());
  };
}

function deletionFamily({ total }: Instruments): Fill {
  const tries = total("account_deletions", "Tries to delete an account whose time was over", ["result"]);
  return (recorded) => tries.fill(recorded.deletions.list());
}

function moduleFamily({ total }: Instruments): Fill {
  const labels = ["module", "work"];
  const totals = {
    calls: total("module_calls", "Calls of a game module's code", labels),
    failures: total("module_failures", "Calls that failed or took too long", labels),
    timeouts: total("module_timeouts", "Calls that took too long", labels),
  };
  const seconds = total("module_seconds", "Time spent in a game module's code", labels);
  const blocks = total("thread_blocks", "Times that the process's thread was blocked for a second or longer", labels);
  const blocked = total("thread_blocked_seconds", "How long it was blocked then", labels);
  return (recorded, sources) => {
    blocks.fill(recorded.blocks.list());
    blocked.fill(recorded.blockedMs.list().map(({ labels, value }) => ({ labels, value: value / 1_000 })));
    const readings = sources.modules().map(({ module, work, ...reading }) => ({
      ...reading,
      labels: { module, work },
    }));
    for (const [field, to] of entries(totals)) {
      to.fill(readings.map((reading) => ({ labels: reading.labels, value: reading[field] })));
    }
    seconds.fill(readings.map((reading) => ({ labels: reading.labels, value: reading.totalMs / 1_000 })));
  };
}

function processFamily({ gauge }: Instruments): Fill {
  const build = gauge("build_info", "Always 1; which version this is", ["version"], "first");
  const processes = gauge("processes", "Processes that these figures are of");
  const memory = gauge("resident_memory_bytes", "Memory of the process");
  const files = gauge("open_files", "Open files and sockets of the process");
  const delay = gauge(
    "event_loop_delay_seconds",
    "The longest that the process's thread was late since the last reading",
    [],
    "max",
  );
  return (_, sources) => {
    const { version, residentBytes, openFiles, loopDelayMs } = sources.process();
    build.set({ version }, 1);
    processes.set(1);
    memory.set(residentBytes);
    if (openFiles === null) files.remove();
    else files.set(openFiles);
    delay.set(loopDelayMs / 1_000);
  };
}

function databaseFamily({ gauge }: Instruments): Fill {
  const connections = gauge("database_connections", "Connections of the database's pool", ["state"]);
  const waiting = gauge("database_waiting", "Queries that wait for a connection");
  const hearing = gauge("hears_other_instances", "1 while other instances' changes are heard", [], "min");
  return (_, sources) => {
    const pool = sources.pool() ?? { total: 0, idle: 0, waiting: 0 };
    connections.set({ state: "idle" }, pool.idle);
    connections.set({ state: "busy" }, pool.total - pool.idle);
    waiting.set(pool.waiting);
    hearing.set(sources.hearing() ? 1 : 0);
  };
}

export const FAMILIES = [
  loginFamily,
  hashFamily,
  seatFamily,
  doorFamily,
  jobFamily,
  mailFamily,
  moduleFamily,
  databaseFamily,
  processFamily,
  deletionFamily,
];

function entries<Field extends string>(totals: Record<Field, Total>): [Field, Total][] {
  return Object.entries(totals) as [Field, Total][];
}
