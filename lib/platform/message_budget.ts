/** How many messages one line or socket may send: a token bucket, filled evenly. */
import type { Clock } from "./clock.ts";

export interface MessageBudget {
  /** Takes `cost`; false when there is not so much left, and then nothing is taken. */
  spend(cost: number): boolean;
}

/** What a budget gives; one for all lines or sockets of a door. */
export interface MessageRate {
  readonly clock: Clock;
  /** Tokens that come back each second. */
  readonly perSecond: number;
  /** Tokens at most, and at first. */
  readonly burst: number;
}

export function createMessageBudget(rate: MessageRate): MessageBudget {
  return new TokenBucket(rate);
}

/** A class, as thousands of them are held: functions of a closure would be made for each. */
class TokenBucket implements MessageBudget {
  readonly #rate: MessageRate;
  #tokens: number;
  #filledAtMs: number;

  constructor(rate: MessageRate) {
    this.#rate = rate;
    this.#tokens = rate.burst;
    this.#filledAtMs = rate.clock.monotonicMs();
  }

  spend(cost: number): boolean {
    const { clock, perSecond, burst } = this.#rate;
    const nowMs = clock.monotonicMs();
    this.#tokens = Math.min(burst, this.#tokens + (nowMs - this.#filledAtMs) / 1_000 * perSecond);
    this.#filledAtMs = nowMs;
    if (this.#tokens < cost) return false;
    this.#tokens -= cost;
    return true;
  }
}
