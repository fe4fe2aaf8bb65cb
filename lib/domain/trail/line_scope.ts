/**
 * Ties what the core decides of an attempt to the native line that it came by, so that the line's module can say what went
 * over the wire. A row waits for that word until the bytes in hand are done with.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import type { AttemptNote } from "./attempt.ts";
import type { OpenSpan, Tracing } from "../../platform/tracing/tracing.ts";
import type { Rows, TrailRow } from "./rows.ts";

export interface LineScope {
  /** Runs what bytes from the line bring about. */
  run(work: () => void | Promise<void>): Promise<void>;
  /** Completes the row of the latest attempt, or makes one that the module alone decided. */
  attempt(note: AttemptNote): void;
}

interface LineName {
  readonly door: string;
  readonly game: string;
  readonly address: string;
}

interface LineScopesParts {
  readonly rows: Rows;
  readonly take: (row: TrailRow) => void;
  readonly tracing: Tracing;
}

interface Shared extends LineScopesParts {
  readonly storage: AsyncLocalStorage<HeldScope>;
}

export function createLineScopes(parts: LineScopesParts) {
  const shared = { ...parts, storage: new AsyncLocalStorage<HeldScope>() };
  return {
    /** @returns false when no line is at work: the row is not held */
    hold(row: TrailRow): boolean {
      const scope = shared.storage.getStore();
      scope?.hold(row);
      return scope !== undefined;
    },
    open: (line: LineName): LineScope => new HeldScope(shared, line),
  };
}

/** A class, as thousands of lines have one: functions of a closure would be made for each. */
class HeldScope implements LineScope {
  readonly #shared: Shared;
  readonly #line: LineName;
  #row: TrailRow | null = null;
  #isRunning = false;
  /** Of the bytes in hand: kept where they decide an attempt. */
  #span: OpenSpan | null = null;

  constructor(shared: Shared, line: LineName) {
    this.#shared = shared;
    this.#line = line;
  }

  run(work: () => void | Promise<void>): Promise<void> {
    return this.#shared.storage.run(this, async () => {
      this.#isRunning = true;
      const span = this.#shared.tracing.begin(`login ${this.#line.door}`, { kind: "server" });
      this.#span = span;
      try {
        await span.run(work);
      } finally {
        this.#isRunning = false;
        this.#release();
      }
    });
  }

  attempt(note: AttemptNote): void {
    const { rows } = this.#shared;
    const row = this.#row ??
      { ...rows.of({ origin: this.#line, result: note.result ?? "refused" }), game: this.#line.game };
    this.#row = rows.completed(row, note);
    this.#release();
  }

  hold(row: TrailRow): void {
    // A module with several doors need not say at each step which of them it is.
    const ofLine = { ...row, game: this.#line.game, door: this.#line.door };
    // A proof that was right and an account that may not go on are one attempt.
    const earlier = this.#row;
    this.#row = earlier === null || earlier.result !== "succeeded" ? ofLine : mergeRows(earlier, ofLine);
    if (earlier !== null && earlier.result !== "succeeded") this.#shared.take(earlier);
    if (!this.#isRunning) this.#release();
  }

  #release(): void {
    if (this.#row === null) return;
    const { door, game, dialect, result, rule, code } = this.#row;
    this.#span?.end({ door, game, dialect, result, rule, code });
    this.#span = null;
    this.#shared.take(this.#row);
    this.#row = null;
  }
}

/** What is known of the earlier one stays where the later one does not say it. */
function mergeRows(earlier: TrailRow, later: TrailRow): TrailRow {
  return {
    ...later,
    account_id: later.account_id ?? earlier.account_id ?? null,
    name: later.name ?? earlier.name ?? null,
    name_key: later.name_key ?? earlier.name_key ?? null,
    mac_key: later.mac_key ?? earlier.mac_key ?? null,
  };
}
