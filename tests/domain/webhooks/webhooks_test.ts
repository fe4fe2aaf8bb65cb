/** Webhooks from the operator's call to a receiver on loopback: taken, slow, failing, redirecting. */
import { expect } from "expect";
import { callHttp } from "../../../lib/testing/http_call.ts";
import { createTestClock } from "../../support/test_clock.ts";
import { TEST_ADMIN_TOKEN, type TestServer, withServer } from "../../support/test_server.ts";
import { testEngines } from "../../support/test_database.ts";
import { until } from "../../support/until.ts";
import { isSigned, type Receiver, startReceiver } from "./receiver.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

interface Stage {
  readonly server: TestServer;
  readonly receiver: Receiver;
  readonly advance: (ms: number) => void;
  readonly setBack: (ms: number) => void;
  admin(method: string, path: string, body?: unknown): ReturnType<typeof callHttp>;
  subscribe(events: string[], more?: object): ReturnType<typeof callHttp>;
  /** Waits, a second of the server's time after the other, until so many calls came. */
  received(count: number): Promise<void>;
}

function onStage(name: string, run: (stage: Stage) => Promise<void>): void {
  for (const engine of testEngines()) {
    Deno.test(`${name} (${engine})`, async () => {
      const clock = createTestClock();
      await using receiver = startReceiver();
      await withServer(engine, { clock, config: { limits: { loginFailuresPerHour: 1_000 } } }, async (server) => {
        const admin: Stage["admin"] = (method, path, body) =>
          callHttp(server.url, method, `/admin/api${path}`, {
            bearer: TEST_ADMIN_TOKEN,
            ...(body === undefined ? {} : { body }),
          });
        const advance = (ms: number) => clock.advance(ms);
        await run({
          server,
          receiver,
          advance,
          setBack: clock.setBack,
          admin,
          subscribe: (events, more = {}) => admin("POST", "/webhooks", { url: receiver.url, events, ...more }),
          received: (count) => until(() => receiver.calls.length >= count, () => advance(1_000)),
        });
      });
    });
  }
}

const ban = { kind: "ip", value: "203.0.113.9", reason: "Flood from 203.0.113.9, see ada@example.org" };

