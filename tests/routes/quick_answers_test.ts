/** The short ways beside the long one: two doors onto one server, one of which answers what it can at once. */
import { expect } from "expect";
import { Buffer } from "node:buffer";
import { IncomingMessage } from "node:http";

import type { QuickHandler } from "../../lib/doors/net/http_answer.ts";
import { callHttp } from "../../lib/testing/http_call.ts";
import { exchange, head } from "../doors/http/raw.ts";
import { type HttpHarness, openHttpHarness, receiveAnswer } from "../doors/net/http_harness.ts";
import { createTestClock } from "../support/test_clock.ts";
import { startTestServer, TEST_ADMIN_TOKEN, type TestServer } from "../support/test_server.ts";

const PASSWORD = "correct horse";
const VERIFY = "GET /api/auth/verify";
const REVALIDATE = "POST /auth/revalidate";

/** What one request is, as its bytes. */
type Wire = readonly (string | Uint8Array)[];

/** From what `node:http` parsed, and from plain bytes. */
type Way = "short" | "at once";
const BOTH: readonly Way[] = ["short", "at once"];

class Doors implements AsyncDisposable {
  readonly long: HttpHarness;
  readonly short: HttpHarness;
  readonly #ways: Way[] = [];

  constructor(readonly server: TestServer) {
    const bounds = { bodyBytesMax: 48 * 1_024, headersBytesMax: 16 * 1_024 };
    this.long = openHttpHarness({ fetch: server.app.fetch, door: bounds });
    const quick: QuickHandler = (request, peer, body) => {
      const answer = server.app.quick(request, peer, body);
      if (answer !== null) this.#ways.push(request instanceof IncomingMessage ? "short" : "at once");
      return answer;
    };
    this.short = openHttpHarness({ fetch: server.app.fetch, quick, door: bounds });
  }

