import { expect } from "expect";
import type { Client } from "./line_harness.ts";
import { type HttpHarness, openHttpHarness, receiveAnswer, request } from "./http_harness.ts";

/* Connections are looked at once a second, so a deadline is kept to within the next look: 8 s end before 9. */

/** Sends the text and waits until the door has read it: another request, sent later, is answered and gone. */
async function sendAndSettle(harness: HttpHarness, client: Client, text: string): Promise<void> {
  await client.send(text);
  await settle(harness, 1);
}

async function settle(harness: HttpHarness, open: number): Promise<void> {
  await harness.ask(request("GET /settle", ["Connection: close"]));
  while (harness.door.counters().open > open) await new Promise<void>((resolve) => setTimeout(resolve));
}

Deno.test("a connection that never sends anything is closed", async () => {
  const harness = openHttpHarness();
  const client = await harness.connect();
  await sendAndSettle(harness, client, "");
  harness.clock.advance(8_999);
  expect(harness.door.counters().open).toBe(1);
  harness.clock.advance(1);
  expect(await client.receiveAll()).toBe("");
  await harness.close();
});

Deno.test("headers that drip in are cut off with 408, however lively", async () => {
  const harness = openHttpHarness();
  const client = await harness.connect();
  await sendAndSettle(harness, client, "GET / HTTP/1.1\r\nHost: a\r\n");
  for (let second = 0; second < 8; second += 1) {
    harness.clock.advance(1_000);
    await sendAndSettle(harness, client, `X-${second}: y\r\n`);
  }
  harness.clock.advance(1_000);
  expect(await client.receiveAll()).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n[^]*"code":"request_timeout"/);
  expect(harness.handled).not.toContain("GET /");
  await harness.close();
});

for (
  const [kind, header, start, more] of [
    ["with a length", "Content-Length: 10", "abc", "d"],
    ["in chunks", "Transfer-Encoding: chunked", "3\r\nabc\r\n", "1\r\nd\r\n"],
  ] as const
) {
  Deno.test(`a body ${kind} that drips in is cut off with 408`, async () => {
    const harness = openHttpHarness();
    const client = await harness.connect();
    await sendAndSettle(harness, client, request("POST /slow", [header], start));
    harness.clock.advance(6_000);
    await sendAndSettle(harness, client, more);
    harness.clock.advance(6_999);
    await sendAndSettle(harness, client, more);
    harness.clock.advance(1);
    expect(await client.receiveAll()).toMatch(/^HTTP\/1\.1 408 /);
    expect(harness.handled).not.toContain("POST /slow");
    await harness.close();
  });
}

Deno.test("the deadline of a request includes its headers", async () => {
  const harness = openHttpHarness();
  const client = await harness.connect();
  await sendAndSettle(harness, client, "POST / HTTP/1.1\r\nHost: a\r\n");
  harness.clock.advance(7_000);
  await sendAndSettle(harness, client, "Content-Length: 10\r\n\r\nabc");
  harness.clock.advance(6_000);
  expect(await client.receiveAll()).toMatch(/^HTTP\/1\.1 408 /);
  await harness.close();
});

Deno.test("the wait before a request is no part of its deadline", async () => {
  const harness = openHttpHarness();
  const client = await harness.connect();
  await client.send(request("GET /"));
  await receiveAnswer(client);
  await sendAndSettle(harness, client, "");
  harness.clock.advance(9_000);
  await sendAndSettle(harness, client, request("POST /", ["Content-Length: 3"], "a"));
  harness.clock.advance(11_000);
  await client.send("bc");
  expect(await receiveAnswer(client)).toContain('"body":"abc"');
  await harness.close();
});

Deno.test("a slow handler has no deadline here", async () => {
  const handling = Promise.withResolvers<void>();
  const harness = openHttpHarness({
    fetch: async ({ url }) => {
      if (url.endsWith("/slow")) await handling.promise;
      return Response.json("done");
    },
  });
  const client = await harness.connect();
  await sendAndSettle(harness, client, request("GET /slow"));
  harness.clock.advance(60_000);
  handling.resolve();
  expect(await receiveAnswer(client)).toContain('"done"');
  await harness.close();
});

