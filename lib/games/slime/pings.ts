/**
 * PING both ways. The client drops a line after 30 s without one, and sources differ on whether it answers ours or pings
 * by itself: one that follows ours is taken for its answer, so that no two answers chase each other.
 */
import type { ModuleContext } from "../../modules/mod.ts";

const PING_EVERY_MS = 20_000;
const ANSWER_EVERY_MS = 1_000;

export class Pings {
  readonly #clock: ModuleContext["clock"];
  readonly #send: () => void;
  #unanswered = 0;
  #answeredMs = -Infinity;
  #cancel = () => {};

  /** `send` sends one PING. */
  constructor(clock: ModuleContext["clock"], send: () => void) {
    this.#clock = clock;
    this.#send = send;
  }

  /** Sends one every 20 s from now on. */
  start(): void {
    this.#cancel = this.#clock.after(PING_EVERY_MS, () => {
      this.#unanswered++;
      this.start();
      this.#send();
    });
  }

  stop(): void {
    this.#cancel();
  }

  /** One came: the answer to one of ours, or the client's own, which is answered at most once a second. */
  received(): void {
    if (this.#unanswered > 0) {
      this.#unanswered--;
      return;
    }
    const nowMs = this.#clock.monotonicMs();
    if (nowMs - this.#answeredMs < ANSWER_EVERY_MS) return;
    this.#answeredMs = nowMs;
    this.#send();
  }
}
