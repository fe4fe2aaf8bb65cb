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

interface Held {
  row: TrailRow | null;
  isRunning: boolean;
  /** Of the bytes in hand: kept where they decide an attempt. */
  span: OpenSpan | null;
  readonly line: { readonly game: string; readonly door: string };
}

export interface LineScopesParts {
  readonly rows: Rows;
  readonly take: (row: TrailRow) => void;
  readonly tracing: Tracing;
}

export function createLineScopes({ rows, take, tracing }: LineScopesParts) {
  const storage = new AsyncLocalStorage<Held>();
  const release = (held: Held) => {
    if (held.row === null) return;
    const { door, game, dialect, result, rule, code } = held.row;
    held.span?.end({ door, game, dialect, result, rule, code });
    held.span = null;
    take(held.row);
    held.row = null;
  };

  return {
    /** @returns false when no line is at work: the row is not held */
    hold(row: TrailRow): boolean {
      const held = storage.getStore();
      if (held === undefined) return false;
      // A module with several doors need not say at each step which of them it is.
      const ofLine = { ...row, game: held.line.game, door: held.line.door };
      // A proof that was right and an account that may not go on are one attempt.
      const earlier = held.row;
      held.row = earlier === null || earlier.result !== "succeeded" ? ofLine : mergeRows(earlier, ofLine);
      if (earlier !== null && earlier.result !== "succeeded") take(earlier);
      if (!held.isRunning) release(held);
      return true;
    },
    open(line: { readonly door: string; readonly game: string; readonly address: string }): LineScope {
      const held: Held = { row: null, isRunning: false, span: null, line };
      return {
        run: (work) =>
          storage.run(held, async () => {
            held.isRunning = true;
            const span = tracing.begin(`login ${line.door}`, { kind: "server" });
            held.span = span;
            try {
              await span.run(work);
            } finally {
              held.isRunning = false;
              release(held);
            }
          }),
        attempt(note) {
          held.row ??= { ...rows.of({ origin: line, result: note.result ?? "refused" }), game: line.game };
          held.row = rows.completed(held.row, note);
          release(held);
        },
      };
    },
  };
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
