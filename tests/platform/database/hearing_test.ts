/** That an instance hears is known by its own notice, which may have come while the thread was busy. */
import { EventEmitter } from "node:events";
import type pg from "pg";
import { expect } from "expect";
import { createEventHub } from "../../../lib/platform/database/events.ts";
import { openListenConnection } from "../../../lib/platform/database/postgres_events.ts";
import { silentLog } from "../../../lib/platform/log/log.ts";
import { until } from "../../support/until.ts";

const PROBE_MS = 400;

/** Connections to nowhere, and timers that fall due when told to, one at a time. */
function openEars() {
  const clients: FakeClient[] = [];
  const timers: { readonly delayMs: number; readonly run: () => void }[] = [];
  let notice = "";
  class FakeClient extends EventEmitter {
    constructor() {
      super();
      clients.push(this);
    }
    connect = () => Promise.resolve();
    end = () => Promise.resolve();
    query(text: string, values: readonly string[] = []) {
      if (text.includes("pg_notify")) notice = values[1]!;
      return Promise.resolve({ rows: [{ schema: "here" }] });
    }
  }
  const hub = createEventHub(() => {});
  let gaps = 0;
  hub.onGap(() => gaps++);
  let lost = 0;
  const connection = openListenConnection({
    url: "postgres://nowhere",
    origin: "me",
    hub,
    onLost: () => lost++,
    log: silentLog,
    Client: FakeClient as unknown as typeof pg.Client,
    clock: {
      now: () => new Date(0),
      monotonicMs: () => 0,
      after(delayMs, run) {
        const timer = { delayMs, run };
        timers.push(timer);
        return () => void timers.splice(timers.indexOf(timer), timers.includes(timer) ? 1 : 0);
      },
    },
  });
  return {
    hub,
    counts: () => ({ gaps, lost }),
    /** Its own notice comes back. */
    hear: () => clients[0]!.emit("notification", { payload: notice }),
    waits: () => timers.map(({ delayMs }) => delayMs),
    fallDue: () => timers.shift()!.run(),
    close: connection.close,
  };
}

Deno.test("a notice that came while the thread was busy is heard, although its time is over", async () => {
  const ears = openEars();
  await until(() => ears.waits().length === 1);
  ears.hear();
  expect([ears.hub.hearing(), ears.counts()]).toEqual([true, { gaps: 1, lost: 0 }]);

  ears.fallDue(); // the next notice is sent
  ears.fallDue(); // and has not come back in its time
  expect([ears.waits(), ears.hub.hearing()]).toEqual([[0], true]);
  ears.hear();
  expect([ears.waits(), ears.hub.hearing(), ears.counts()]).toEqual([[PROBE_MS], true, { gaps: 1, lost: 0 }]);

  ears.fallDue();
  ears.fallDue();
  ears.fallDue(); // nor while the thread looked at what had come
  expect([ears.hub.hearing(), ears.counts()]).toEqual([false, { gaps: 1, lost: 1 }]);
  await ears.close();
});