Deno.test("an idle connection is closed after a while, one that asks again is not", async () => {
  const harness = openHttpHarness();
  const client = await harness.connect();
  for (let round = 0; round < 2; round += 1) {
    await client.send(request("GET /"));
    await receiveAnswer(client);
    await sendAndSettle(harness, client, "");
    harness.clock.advance(9_999);
  }
  expect(harness.door.counters().open).toBe(1);
  harness.clock.advance(2);
  expect(await client.receiveAll()).toBe("");
  await harness.close();
});

Deno.test("half of a further request has the deadline of headers", async () => {
  const harness = openHttpHarness();
  const client = await harness.connect();
  await client.send(request("GET /"));
  await receiveAnswer(client);
  await sendAndSettle(harness, client, "");
  harness.clock.advance(9_000);
  await sendAndSettle(harness, client, "GET /half HT");
  harness.clock.advance(8_999);
  expect(harness.door.counters().open).toBe(1);
  harness.clock.advance(1);
  expect(await client.receiveAll()).toMatch(/^HTTP\/1\.1 408 /);
  await harness.close();
});

Deno.test("a body over the bound is refused from its header, before it comes", async () => {
  const harness = openHttpHarness();
  const answer = await harness.ask(request("POST /", ["Content-Length: 17"]));
  expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  expect(answer).toMatch(/content-type: application\/problem\+json/i);
  expect(answer).toContain('"code":"payload_too_large"');
  expect(harness.handled).toEqual([]);
  await harness.close();
});

Deno.test("a client that asks first is told at once, and one within the bound may go on", async () => {
  const harness = openHttpHarness();
  const expecting = ["Expect: 100-continue", "Connection: close"];
  expect(await harness.ask(request("POST /", ["Content-Length: 17", ...expecting]))).toMatch(/^HTTP\/1\.1 413 /);
  const client = await harness.connect();
  await client.send(request("POST /", ["Content-Length: 3", ...expecting]));
  expect(await client.receive(25)).toBe("HTTP/1.1 100 Continue\r\n\r\n");
  await client.send("abc");
  expect(await client.receiveAll()).toContain('"body":"abc"');
  await harness.close();
});

Deno.test("a refusal is read in full by a client that is still sending", async () => {
  const harness = openHttpHarness();
  const client = await harness.connect();
  await client.send(request("POST /", ["Content-Length: 1000000"]));
  await client.send(new Uint8Array(1_000_000));
  expect(await client.receiveAll()).toMatch(/^HTTP\/1\.1 413 [^]*\}$/);
  await harness.close();
});

Deno.test("a client that does not close after a refusal is closed", async () => {
  const harness = openHttpHarness();
  const client = await harness.connect();
  await sendAndSettle(harness, client, request("POST /", ["Content-Length: 17"]));
  expect(await client.receive(12)).toBe("HTTP/1.1 413");
  expect(harness.door.counters().open).toBe(1);
  harness.clock.advance(2_000);
  await settle(harness, 0);
  await harness.close();
});

Deno.test("a chunked body is cut as soon as it is over the bound", async () => {
  const harness = openHttpHarness();
  const client = await harness.connect();
  await client.send(request("POST /", ["Transfer-Encoding: chunked"], "10\r\n0123456789abcdef\r\n1\r\nx\r\n"));
  expect(await client.receiveAll()).toMatch(/^HTTP\/1\.1 413 /);
  expect(harness.handled).toEqual([]);
  await harness.close();
});

Deno.test("a client that goes away in its body reaches no handler", async () => {
  const harness = openHttpHarness();
  const client = await harness.connect();
  await client.send(request("POST /", ["Content-Length: 10"], "abc"));
  client.close();
  await harness.ask(request("GET /settle", ["Connection: close"]));
  expect(harness.handled).toEqual(["GET /settle"]);
  await harness.close();
});

