/** HTTP calls a minute from one address, counted in memory: each instance for itself, cheap enough for every call. */
import { limitedNetworks } from "../../platform/addresses/address.ts";
import type { AddressSet } from "../../platform/addresses/address_set.ts";
import type { Clock } from "../../platform/clock.ts";
import { rateLimited, withCount } from "./address_limits.ts";

const WINDOW_MS = 60_000;
/** Above so many addresses in one minute the count starts anew for all: memory stays bounded under a flood. */
const ADDRESSES_MAX = 100_000;

export type RequestLimit = ReturnType<typeof createRequestLimit>;

export function createRequestLimit(
  parts: { readonly clock: Clock; readonly requestsPerMinute: number; readonly exempt: AddressSet },
) {
  const { clock, exempt } = parts;
  let windowEndsMs = 0;
  const counts = new Map<string, number>();
  const countOne = (key: string, times: number, address: string, nowMs: number) => {
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    if (count <= times * parts.requestsPerMinute) return;
    if (!exempt.has(address)) throw rateLimited(windowEndsMs - nowMs);
    // Looked up once a window.
    counts.set(key, -Infinity);
  };
  return {
    /**
     * Counts one call.
     * @param isElsewheres a page elsewhere made its visitor send it: counted apart, or any page could use up the calls of
     * a whole house
     * @throws {AppError} `rate_limited`
     */
    count(address: string, isElsewheres = false): void {
      const nowMs = clock.monotonicMs();
      if (nowMs >= windowEndsMs || counts.size >= ADDRESSES_MAX) {
        counts.clear();
        windowEndsMs = nowMs + WINDOW_MS;
      }
      const kind = isElsewheres ? "elsewhere " : "";
      // IPv4 is its own key; the look-up stays one step on the way of every call.
      if (!address.includes(":")) return countOne(kind + address, 1, address, nowMs);
      for (const { key, times } of limitedNetworks(address)) countOne(kind + key, times, address, nowMs);
    },
    /** Counts nothing. @throws {AppError} `rate_limited` where the next call would be refused */
    checkNext(address: string): void {
      const nowMs = clock.monotonicMs();
      if (nowMs >= windowEndsMs || exempt.has(address)) return;
      for (const { key, times } of limitedNetworks(address)) {
        const [count, max] = [counts.get(key) ?? 0, times * parts.requestsPerMinute];
        if (count < max) continue;
        throw withCount(rateLimited(windowEndsMs - nowMs), { what: "calls", of: key, count, max });
      }
    },
  };
}
