/** What a measured program says of itself at each line it is sent: since the line before, where that makes a difference. */
import { cpuUsage, memoryUsage } from "node:process";
import { percentile } from "./http_load.ts";

export interface SelfReport {
  /** Processor time since the program began, all threads, without that of the reports. */
  readonly cpuSeconds: number;
  readonly residentBytes: number;
  /** Of V8's heap, without what is garbage. */
  readonly heapBytes: number;
  /** How late the event loop was, milliseconds. */
  readonly delayP99Ms: number;
  readonly delayLongestMs: number;
}

const SAMPLE_EVERY_MS = 5;

/** Ends when the standard input does. */
export async function reportOnDemand(): Promise<void> {
  let delays: number[] = [];
  let expectedAt = performance.now() + SAMPLE_EVERY_MS;
  setInterval(() => {
    const now = performance.now();
    delays.push(Math.max(0, now - expectedAt));
    expectedAt = now + SAMPLE_EVERY_MS;
  }, SAMPLE_EVERY_MS);
  const collect: unknown = Reflect.get(globalThis, "gc");
  let ownSeconds = 0;
  for await (const _ of Deno.stdin.readable) {
    const cpuSeconds = usedSeconds();
    if (typeof collect === "function") collect();
    const report: SelfReport = {
      cpuSeconds: cpuSeconds - ownSeconds,
      residentBytes: memoryUsage().rss,
      heapBytes: memoryUsage().heapUsed,
      delayP99Ms: percentile(delays, 0.99),
      delayLongestMs: Math.max(0, ...delays),
    };
    console.log(JSON.stringify(report));
    // The collection above was nobody's wait.
    delays = [];
    expectedAt = performance.now() + SAMPLE_EVERY_MS;
    ownSeconds += usedSeconds() - cpuSeconds;
  }
}

function usedSeconds(): number {
  const { user, system } = cpuUsage();
  return (user + system) / 1e6;
}
