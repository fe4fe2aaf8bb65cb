/**
 * Notices queries that a module did not wait for: a forgotten `await` lets the hook end before its rows are there, and
 * what fails then belongs to nobody.
 */
import { type CodePlace, placeIn } from "./code_place.ts";

/** Hears of a query that nobody waited for, when its scope ends, and when it fails afterwards. */
export type OnForgotten = (query: { readonly at: CodePlace | null; readonly error?: unknown }) => void;

/** A promise that knows whether anybody asked for its end. `await` asks by `then`, as it is no plain `Promise`. */
class Query<T> extends Promise<T> {
  isAwaited = false;

  /** What `then` gives is a plain promise. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  override then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.isAwaited = true;
    return super.then(onFulfilled, onRejected);
  }
}

interface Running {
  readonly query: Query<unknown>;
  readonly site: { stack?: string };
  failed?: { readonly error: unknown };
}

/** Of one hook or message, or of everything that a module does by itself. */
export class QueryWatch {
  readonly #onForgotten: OnForgotten;
  readonly #running = new Set<Running>();
  #isOver: boolean;

  /** @param endless what has no end tells of failures alone */
  constructor(onForgotten: OnForgotten, endless = false) {
    this.#onForgotten = onForgotten;
    this.#isOver = endless;
  }

  /**
   * The same promise, watched. What it fails with gets the place of the query, which the engine's own stack has lost.
   * @param caller what the module called: its frames are left out
   */
  watch<T>(caller: object, run: () => Promise<T>): Promise<T> {
    const site: { stack?: string } = {};
    Error.captureStackTrace(site, caller as () => void);
    const query = new Query<T>((resolve) => resolve(run()));
    const entry: Running = { query, site };
    this.#running.add(entry);
    // By the plain method, which is not an `await`.
    Promise.prototype.then.call(query, () => this.#settled(entry), (error) => {
      locate(error, site);
      entry.failed = { error };
      // Whoever waits for it has said so by the next turn of the microtasks.
      queueMicrotask(() => this.#settled(entry));
    });
    return query;
  }

  /** The hook or message is over: what nobody waits for by now was forgotten. */
  end(): void {
    this.#isOver = true;
    for (const entry of this.#running) {
      if (!entry.query.isAwaited) this.#tell(entry);
      if (entry.failed !== undefined) this.#running.delete(entry);
    }
  }

  /** Until the end it stays: one that came at once was forgotten all the same. */
  #settled(entry: Running): void {
    if (!entry.query.isAwaited && !this.#isOver) return;
    this.#running.delete(entry);
    if (!entry.query.isAwaited && entry.failed !== undefined) this.#tell(entry);
  }

  #tell({ site, failed }: Running): void {
    this.#onForgotten({ at: placeIn(site.stack ?? ""), ...failed });
  }
}

/** Adds the frames of the module, unless the stack has one. */
function locate(error: unknown, site: { stack?: string }): void {
  if (!(error instanceof Error) || placeIn(error.stack ?? "") !== null) return;
  const frames = (site.stack ?? "").split("\n").slice(1).filter((line) => placeIn(line) !== null);
  if (frames.length > 0) error.stack = [error.stack ?? String(error), ...frames].join("\n");
}
