/** Deadlines of many, looked at together: a timer for each of thousands would take more than what it is to end. */
import type { Clock } from "./clock.ts";

export interface Watched {
  /** @param nowMs monotonic */
  look(nowMs: number): void;
}

/** Looks at all of them every `everyMs` milliseconds, while there are any. */
export class Looks<Kind extends Watched> {
  readonly #clock: Pick<Clock, "monotonicMs" | "after">;
  readonly #everyMs: number;
  readonly #watched = new Set<Kind>();
  #cancel: (() => void) | null = null;

  constructor(clock: Pick<Clock, "monotonicMs" | "after">, everyMs: number) {
    this.#clock = clock;
    this.#everyMs = everyMs;
  }

  add(watched: Kind): void {
    this.#watched.add(watched);
    this.#arm();
  }

  delete(watched: Kind): void {
    this.#watched.delete(watched);
    if (this.#watched.size > 0) return;
    this.#cancel?.();
    this.#cancel = null;
  }

  #arm(): void {
    this.#cancel ??= this.#clock.after(this.#everyMs, () => this.#lookAtAll());
  }

  /** @throws {Error} what the first of them threw, once all were looked at: one that fails stops nobody else's deadline */
  #lookAtAll(): void {
    this.#cancel = null;
    const nowMs = this.#clock.monotonicMs();
    const failures: unknown[] = [];
    for (const watched of this.#watched) {
      try {
        watched.look(nowMs);
      } catch (error) {
        failures.push(error);
      }
    }
    if (this.#watched.size > 0) this.#arm();
    if (failures.length > 0) throw failures[0];
  }
}
