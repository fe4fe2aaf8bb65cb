import { createMetrics } from "../../../lib/platform/metrics/metrics.ts";
import type { MetricSources } from "../../../lib/platform/metrics/sources.ts";

/** Sources that have nothing to tell. */
export const QUIET: MetricSources = {
  process: () => ({ version: "1.2.3", residentBytes: 1, openFiles: 1, loopDelayMs: 0 }),
  hashQueue: { depth: () => 0, running: () => 0 },
  sessions: () => Promise.resolve(0),
  seats: () => new Map(),
  doors: () => [],
  modules: () => [],
  pool: () => null,
  hearing: () => true,
};

/** The lines that say something of `name`, without comments. */
export async function linesOf(name: string, metrics = createMetrics(), sources: Partial<MetricSources> = {}) {
  const { text } = await metrics.read({ ...QUIET, ...sources });
  return text.split("\n").filter((line) => line.startsWith(name));
}
