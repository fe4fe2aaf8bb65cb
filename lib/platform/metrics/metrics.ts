/**
 * What operators measure. Everything is counted in plain numbers; the library that writes them down for Prometheus is
 * loaded when somebody first asks, so that it does not slow the start.
 */
import { createCounts } from "./counts.ts";
import type { MetricsReader } from "./exposition.ts";
import type {
  DeletionResult,
  HashTimes,
  JobResult,
  LoginResult,
  MailResult,
  MetricsParts,
  MetricsText,
  Recorded,
  TokenEvent,
  TokenKind,
} from "./recorded.ts";
import type { MetricSources } from "./sources.ts";

export interface Metrics {
  /** @param door from the program's own small set, never from a player */
  loginAttempt(door: string, result: LoginResult): void;
  hashJob(times: HashTimes): void;
  /** Login and character tokens. @param count how many at once */
  gameToken(kind: TokenKind, event: TokenEvent, count?: number): void;
  /** @param job as its owner, `core` or a module, named it */
  jobRun(job: { readonly owner: string; readonly name: string }, result: JobResult): void;
  /** What came of one try to send a mail. */
  mailTry(result: MailResult): void;
  /** What came of one try to delete an account. */
  deletion(result: DeletionResult): void;
  /** A reset that was asked for by an address that no account has. */
  resetForUnknown(): void;
  /** Rows of the login trail that were not kept. */
  trailLost(count: number): void;
  /** Entries that went from the audit log into files. */
  auditArchived(count: number): void;
  /** The thread was blocked, by this module as far as is known. */
  threadBlocked(block: { readonly module: string | null; readonly work: string | null; readonly ms: number }): void;
  /** In the text format of Prometheus. */
  read(sources: MetricSources): Promise<MetricsText>;
  /** For adding up with what other processes measure: `lib/platform/metrics/sum.ts`. */
  readParts(sources: MetricSources): Promise<MetricsParts>;
}

/** Kept between two readings; without a reader the latest are dropped. */
const HASH_TIMES_MAX = 10_000;

export function createMetrics(): Metrics {
  let hashTimes: HashTimes[] = [];
  const recorded: Recorded = {
    logins: createCounts(["door", "result"]),
    tokens: createCounts(["kind", "event"]),
    jobs: createCounts(["owner", "job", "result"]),
    mails: createCounts(["result"]),
    deletions: createCounts(["result"]),
    unknownResets: createCounts([]),
    trailLost: createCounts([]),
    auditArchived: createCounts([]),
    blocks: createCounts(["module", "work"]),
    blockedMs: createCounts(["module", "work"]),
    takeHashTimes() {
      const taken = hashTimes;
      hashTimes = [];
      return taken;
    },
  };
  let reader: Promise<MetricsReader> | null = null;
  const openReader = () => reader ??= import("./exposition.ts").then(({ createReader }) => createReader(recorded));
  // Two readings at once would fill the same instruments: the second gets what the first does.
  const shared = <T>(read: (reader: MetricsReader, sources: MetricSources) => Promise<T>) => {
    let reading: Promise<T> | null = null;
    return (sources: MetricSources): Promise<T> =>
      reading ??= openReader().then((opened) => read(opened, sources)).finally(() => {
        reading = null;
      });
  };
  return {
    loginAttempt: (door, result) => recorded.logins.add({ door, result }),
    gameToken: (kind, event, count) => recorded.tokens.add({ kind, event }, count),
    jobRun: ({ owner, name: job }, result) => recorded.jobs.add({ owner, job, result }),
    mailTry: (result) => recorded.mails.add({ result }),
    deletion: (result) => recorded.deletions.add({ result }),
    resetForUnknown: () => recorded.unknownResets.add({}),
    trailLost: (count) => recorded.trailLost.add({}, count),
    auditArchived: (count) => recorded.auditArchived.add({}, count),
    threadBlocked({ module, work, ms }) {
      const labels = { module: module ?? "none", work: work ?? "none" };
      recorded.blocks.add(labels);
      recorded.blockedMs.add(labels, ms);
    },
    hashJob(times) {
      if (hashTimes.length < HASH_TIMES_MAX) hashTimes.push(times);
    },
    read: shared((opened, sources) => opened.read(sources)),
    readParts: shared((opened, sources) => opened.readParts(sources)),
  };
}
