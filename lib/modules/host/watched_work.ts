/** What a module does besides its hooks, with the watchdog told whose it is: lines, routes, timers. */
import { Hono } from "hono";
import { matchedRoutes } from "hono/route";
import type { LineSession, ListenOptions, StopReason } from "../../doors/net/line.ts";
import type { Clock } from "../../platform/clock.ts";
import { type AnsweringParts, requireAnswers } from "./answering_routes.ts";
import { asAppError } from "./module_failure.ts";
import { runWatched, type WorkWatch } from "../../platform/watchdog/work_watch.ts";

/** The same door; each word of a line is told with the port's name. */
export function watchListener(watch: WorkWatch, module: string, port: string, options: ListenOptions): ListenOptions {
  const work = { module, work: "line", name: port };
  const tell: Tell = (run) => runWatched(watch, work, run);
  return { ...options, session: (line) => new WatchedSession(tell, tell(() => options.session(line))) };
}

type Tell = <T>(run: () => T) => T;

/** A class, as thousands of lines have one: functions of a closure would be made for each. */
class WatchedSession implements LineSession {
  readonly #tell: Tell;
  readonly #session: LineSession;

  constructor(tell: Tell, session: LineSession) {
    this.#tell = tell;
    this.#session = session;
  }

  receive(bytes: Uint8Array): void | Promise<void> {
    return this.#tell(() => this.#session.receive(bytes));
  }

  opened(): void {
    if (this.#session.opened !== undefined) this.#tell(() => this.#session.opened?.());
  }

  silent(): void {
    if (this.#session.silent !== undefined) this.#tell(() => this.#session.silent?.());
  }

  closed(): void | Promise<void> {
    if (this.#session.closed !== undefined) return this.#tell(() => this.#session.closed?.());
  }

  timedOut(): void {
    if (this.#session.timedOut !== undefined) this.#tell(() => this.#session.timedOut?.());
  }

  stopping(reason: StopReason): void {
    if (this.#session.stopping !== undefined) this.#tell(() => this.#session.stopping?.(reason));
  }
}

/** The same routes, each told by its method and path. */
export function watchRoutes(watch: WorkWatch, parts: AnsweringParts, routes: Hono): Hono {
  return new Hono()
    .use("*", async (c, next) => {
      const path = matchedRoutes(c).findLast(({ method }) => method !== "ALL")?.path ?? c.req.routePath;
      await runWatched(watch, { module: parts.module, work: "route", name: `${c.req.method} ${path}` }, next);
    })
    // What bears the name of an `AppError` is answered as one, as in hooks.
    .onError((error) => {
      throw asAppError(error);
    })
    .route("/", requireAnswers(parts, routes));
}

/** The same clock; what a timer runs is told. */
export function watchClock(watch: WorkWatch, module: string, clock: Clock): Clock {
  return {
    ...clock,
    after: (delayMs, run) => clock.after(delayMs, () => runWatched(watch, { module, work: "timer" }, run)),
  };
}
