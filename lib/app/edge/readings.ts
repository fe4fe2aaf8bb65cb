/** What the running server says of itself: to `/metrics`, to the overview's charts and to the diagnosis. */
import { say } from "../../domain/diagnosis/sayings.ts";
import type { ModuleHost } from "../../modules/host/host.ts";
import type { PasswordHasher } from "../../platform/crypto/password_hasher.ts";
import { readingAside } from "../../platform/database/database.ts";
import { createReadiness } from "../../platform/database/readiness.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { ProcessWatch } from "../../platform/metrics/process_reading.ts";
import { createSessionCount } from "../../platform/metrics/session_count.ts";
import type { MetricSources } from "../../platform/metrics/sources.ts";
import type { Domain } from "../services/domain.ts";
import type { ServerState } from "./server_state.ts";

interface ReadingsParts {
  readonly state: ServerState;
  readonly processWatch: Pick<ProcessWatch, "read">;
  readonly hasher: Pick<PasswordHasher, "queue">;
  readonly host: Pick<ModuleHost, "metrics">;
  readonly domain: Pick<Domain, "live" | "readings" | "seats">;
}

export function createReadings({ database, clock, log, metrics }: Kernel, parts: ReadingsParts) {
  const { state, processWatch, hasher, host, domain: { live, readings, seats } } = parts;
  const countSessions = createSessionCount({ database: readingAside(database), clock });
  const failuresSince = createFailureCount(host.metrics);
  const isReady = createReadiness({ database, clock, log });
  readings.read = async () => ({
    own: {
      hash_queue: hasher.queue.depth(),
      "hooks.failed": failuresSince(),
      ...named("lines.", state.readDoors().map(({ door, open }) => [door, open])),
      ...named("seats.", [...seats.counts()]),
    },
    common: { sessions: await countSessions() ?? 0 },
  });
  live.server = async (isNative) => {
    if (hasher.queue.isFull(isNative ? "long" : "short")) return { code: "overloaded", because: say("queue_full") };
    return await isReady() ? null : { code: "unavailable", because: say("database_away") };
  };
  const sources: MetricSources = {
    process: processWatch.read,
    hashQueue: hasher.queue,
    sessions: countSessions,
    seats: () => seats.counts(),
    doors: () => state.readDoors(),
    modules: host.metrics,
    pool: () => database.pool(),
    hearing: () => database.events.hearing(),
  };
  state.readMetrics = () => metrics.readParts(sources);
  return { isReady, readMetrics: () => metrics.read(sources) };
}

function named(beginning: string, values: readonly (readonly [string, number])[]): Record<string, number> {
  return Object.fromEntries(values.map(([name, value]) => [`${beginning}${name}`, value]));
}

/** @returns how many calls of modules failed since it was asked last */
function createFailureCount(read: ModuleHost["metrics"]): () => number {
  let known = 0;
  return () => {
    const total = read().reduce((sum, { failures }) => sum + failures, 0);
    const more = total - known;
    known = total;
    return more;
  };
}
