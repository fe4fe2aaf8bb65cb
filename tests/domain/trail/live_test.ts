import { expect } from "expect";
import { Hono } from "hono";
import { silentLog } from "../../../lib/platform/log/log.ts";
import { createTrailLive } from "../../../lib/domain/trail/live.ts";
import type { Role } from "../../../lib/platform/database/schema.ts";
import type { Database } from "../../../lib/platform/database/database.ts";
import type { HttpEnv } from "../../../routes/http.ts";
import { createTestCore, ORIGIN } from "../../support/core_services.ts";
import { eachDatabase } from "../../support/test_database.ts";
import { until } from "../../support/until.ts";
import { ADMIN_TOKEN, adminRoutes } from "../../routes/admin_setup.ts";

const LOOK_MS = 500;
const BY = { actor: "admin", address: "192.0.2.9", role: "admin", identity: null } as const;

/** Two instances over one database, and streams of the first; what the second commits is looked for as well. */
async function watchedOn(database: Database) {
  const core = await createTestCore(database);
  const other = await createTestCore(database, { clock: core.clock });
  const app = new Hono<HttpEnv>();
  app.use("*", async (c, next) => {
    c.set("address", c.env.peer);
    await next();
  });
  app.route("/admin/api", adminRoutes(core));
  const open = async (bearer: string, query = "") => {
    const headers = { authorization: `Bearer ${bearer}` };
    const response = await app.request(`/admin/api/trail/live${query}`, { headers }, { peer: ORIGIN.address });
    return { response, events: eventsOf(response, () => core.clock.advance(LOOK_MS)) };
  };
  const attempt = async (name: string, more = {}, at = core) => {
    at.trail.record({ origin: ORIGIN, name, result: "failed", rule: "password", ...more });
    await at.trail.flush();
  };
  const operator = async (username: string, role: Role) => {
    const { id, token } = await core.register(username);
    await core.roles.set(id, role, BY);
    return { id, token };
  };
  const close = async () => {
    await other.close();
    await core.close();
  };
  return { core, other, open, attempt, operator, [Symbol.asyncDispose]: close };
}

/** Reads a stream block by block; the clock moves until something came. */
function eventsOf(response: Response, nudge: () => void) {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  const came: string[] = [];
  let isOver = false;
  const reading = (async () => {
    for (let text = "";;) {
      const { value, done } = await reader.read();
      if (done) break;
      text += value;
      const blocks = text.split("\n\n");
      text = blocks.pop() ?? "";
      came.push(...blocks);
    }
    isOver = true;
  })();
  return {
    next: async () => {
      await until(() => came.length > 0 || isOver, nudge);
      return came.shift() ?? "over";
    },
    come: () => came,
    isOver: () => isOver,
    untilOver: async () => {
      await until(() => isOver, nudge);
      await reading;
    },
    leave: () => reader.cancel(),
  };
}

const dataOf = (block: string) => JSON.parse(/^data: (.*)$/m.exec(block)?.[1] ?? "null");

eachDatabase("what any instance writes is an event with the row's id, by the filters of the list", async (database) => {
  await using watched = await watchedOn(database);
  const { response, events } = await watched.open(ADMIN_TOKEN, `?address=198.51.100.0/24&result=failed`);
  expect(response.headers.get("content-type")).toBe("text/event-stream");
  expect(await events.next()).toMatch(/^: /);
  await watched.attempt("elsewhere", { origin: { ...ORIGIN, address: "203.0.113.9" } });
  await watched.attempt("refused", { result: "refused" });
  await watched.attempt("first");
  const block = await events.next();
  const row = dataOf(block);
  expect(row).toMatchObject({ name: "first", result: "failed", rule: "password", address: ORIGIN.address });
  expect(block.split("\n").slice(0, 2)).toEqual(["event: attempt", `id: ${row.id}`]);
  await watched.attempt("second", {}, watched.other);
  expect(dataOf(await events.next())).toMatchObject({ name: "second" });
  await events.leave();
});

eachDatabase("every fifteen seconds a comment says that the stream lives", async (database) => {
  await using watched = await watchedOn(database);
  const { events } = await watched.open(ADMIN_TOKEN);
  await events.next();
  const fromMs = watched.core.clock.monotonicMs();
  expect(await events.next()).toMatch(/^: /);
  const afterMs = watched.core.clock.monotonicMs() - fromMs;
  expect(afterMs).toBeGreaterThanOrEqual(15_000);
  await events.leave();
});

eachDatabase(
  "the stream ends when session, role or permission no longer allow it, by whichever instance",
  async (database) => {
    await using watched = await watchedOn(database);
    const { other, open, operator } = watched;
    const staying = await open(ADMIN_TOKEN);
    const ends: readonly [string, (of: { id: number; token: string }) => Promise<unknown>][] = [
      ["demoted_1", ({ id }) => other.roles.set(id, "viewer", BY)],
      ["demoted_2", ({ id }) => other.roles.set(id, "player", BY)],
      ["logged_out", async ({ token }) => await other.sessions.logOut(await other.sessions.verify(token), ORIGIN)],
      ["ended_by_owner", async ({ token }) => {
        const identity = await other.sessions.verify(token);
        await other.ownSessions.end(identity, identity.sessionId, ORIGIN);
      }],
      ["suspended", ({ id }) => other.suspensions.suspend({ accountId: id, reason: "Left", until: null, ...BY })],
      ["revoked", ({ id }) => other.accountActs.revoke(id, "Lost laptop", BY)],
    ];
    for (const [username, end] of ends) {
      const of = await operator(username, "support");
      const { response, events } = await open(of.token);
      expect([username, response.status]).toEqual([username, 200]);
      await events.next();
      await end(of);
      await events.untilOver();
    }
    expect(staying.events.isOver()).toBe(false);
    await staying.events.leave();
  },
);

eachDatabase("the twenty-first is told to come again, and one that leaves makes room", async (database) => {
  await using watched = await watchedOn(database);
  const streams = [];
  for (let count = 0; count < 20; count++) streams.push((await watched.open(ADMIN_TOKEN)).events);
  const tried = () => watched.core.trailLive.watch({}, () => Promise.resolve(true));
  await expect(tried()).rejects.toMatchObject({ code: "too_many_connections" });
  await streams[0]!.leave();
  (await tried()).close();
  for (const stream of streams) await stream.leave();
});

eachDatabase("of whom nobody can say whether they may go on, the others are told all the same", async (database) => {
  await using watched = await watchedOn(database);
  const { core, attempt } = watched;
  const live = createTrailLive({ database: core.database, clock: core.clock, log: silentLog });
  let isKnown = false;
  const doubtful = await live.watch({}, () => isKnown ? Promise.resolve(true) : Promise.reject(new Error("no answer")));
  const sure = await live.watch({}, () => Promise.resolve(true));
  const told: string[] = [];
  const listen = async (name: string, watcher: typeof sure) => {
    for (let rows; (rows = await watcher.next()) !== null;) for (const row of rows) told.push(`${name} ${row.name}`);
  };
  const listening = [listen("doubtful", doubtful), listen("sure", sure)];
  await attempt("ada");
  await until(() => told.length > 0, () => core.clock.advance(LOOK_MS));
  expect(told).toEqual(["sure ada"]);
  isKnown = true;
  await until(() => told.length > 1, () => core.clock.advance(LOOK_MS));
  expect(told).toEqual(["sure ada", "doubtful ada"]);
  live.close();
  await Promise.all(listening);
});