const malformed: Record<string, [number, string]> = {
  "bytes of another protocol": [400, "\x16\x03\x01\x00\x05hello\r\n\r\n"],
  "an unknown version": [400, "GET / HTTP/9.9\r\nHost: a\r\n\r\n"],
  "no host": [400, "GET / HTTP/1.1\r\n\r\n"],
  "a host that is none": [400, "GET / HTTP/1.1\r\nHost: a b\r\n\r\n"],
  "a target that is none": [400, "GET \\ HTTP/1.1\r\nHost: a\r\n\r\n"],
  "two lengths": [400, request("POST /", ["Content-Length: 3", "Content-Length: 4"], "abcd")],
  "a negative length": [400, request("POST /", ["Content-Length: -3"], "abc")],
  "a length and chunks": [400, request("POST /", ["Content-Length: 3", "Transfer-Encoding: chunked"], "0\r\n\r\n")],
  "a chunk that is none": [400, request("POST /", ["Transfer-Encoding: chunked"], "zz\r\n")],
  "headers over the bound": [431, request("GET /", [`X: ${"a".repeat(5_000)}`])],
  "a header that never ends": [431, `GET / HTTP/1.1\r\nX: ${"a".repeat(5_000)}`],
};

for (const [what, [status, text]] of Object.entries(malformed)) {
  Deno.test(`${what}: ${status}, and the connection closes`, async () => {
    const harness = openHttpHarness();
    expect(await harness.ask(text)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(harness.handled).toEqual([]);
    expect(harness.logged.filter(({ level }) => level === "error")).toEqual([]);
    await harness.close();
  });
}

Deno.test("over the cap a new connection is told to come again until there is room", async () => {
  const harness = openHttpHarness({ door: { connectionsMax: 2 } });
  const first = await harness.connect();
  await harness.connect();
  const refused = await harness.ask(request("GET /"));
  expect(refused).toMatch(/^HTTP\/1\.1 503 /);
  expect(refused).toMatch(/\r\nretry-after: 1\r\n[^]*"code":"too_many_connections"/);
  expect(harness.door.counters()).toMatchObject({ refused: 1, open: 2 });
  first.close();
  while (harness.door.counters().open === 2) await new Promise<void>((resolve) => setTimeout(resolve));
  expect(await harness.ask(request("GET /", ["Connection: close"]))).toMatch(/^HTTP\/1\.1 200 /);
  await harness.close();
});

Deno.test("a client that takes nothing of a large answer is cut off", async () => {
  const handled = Promise.withResolvers<void>();
  const harness = openHttpHarness({
    fetch: () => {
      handled.resolve();
      return new Response(new Uint8Array(32 * 1024 * 1024));
    },
  });
  const client = await harness.connect();
  await client.send(request("GET /"));
  await handled.promise;
  while (harness.door.counters().open > 0) {
    await new Promise<void>((resolve) => setTimeout(resolve));
    harness.clock.advance(10_000);
  }
  await harness.close();
});

for (
  const [what, beginning] of Object.entries({
    "headers over the bound": `GET / HTTP/1.1\r\nX: ${"a".repeat(5_000)}`,
    "what is no HTTP": "\x16\x03\x01\x02\r\n",
  })
) {
  Deno.test(`what follows ${what} reaches nobody, and least of all another connection`, async () => {
    const harness = openHttpHarness();
    const stranger = await harness.connect();
    await stranger.send(beginning);
    await receiveAnswer(stranger);
    const player = await harness.connect();
    await player.send("GET /player HTTP/1.1\r\nHost: a\r\nX: ");
    await harness.ask(request("GET /settle", ["Connection: close"]));
    await stranger.send("y\r\n\r\nGET /injected HTTP/1.1\r\nHost: a\r\n\r\n");
    await harness.ask(request("GET /settle", ["Connection: close"]));
    expect(harness.handled).toEqual(["GET /settle", "GET /settle"]);
    await player.send("z\r\nConnection: close\r\n\r\n");
    expect(await player.receiveAll()).toMatch(/^HTTP\/1\.1 200 [^]*"pathname":"\/player"/);
    expect(harness.handled.at(-1)).toBe("GET /player");
    await harness.close();
  });
}
