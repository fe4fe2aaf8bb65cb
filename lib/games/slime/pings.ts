/**
 * PING both ways. The client drops a line after 30 s without one, and sources differ on whether it answers ours or pings
 * by itself: one that follows ours is taken for its answer, so that no two answers chase each other.
 */
import type { ModuleContext } from "../../modules/mod.ts";

const PING_EVERY_MS = 20_000;
const ANSWER_EVERY_MS = 1_000;

/** Whose PING is next, of all lines: one timer, where one for each would take more than the line's own part. */
export class PingRounds {
  readonly clock: ModuleContext["clock"];
  /** By when it is due, which is the order of their coming: all wait equally long. */
  readonly #dueMs = new Map<Pings, number>();
  #cancel: (() => void) | null = null;

  constructor(clock: ModuleContext["clock"]) {
    this.clock = clock;
  }

  add(pings: Pings): void {
    this.#dueMs.delete(pings);
    this.#dueMs.set(pings, this.clock.monotonicMs() + PING_EVERY_MS);
    this.#arm();
  }

  delete(pings: Pings): void {
    this.#dueMs.delete(pings);
    if (this.#dueMs.size > 0) return;
    this.#cancel?.();
    this.#cancel = null;
  }

  #arm(): void {
    const [firstMs] = this.#dueMs.values();
    if (firstMs === undefined || this.#cancel !== null) return;
    this.#cancel = this.clock.after(Math.max(0, firstMs - this.clock.monotonicMs()), () => this.#send());
  }

  #send(): void {
    this.#cancel = null;
    const nowMs = this.clock.monotonicMs();
    for (const [pings, dueMs] of this.#dueMs) {
      if (dueMs > nowMs) break;
      this.add(pings);
      pings.send();
    }
    this.#arm();
  }
}

export interface Pinged {
  /** Sends one PING. */
  ping(): void;
}

export class Pings {
  readonly #rounds: PingRounds;
  readonly #line: Pinged;
  #unanswered = 0;
  #answeredMs = -Infinity;

  constructor(rounds: PingRounds, line: Pinged) {
    this.#rounds = rounds;
    this.#line = line;
  }

  /** Sends one every 20 s from now on. */
  start(): void {
    this.#rounds.add(this);
  }

  stop(): void {
    this.#rounds.delete(this);
  }

  /** One is due. */
  send(): void {
    this.#unanswered++;
    this.#line.ping();
  }

  /** One came: the answer to one of ours, or the client's own, which is answered at most once a second. */
  received(): void {
    if (this.#unanswered > 0) {
      this.#unanswered--;
      return;
    }
    const nowMs = this.#rounds.clock.monotonicMs();
    if (nowMs - this.#answeredMs < ANSWER_EVERY_MS) return;
    this.#answeredMs = nowMs;
    this.#line.ping();
  }
}