onStage("what was asked for is told, signed, and once it was taken nothing waits", async (stage) => {
  const { json: webhook, status } = await stage.subscribe(["ban.create"]);
  expect([status, webhook.events, webhook.private, webhook.state]).toEqual([201, ["ban.create"], false, "active"]);
  expect(webhook.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  await stage.admin("POST", "/bans", ban);
  await stage.received(1);
  const [call] = stage.receiver.calls;
  expect(await isSigned(webhook.secret, call!)).toBe(true);
  expect(await isSigned(`whsec_${btoa("x".repeat(32))}`, call!)).toBe(false);
  expect(call!.headers.get("webhook-id")).toBe(call!.json.id);
  expect(call!.json).toEqual({
    id: expect.any(String),
    type: "ban.create",
    at: expect.stringMatching(/Z$/),
    data: { actor: "admin", account: null, door: "admin", reason: expect.any(String) },
  });
  await until(async () =>
    (await stage.server.database.read.selectFrom("webhook_deliveries").select("id").execute()).length === 0
  );
  const { json: list } = await stage.admin("GET", "/webhooks");
  expect(JSON.stringify(list)).not.toContain("whsec_");
  expect(list.items).toHaveLength(1);
});

onStage("an e-mail or an address goes out only to who may have it", async (stage) => {
  await stage.subscribe(["ban.create"]);
  await stage.subscribe(["ban.create"], { private: true });
  await stage.admin("POST", "/bans", ban);
  await stage.received(2);
  const texts = stage.receiver.calls.map(({ body }) => body).sort((a, b) => a.length - b.length);
  expect(texts[0]).not.toMatch(/203\.0\.113|ada@|127\.0\.0\.1/);
  expect(texts[1]).toContain("127.0.0.1");
  expect(texts[1]).toContain("ada@example.org");
});

onStage("nobody is told of what was undone, nor of what was not asked for", async (stage) => {
  await stage.subscribe(["ban.create"]);
  expect((await stage.admin("POST", "/bans", { ...ban, value: "0.0.0.0/0" })).status).toBe(422);
  await stage.admin("POST", "/keys/rotate");
  await stage.admin("POST", "/bans", ban);
  await stage.received(1);
  expect(stage.receiver.calls.map(({ json }) => json.type)).toEqual(["ban.create"]);
});

onStage("a failing receiver is tried again, with the same id and a signature of its own time", async (stage) => {
  const { json: webhook } = await stage.subscribe(["ban.create"]);
  stage.receiver.answer = () => new Response("no", { status: 500 });
  await stage.admin("POST", "/bans", ban);
  await stage.received(1);
  await until(async () => (await stage.admin("GET", "/webhooks")).json.items[0].lastError === "it answered 500");
  stage.receiver.answer = () => new Response(null);
  stage.advance(MINUTE_MS);
  await stage.received(2);
  const [first, second] = stage.receiver.calls;
  expect(second!.json).toEqual(first!.json);
  expect(Number(second!.headers.get("webhook-timestamp")) - Number(first!.headers.get("webhook-timestamp")))
    .toBeGreaterThanOrEqual(60);
  expect(await isSigned(webhook.secret, second!)).toBe(true);
  await until(async () => (await stage.admin("GET", "/webhooks")).json.items[0].failingSince === null);
});

onStage(
  "a call that fails is made again after 1, 5, 30 minutes, 2, 6 and 12 hours, and then no more",
  async (stage) => {
    await stage.subscribe(["ban.create"]);
    stage.receiver.answer = () => new Response("no", { status: 500 });
    await stage.admin("POST", "/bans", ban);
    const { read } = stage.server.database;
    const tries = async () => (await read.selectFrom("webhook_deliveries").select("tries").execute())[0]?.tries;
    const marks = [0, 1, 5, 30, 120, 360, 720];
    for (const [at, minutes] of marks.entries()) {
      stage.advance((minutes - (marks[at - 1] ?? 0)) * MINUTE_MS - 30_000);
      await stage.received(at + 1);
      await until(async () => await tries() === (at + 1 < marks.length ? at + 1 : undefined));
    }
    const times = stage.receiver.calls.map(({ headers }) => Number(headers.get("webhook-timestamp")));
    const after = times.map((time) => (time - times[0]!) / 60);
    for (const [at, minutes] of marks.entries()) {
      expect([minutes, after[at]! >= minutes - 0.1, after[at]! < minutes + 2]).toEqual([minutes, true, true]);
    }
    stage.advance(24 * HOUR_MS);
    await stage.admin("POST", "/bans", { ...ban, value: "203.0.113.10" });
    await stage.received(marks.length + 1);
    expect(new Set(stage.receiver.calls.map(({ json }) => json.id)).size).toBe(2);
  },
);

onStage("after the clock has gone back two hours no call waits two hours", async (stage) => {
  await stage.subscribe(["ban.create"]);
  stage.receiver.answer = () => new Response("no", { status: 500 });
  await stage.admin("POST", "/bans", ban);
  await stage.received(1);
  await until(async () => (await stage.admin("GET", "/webhooks")).json.items[0].lastError === "it answered 500");
  stage.setBack(2 * HOUR_MS);
  await stage.received(2);
});

onStage("a redirect is not followed, and the log names no address of a receiver", async (stage) => {
  await using elsewhere = startReceiver();
  await stage.subscribe(["ban.create"]);
  stage.receiver.answer = () => Response.redirect(elsewhere.url, 307);
  await stage.admin("POST", "/bans", ban);
  await stage.received(1);
  await until(async () =>
    (await stage.admin("GET", "/webhooks")).json.items[0].lastError === "it answered 307: redirects are not followed"
  );
  expect(elsewhere.calls).toEqual([]);
  expect(JSON.stringify(stage.server.log)).not.toContain("of-the-receiver");
});

onStage("a slow receiver is given five seconds, and holds up nobody else", async (stage) => {
  await using quick = startReceiver();
  const never = Promise.withResolvers<Response>();
  stage.receiver.answer = () => never.promise;
  await stage.subscribe(["ban.create"]);
  await stage.admin("POST", "/webhooks", { url: quick.url, events: ["ban.create"] });
  await stage.admin("POST", "/bans", ban);
  await stage.received(1);
  await until(() => quick.calls.length === 1, () => stage.advance(100));
  await until(
    async () => (await stage.admin("GET", "/webhooks")).json.items[0].lastError === "no answer within 5 s",
    () => stage.advance(1_000),
  );
  never.resolve(new Response(null));
});

onStage("after a day of failures a receiver is switched off, which is audited", async (stage) => {
  await stage.subscribe(["ban.create"]);
  stage.receiver.answer = () => new Response("no", { status: 503 });
  const values = Array.from({ length: 4 }, (_, at) => `198.51.100.${at}`);
  for (const value of values) {
    await stage.admin("POST", "/bans", { ...ban, value });
    await until(() => stage.receiver.calls.some(({ json }) => json !== undefined), () => stage.advance(1_000));
    stage.advance(8 * HOUR_MS);
  }
  await until(
    async () => (await stage.admin("GET", "/webhooks")).json.items?.[0].state === "off",
    () => stage.advance(HOUR_MS / 4),
  );
  expect((await stage.admin("GET", "/audit?action=webhook.off")).json.items).toHaveLength(1);
  expect(await stage.server.database.read.selectFrom("webhook_deliveries").select("id").execute()).toEqual([]);
});

onStage("a game server's coming and going is told, and twenty failed logins of one account", async (stage) => {
  await stage.subscribe(["server.online", "server.offline", "account.locked_out"]);
  const body = { name: "Nexus", address: "203.0.113.1", port: 24_000, type: "pve", online: true };
  const { json: made } = await stage.admin("POST", "/servers", body);
  const typesOf = () =>
    stage.receiver.calls.filter(({ json }) => json.data.server === made.id).map(({ json }) => json.type);
  await until(() => typesOf().length >= 1, () => stage.advance(1_000));
  await stage.admin("PATCH", `/servers/${made.id}`, { online: false });
  await until(() => typesOf().length >= 2, () => stage.advance(1_000));
  expect(typesOf()).toEqual(["server.online", "server.offline"]);

  const account = { username: "ada", password: "correct horse" };
  await callHttp(stage.server.url, "POST", "/api/auth/register", { body: account });
  for (let guess = 0; guess < 21; guess++) {
    await callHttp(stage.server.url, "POST", "/api/auth/login", { body: { ...account, password: "wrong horse" } });
  }
  const locked = () => stage.receiver.calls.filter(({ json }) => json.type === "account.locked_out");
  await until(() => locked().length >= 1, () => stage.advance(1_000));
  expect(locked().map(({ json }) => json.data.account)).toEqual([1]);
});

onStage("what is no receiver, or no event, is refused and changes nothing", async (stage) => {
  const urls = [
    "http://example.org/",
    "http://10.0.0.1/",
    "https://ada:secret@example.org/",
    "https://169.254.169.254/latest",
    "https://[fe80::1]/",
    "https://0.0.0.0/",
    "http://127.0.0.1.example.org/",
    "file:///etc/passwd",
    "ftp://localhost/",
    "nothing",
  ];
  for (const url of urls) {
    const { status, json } = await stage.admin("POST", "/webhooks", { url, events: ["ban.create"] });
    expect([url, status, json.errors[0].field]).toEqual([url, 422, "url"]);
  }
  for (const events of [[], ["login.failed"], ["nothing"]]) expect((await stage.subscribe(events)).status).toBe(422);
  expect((await stage.admin("GET", "/webhooks")).json.items).toEqual([]);
  expect((await stage.admin("DELETE", "/webhooks/1")).json.code).toBe("not_found");
});

onStage("a receiver that is taken away hears nothing more", async (stage) => {
  const { json: webhook } = await stage.subscribe(["ban.create"]);
  stage.receiver.answer = () => new Response("no", { status: 500 });
  await stage.admin("POST", "/bans", ban);
  await stage.received(1);
  await until(async () => (await stage.admin("GET", "/webhooks")).json.items[0].failingSince !== null);
  expect((await stage.admin("DELETE", `/webhooks/${webhook.id}`)).status).toBe(204);
  expect(await stage.server.database.read.selectFrom("webhook_deliveries").select("id").execute()).toEqual([]);
});
