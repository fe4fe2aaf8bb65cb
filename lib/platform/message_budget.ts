/** How many messages one line or socket may send: a token bucket, filled evenly. */
import type { Clock } from "./clock.ts";

export interface MessageBudget {
  /** Takes `cost`; false when there is not so much left, and then nothing is taken. */
  spend(cost: number): boolean;
}

/** @param perSecond tokens that come back each second @param burst tokens at most, and at first */
export function createMessageBudget(clock: Clock, perSecond: number, burst: number): MessageBudget {
  let tokens = burst;
  let filledAtMs = clock.monotonicMs();
  return {
    spend(cost) {
      const nowMs = clock.monotonicMs();
      tokens = Math.min(burst, tokens + (nowMs - filledAtMs) / 1_000 * perSecond);
      filledAtMs = nowMs;
      if (tokens < cost) return false;
      tokens -= cost;
      return true;
    },
  };
}