  /** Asks both, the second also on a connection that goes on. @returns the one answer, and which ways it was given */
  async ask(wire: Wire): Promise<{ readonly answer: string; readonly ways: readonly Way[] }> {
    this.#ways.length = 0;
    const answers = [];
    for (const { door } of [this.long, this.short]) answers.push(withoutChance(await exchange(door.port, ...wire)));
    expect(answers[1]).toBe(answers[0]);
    const [long, kept] = [await this.#askKept(this.long, wire), await this.#askKept(this.short, wire)];
    expect(kept).toBe(long);
    return { answer: answers[0]!, ways: [...this.#ways] };
  }

  /** In one piece, as a client sends that has more to ask. */
  async #askKept(harness: HttpHarness, wire: Wire): Promise<string> {
    const client = await harness.connect();
    const pieces = wire.map((piece) => typeof piece === "string" ? new TextEncoder().encode(piece) : piece);
    const whole = Buffer.concat(pieces).toString("latin1").replace(/^connection: close\r\n/m, "");
    await client.send(Buffer.from(whole, "latin1"));
    const answer = await receiveAnswer(client);
    client.close();
    return withoutChance(answer);
  }

  async [Symbol.asyncDispose]() {
    await this.long.close();
    await this.short.close();
  }
}

/** What differs between any two answers: when it was, and what the call is called. */
function withoutChance(answer: string): string {
  const [id = ""] = /[0-9a-f]{8}-[0-9a-z]+/.exec(answer) ?? [];
  const body = answer.slice(answer.indexOf("\r\n\r\n"));
  return answer.replaceAll(id, "ID").replace(/^date: .*$/im, "")
    .replace(
      /^content-length: (.*)$/im,
      (_, length) => `length: ${Number(length) - (body.includes(id) ? id.length : 0)}`,
    );
}

function setUp(server: TestServer) {
  const call = async (path: string, body: object, bearer?: string) => {
    const { status, json } = await callHttp(server.url, "POST", path, { body, ...bearer && { bearer } });
    expect(status).toBeLessThan(300);
    return json as Record<string, string>;
  };
  const registered = async (username: string) => {
    const { token, id } = await call("/api/auth/register", { username, password: PASSWORD });
    const credentials = { username, password: PASSWORD };
    const { login_token } = await call("/auth/authenticate", { authentication_method: "website", credentials });
    return { token: token!, id, login: login_token! };
  };
  return { call, registered };
}

const verify = (token: string, more: Record<string, string> = {}): Wire => [
  head(VERIFY, { authorization: `Bearer ${token}`, ...more }),
];

function revalidate(body: string | object | Uint8Array, more: Record<string, string> = {}, target = REVALIDATE): Wire {
  const text = typeof body === "object" && !(body instanceof Uint8Array) ? JSON.stringify(body) : body;
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  return [head(target, { "content-length": String(bytes.byteLength), ...more }), bytes];
}

Deno.test("the short ways answer what the long one answers, byte for byte", async (t) => {
  const clock = createTestClock();
  const env = { HTTP_HSTS: "true", ALLOWED_ORIGINS: "https://game.example", TRUSTED_PROXIES: "127.0.0.1/32" };
  await using server = await startTestServer({ clock, env });
  await using doors = new Doors(server);
  const { call, registered } = setUp(server);
  const ada = await registered("ada");
  const login = { token: ada.login, token_type: "login" };
  // Asked once, an answer is kept.
  for (const wire of [verify(ada.token), revalidate(login)]) await doors.ask(wire);

  await t.step("a session's token, and a game token, as they are asked for all the time", async () => {
    const verified = await doors.ask(verify(ada.token));
    expect([verified.ways, verified.answer]).toEqual([BOTH, expect.stringContaining('"username":"ada"}')]);
    const live = await doors.ask(revalidate(login));
    expect([live.ways, live.answer]).toEqual([BOTH, expect.stringContaining('"valid":true')]);
    const other = await doors.ask(revalidate({ ...login, token_type: "character" }));
    expect([other.ways, other.answer]).toEqual([BOTH, expect.stringContaining('"reason":"wrong_type"')]);
  });

  await t.step("a page of the server's own, and a player behind a proxy, as well", async () => {
    for (const [name, value] of [["sec-fetch-site", "same-origin"], ["x-forwarded-for", "198.51.100.7"]] as const) {
      expect((await doors.ask(verify(ada.token, { [name]: value }))).ways).toEqual(BOTH);
    }
    // Counted apart, as it may be an image in it that asks.
    expect((await doors.ask(verify(ada.token, { "sec-fetch-site": "cross-site" }))).ways).toEqual([]);
    const ban = await call("/admin/api/bans", { kind: "ip", value: "198.51.100.7", reason: "x" }, TEST_ADMIN_TOKEN);
    const banned = await doors.ask(verify(ada.token, { "x-forwarded-for": "198.51.100.7" }));
    expect([banned.ways, banned.answer]).toEqual([[], expect.stringContaining("address_banned")]);
    await callHttp(server.url, "DELETE", `/admin/api/bans/${ban["id"]}`, { bearer: TEST_ADMIN_TOKEN });
  });

  const bearer = `authorization: Bearer ${ada.token}\r\n`;
  const unplain: Record<string, Wire> = {
    "no token": [head(VERIFY)],
    "another scheme": [head(VERIFY, { authorization: `Basic ${ada.token}` })],
    "an unknown token": verify("unknown"),
    "a token that is too long": verify(ada.token + "x".repeat(5_000)),
    "two tokens": [
      `${VERIFY} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n${bearer}AUTHORIZATION: Bearer x\r\n\r\n`,
    ],
    "a host that is none": verify(ada.token, { host: "a b" }),
    "a host with a path": verify(ada.token, { host: "localhost/x" }),
    "a host in capitals": verify(ada.token, { host: "LOCALHOST" }),
    "no host": [`${VERIFY} HTTP/1.0\r\n${bearer}\r\n`],
    "an absolute target": [head("GET http://localhost/api/auth/verify", { authorization: `Bearer ${ada.token}` })],
    "a query": [head(`${VERIFY}?a=1`, { authorization: `Bearer ${ada.token}` })],
    "an allowed page": verify(ada.token, { origin: "https://game.example" }),
    "a strange page": verify(ada.token, { origin: "https://strange.example" }),
    "another method": [head("POST /api/auth/verify", { authorization: `Bearer ${ada.token}` })],
    "only its head": [head("HEAD /api/auth/verify", { authorization: `Bearer ${ada.token}` })],
    "a body where none is": [...verify(ada.token, { "content-length": "2" }), "{}"],
    "an address that is none": verify(ada.token, { "x-forwarded-for": "somebody" }),
    "an unknown game token": revalidate({ ...login, token: "unknown" }),
    "a field too many": revalidate({ ...login, more: 1 }),
    "a field twice": revalidate(`{"token":"x","token":"${ada.login}","token_type":"login"}`),
    "a token that is no text": revalidate({ ...login, token: 1 }),
    "a kind that is none": revalidate({ ...login, token_type: "other" }),
    "no JSON": revalidate("{"),
    "no object": revalidate("[]"),
    "null": revalidate("null"),
    "no UTF-8": revalidate(Uint8Array.of(0x22, 0xff, 0x22)),
    "a mark before the JSON": revalidate(`\ufeff${JSON.stringify(login)}`),
    "a body that is too large": revalidate(JSON.stringify(login) + " ".repeat(20_000)),
    "an encoded body": revalidate(login, { "content-encoding": "gzip" }),
    "a query beside it": revalidate(login, {}, `${REVALIDATE}?a=1`),
    "a strange page's question": revalidate(login, { origin: "https://strange.example" }),
    "a question from across": revalidate(login, { "sec-fetch-site": "cross-site" }),
    "a question in pieces": [
      head(REVALIDATE, { "transfer-encoding": "chunked" }),
      `${JSON.stringify(login).length.toString(16)}\r\n${JSON.stringify(login)}\r\n0\r\n\r\n`,
    ],
  };
  for (const [name, wire] of Object.entries(unplain)) {
    await t.step(name, async () => void await doors.ask(wire));
  }

  await t.step("a banned address and a suspended account", async () => {
    const ban = await call("/admin/api/bans", { kind: "ip", value: "127.0.0.1/32", reason: "x" }, TEST_ADMIN_TOKEN);
    const banned = await doors.ask(verify(ada.token));
    expect([banned.ways, banned.answer]).toEqual([[], expect.stringContaining("address_banned")]);
    await callHttp(server.url, "DELETE", `/admin/api/bans/${ban["id"]}`, { bearer: TEST_ADMIN_TOKEN });
    const bob = await registered("bob");
    await doors.ask(verify(bob.token));
    await call(`/admin/api/accounts/${bob.id}/suspensions`, { reason: "x" }, TEST_ADMIN_TOKEN);
    const suspended = await doors.ask(verify(bob.token));
    expect([suspended.ways, suspended.answer]).toEqual([[], expect.stringContaining("account_banned")]);
    expect((await doors.ask(revalidate({ token: bob.login, token_type: "login" }))).answer).toContain("revoked");
  });

  await t.step("a session that ended, and tokens that expired", async () => {
    const eve = await registered("eve");
    await doors.ask(verify(eve.token));
    await call("/api/auth/logout", {}, eve.token);
    expect((await doors.ask(verify(eve.token))).answer).toContain("invalid_token");
    clock.advance(25 * 60 * 60_000);
    expect((await doors.ask(verify(ada.token))).answer).toContain("token_expired");
    expect((await doors.ask(revalidate(login))).answer).toContain("expired");
  });
});

Deno.test("the short ways count calls as the long one does, and asks for a server's key where one is needed", async () => {
  const env = { LIMITS_EXEMPT: "" };
  const config = { limits: { requestsPerMinute: 24 }, auth: { revalidateRequiresServerKey: true } };
  await using server = await startTestServer({ clock: createTestClock(), env, config });
  await using doors = new Doors(server);
  const { registered } = setUp(server);
  const ada = await registered("ada");
  for (let count = 0; count < 4; count += 1) expect((await doors.ask(verify(ada.token))).answer).toContain("200 OK");
  const keyless = await doors.ask(revalidate({ token: ada.login, token_type: "login" }));
  expect([keyless.ways, keyless.answer]).toEqual([[], expect.stringContaining("401 Unauthorized")]);
  await exchange(server.port, ...verify(ada.token));
  await exchange(server.port, ...verify(ada.token));
  const refused = await doors.ask(verify(ada.token));
  expect([refused.ways, refused.answer]).toEqual([[], expect.stringContaining("rate_limited")]);
});
