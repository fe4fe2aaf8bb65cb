/** What a module does besides its hooks, with the watchdog told whose it is: lines, routes, timers. */
import { Hono } from "hono";
import { matchedRoutes } from "hono/route";
import type { LineSession, ListenOptions } from "../../doors/net/line.ts";
import type { Clock } from "../../platform/clock.ts";
import { runWatched, type WorkWatch } from "../../platform/watchdog/work_watch.ts";

/** The same door; each word of a line is told with the port's name. */
export function watchListener(watch: WorkWatch, module: string, port: string, options: ListenOptions): ListenOptions {
  const work = { module, work: "line", name: port };
  return {
    ...options,
    session(line) {
      const session = runWatched(watch, work, () => options.session(line));
      const watched: LineSession = { receive: (bytes) => runWatched(watch, work, () => session.receive(bytes)) };
      for (const name of ["opened", "silent", "closed", "timedOut", "stopping"] as const) {
        if (session[name] === undefined) continue;
        // Each is called as the session's own method, with what it is given.
        watched[name] = (...given: unknown[]) =>
          runWatched(watch, work, () => Reflect.apply(session[name]!, session, given));
      }
      return watched;
    },
  };
}

/** The same routes, each told by its method and path. */
export function watchRoutes(watch: WorkWatch, module: string, routes: Hono): Hono {
  return new Hono()
    .use("*", async (c, next) => {
      const path = matchedRoutes(c).findLast(({ method }) => method !== "ALL")?.path ?? c.req.routePath;
      await runWatched(watch, { module, work: "route", name: `${c.req.method} ${path}` }, next);
    })
    .route("/", routes);
}

/** The same clock; what a timer runs is told. */
export function watchClock(watch: WorkWatch, module: string, clock: Clock): Clock {
  return {
    ...clock,
    after: (delayMs, run) => clock.after(delayMs, () => runWatched(watch, { module, work: "timer" }, run)),
  };
}
