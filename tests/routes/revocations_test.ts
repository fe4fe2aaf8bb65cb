import { expect } from "expect";
import { Hono } from "hono";
import { silentLog } from "../../lib/platform/log/log.ts";
import { createRevocationFeed } from "../../lib/domain/tokens/revocation_feed.ts";
import { createErrorHandler } from "../../routes/errors.ts";
import type { HttpEnv } from "../../routes/http.ts";
import { createMount } from "../../routes/mount.ts";
import { mountRevocations } from "../../routes/revocations.ts";
import { type GameAuthTest, gameAuthTest } from "./game_auth_setup.ts";

const revokeOne = async (t: GameAuthTest): Promise<string> => {
  const token = await t.newSelection();
  await t.post("revoke", { token });
  const row = await t.database.read.selectFrom("game_tokens").select("family_id").where("kind", "=", "character")
    .orderBy("id", "desc").executeTakeFirstOrThrow();
  return row.family_id;
};

/** Asks with headers, and leaves the body to the test. */
function asker(t: GameAuthTest) {
  const app = new Hono<HttpEnv>();
  app.onError(createErrorHandler(silentLog));
  app.use("*", async (c, next) => {
    c.set("address", "192.0.2.1");
    await next();
  });
  const readRevocations = createRevocationFeed({ database: t.database, clock: t.clock });
  mountRevocations(createMount(app), { readRevocations, revocationStream: t.revocationStream });
  return async (headers: Record<string, string>, query = "") =>
    await app.request(`/auth/revocations${query}`, { headers }, { peer: "192.0.2.1" });
}

gameAuthTest("the feed lists what was revoked, and how old its news may be", async (t) => {
  const sid = await revokeOne(t);
  const { status, json, headers } = await t.call("GET", "/auth/revocations");

  expect(status).toBe(200);
  expect(headers.get("cache-control")).toBe("no-cache");
  const now = t.clock.now();
  expect(json).toEqual({
    revocations: [{
      sid,
      token_sha256: null,
      revoked_at: now.toISOString(),
      expires_at: new Date(now.getTime() + 24 * 60 * 60_000).toISOString(),
    }],
    next: now.toISOString(),
    more: false,
    poll_seconds: 10,
    max_staleness_seconds: 15,
  });
});

gameAuthTest("an ETag saves sending the same again", async (t) => {
  await revokeOne(t);
  const ask = asker(t);
  const first = await ask({});
  const etag = first.headers.get("etag")!;
  t.clock.advance(1_000);

  for (const tags of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
    const answer = await ask({ "if-none-match": tags });
    expect([answer.status, await answer.text(), answer.headers.get("etag")]).toEqual([304, "", etag]);
  }
  await revokeOne(t);
  const changed = await ask({ "if-none-match": etag });
  expect(changed.status).toBe(200);
  expect(changed.headers.get("etag")).not.toBe(etag);
});

gameAuthTest("since names a place, and anything else is refused", async (t) => {
  await revokeOne(t);
  t.clock.advance(3_600_000);
  const since = encodeURIComponent(t.clock.now().toISOString());
  expect((await t.call("GET", `/auth/revocations?since=${since}`)).json.revocations).toEqual([]);
  expect((await t.call("GET", "/auth/revocations?since=yesterday")).status).toBe(422);
});

/** Reads server-sent events one by one. */
function eventReader(response: Response) {
  const reader = response.body!.getReader();
  const decoder = new TextDecoder();
  let text = "";
  return {
    async next(): Promise<Record<string, string>> {
      while (!text.includes("\n\n")) {
        const { value, done } = await reader.read();
        if (done) return { event: "end" };
        text += decoder.decode(value, { stream: true });
      }
      const [block = ""] = text.split("\n\n", 1);
      text = text.slice(block.length + 2);
      return Object.fromEntries(block.split("\n").map((line) => line.split(/: (.*)/s).slice(0, 2)));
    },
    cancel: () => reader.cancel(),
  };
}

gameAuthTest("as server-sent events the feed goes on", async (t) => {
  const before = await revokeOne(t);
  const response = await asker(t)({ accept: "text/event-stream" });
  expect(response.headers.get("content-type")).toBe("text/event-stream");
  const events = eventReader(response);

  expect(await events.next()).toMatchObject({ event: "terms", data: '{"max_staleness_seconds":15}' });
  const backlog = await events.next();
  expect(backlog).toMatchObject({ event: "revocations", id: t.clock.now().toISOString() });
  expect(JSON.parse(backlog["data"]!).revocations.map(({ sid }: { sid: string }) => sid)).toEqual([before]);
  expect(await events.next()).toEqual({ event: "current", data: JSON.stringify({ at: t.clock.now().toISOString() }) });

  const during = await revokeOne(t);
  const news = [await events.next(), await events.next()];
  const told = news.filter(({ event }) => event === "revocations").flatMap(({ data }) => JSON.parse(data!).revocations);
  expect(told.map(({ sid }) => sid)).toContain(during);
  await events.cancel();
});

gameAuthTest("a stream goes on where the last one broke off", async (t) => {
  await revokeOne(t);
  t.clock.advance(3_600_000);
  const headers = { accept: "text/event-stream", "last-event-id": t.clock.now().toISOString() };
  const events = eventReader(await asker(t)(headers));
  await events.next();
  expect(JSON.parse((await events.next())["data"]!)).toEqual({ revocations: [] });
  await events.cancel();
});

gameAuthTest("a reader that leaves makes room for another, and the ninth of an address is refused", async (t) => {
  const ask = asker(t);
  const streams = [];
  for (let count = 0; count < 8; count++) streams.push(eventReader(await ask({ accept: "text/event-stream" })));
  expect((await ask({ accept: "text/event-stream" })).status).toBe(503);
  await streams[0]!.cancel();
  const next = await ask({ accept: "text/event-stream" });
  expect(next.status).toBe(200);
  await next.body!.cancel();
  for (const stream of streams) await stream.cancel();
});

gameAuthTest("a shutdown ends the streams", async (t) => {
  const events = eventReader(await asker(t)({ accept: "text/event-stream" }));
  for (let count = 0; count < 3; count++) await events.next();
  const last = events.next();
  t.revocationStream.close();
  expect(await last).toEqual({ event: "end" });
});
