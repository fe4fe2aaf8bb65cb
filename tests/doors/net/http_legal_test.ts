import { expect } from "expect";
import assert from "node:assert/strict";
import { openHttpHarness, request } from "./http_harness.ts";

const closing = "Connection: close\r\n\r\n";
const legal: Record<string, [text: string, handled: string]> = {
  "HTTP/1.0 without a host": ["GET /readyz HTTP/1.0\r\n\r\n", "GET /readyz"],
  "HTTP/1.0 with a host": ["GET /readyz HTTP/1.0\r\nHost: a\r\n\r\n", "GET /readyz"],
  "a host that is empty": [`GET /a HTTP/1.1\r\nHost:\r\n${closing}`, "GET /a"],
  "a question about the server as a whole": [`OPTIONS * HTTP/1.1\r\nHost: a\r\n${closing}`, "OPTIONS /"],
  "a whole URL as the target": [`GET http://a/b HTTP/1.1\r\nHost: a\r\n${closing}`, "GET /b"],
};

for (const [what, [text, handled]] of Object.entries(legal)) {
  Deno.test(`${what} is taken`, async () => {
    const harness = openHttpHarness();
    expect(await harness.ask(text)).toMatch(/^HTTP\/1\.1 200 /);
    expect(harness.handled).toEqual([handled]);
    await harness.close();
  });
}

Deno.test("a client that closes its side behind its requests is answered, in turn", async () => {
  const harness = openHttpHarness({
    fetch: async (request) => {
      await new Promise((resolve) => queueMicrotask(() => resolve(null)));
      return Response.json({ pathname: new URL(request.url).pathname, body: await request.text() });
    },
  });
  const client = await harness.connect();
  await client.send(request("GET /a") + request("POST /b", ["Content-Length: 3"], "abc"));
  await client.connection.closeWrite();
  const answers = await client.receiveAll();
  expect(answers).toMatch(/"pathname":"\/a"[^]*"pathname":"\/b","body":"abc"/);
  await harness.close();
});

Deno.test("a body that its client ends too early is 400, behind what was asked before", async () => {
  const harness = openHttpHarness();
  const client = await harness.connect();
  await client.send(request("GET /a") + request("POST /b", ["Content-Length: 3"], "a"));
  await client.connection.closeWrite();
  expect(await client.receiveAll()).toMatch(/^HTTP\/1\.1 200 [^]*"pathname":"\/a"[^]*HTTP\/1\.1 400 /);
  expect(harness.handled).toEqual(["GET /a"]);
  await harness.close();
});

Deno.test("an answer without an end is over when its reader closes", async () => {
  const cancelled = Promise.withResolvers<void>();
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode(": here\n\n")),
    cancel: () => cancelled.resolve(),
  });
  const headers = { "content-type": "text/event-stream" };
  const harness = openHttpHarness({ fetch: () => new Response(body, { headers }) });
  const client = await harness.connect();
  await client.send(request("GET /live"));
  expect(await client.receive(15)).toBe("HTTP/1.1 200 OK");
  await client.connection.closeWrite();
  await cancelled.promise;
  await harness.close();
});

const chunks = "3\r\nabc\r\n0\r\n\r\n";
const illegal: Record<string, [number, string]> = {
  "two hosts": [400, request("GET /", ["Host: other"])],
  "the same host twice": [400, request("GET /", ["host: localhost"])],
  "a coding that is unknown": [501, request("POST /", ["Transfer-Encoding: gzip, chunked"], chunks)],
  "a coding that is unknown, on two lines": [
    501,
    request("POST /", ["Transfer-Encoding: gzip", "Transfer-Encoding: chunked"], chunks),
  ],
  "chunks in HTTP/1.0": [400, `POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}`],
  "an expectation that nobody knows": [417, request("GET /", ["Expect: more"])],
  "a tunnel": [405, "CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n"],
};

Deno.test("a tunnel's 405 says what is taken instead", async () => {
  const harness = openHttpHarness();
  expect((await harness.ask("CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n")).toLowerCase()).toContain("\r\nallow: get, ");
  await harness.close();
});

Deno.test("a POST that asks for a WebSocket is none, and is answered as a POST", async () => {
  const harness = openHttpHarness({ upgrade: () => assert.fail() });
  const handshake = ["Connection: upgrade, close", "Upgrade: websocket", "Content-Length: 3"];
  const answer = await harness.ask(request("POST /ws", handshake, "abc"));
  expect(answer).toContain(`{"method":"POST","pathname":"/ws","peer":"127.0.0.1","body":"abc"}`);
  expect(harness.handled).toEqual(["POST /ws"]);
  await harness.close();
});

for (const [what, [status, text]] of Object.entries(illegal)) {
  Deno.test(`${what}: ${status}, and the connection closes`, async () => {
    const harness = openHttpHarness();
    expect(await harness.ask(text)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(harness.handled).toEqual([]);
    await harness.close();
  });
}

const page = "Origin: https://game.example";
const dressed: Record<string, [number, string]> = {
  "400": [400, `GET / HTTP/9.9\r\n${page}\r\n\r\n`],
  "400 of two hosts": [400, request("GET /", ["Host: b", page])],
  "413": [413, request("POST /", [page, "Content-Length: 17"])],
  "413 of chunks": [413, request("POST /", [page, "Transfer-Encoding: chunked"], "11\r\n0123456789abcdefg\r\n")],
  "431": [431, request("GET /", [page, `X: ${"a".repeat(5_000)}`])],
  "501": [501, request("POST /", [page, "Transfer-Encoding: gzip, chunked"], chunks)],
};
const headersFor = (origin: string | undefined) => ({ "x-test-origin": origin ?? "none" });

for (const [what, [status, text]] of Object.entries(dressed)) {
  Deno.test(`the listener's own ${what} carries what every answer carries, for the page that asked`, async () => {
    const harness = openHttpHarness({ headersFor });
    const answer = await harness.ask(text);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    // The parser stops at an unknown version, before any header.
    expect(answer.toLowerCase()).toContain(`x-test-origin: https://game.example`);
    await harness.close();
  });
}

for (const half of ["headers", "a body"] as const) {
  Deno.test(`408 for ${half} that never come carries it too`, async () => {
    const harness = openHttpHarness({ headersFor });
    const client = await harness.connect();
    await client.send(
      half === "headers" ? `GET / HTTP/1.1\r\n${page}\r\nX: y` : request("POST /", [page, "Content-Length: 3"], "a"),
    );
    await harness.ask(request("GET /settle", ["Connection: close"]));
    harness.clock.advance(13_000);
    const answer = await client.receiveAll();
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toContain("x-test-origin: https://game.example");
    await harness.close();
  });
}
