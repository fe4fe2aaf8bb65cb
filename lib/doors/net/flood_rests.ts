/**
 * Who has just flooded a door: the next line from there is read a second later, of an IPv6 /48 a quarter of one. Else a
 * line that was ended would come back at once with a whole new budget, hundreds of times a second.
 */
import { limitedNetworks } from "../../platform/addresses/address.ts";
import type { Clock } from "../../platform/clock.ts";

const REST_MS = 1_000;
/** Networks that are remembered. Beyond, all are forgotten: what is lost is one rest for each. */
const NETWORKS_MAX = 10_000;

export type FloodRests = ReturnType<typeof createFloodRests>;

export function createFloodRests(clock: Clock) {
  /** By the monotonic clock. */
  const untilMs = new Map<string, number>();
  return {
    /** A line of the address was ended for what it brought. */
    begin(address: string): void {
      if (untilMs.size >= NETWORKS_MAX) untilMs.clear();
      const nowMs = clock.monotonicMs();
      for (const { key, times } of limitedNetworks(address)) {
        untilMs.set(key, Math.max(untilMs.get(key) ?? 0, nowMs + REST_MS / times));
      }
    },
    /** Resolves once lines of the address may be read again; at once as a rule. */
    async over(address: string): Promise<void> {
      if (untilMs.size === 0) return;
      const nowMs = clock.monotonicMs();
      let restMs = 0;
      for (const { key } of limitedNetworks(address)) {
        const mineMs = (untilMs.get(key) ?? 0) - nowMs;
        if (mineMs <= 0) untilMs.delete(key);
        restMs = Math.max(restMs, mineMs);
      }
      if (restMs > 0) await new Promise<void>((resolve) => clock.after(restMs, resolve));
    },
  };
}
