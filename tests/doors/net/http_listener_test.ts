import { expect } from "expect";
import type { TcpStream } from "../../../lib/doors/net/tcp_stream.ts";
import { openHttpHarness, receiveAnswer, request } from "./http_harness.ts";

/** Taken before any door is open. */
const platform = [globalThis.Request, globalThis.Response];

Deno.test("a request is handled and answered, with the peer's address", async () => {
  const harness = openHttpHarness();
  const answer = await harness.ask(request("GET /a?b=c", ["Connection: close"]));
  expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  expect(answer).toContain('{"method":"GET","pathname":"/a","peer":"127.0.0.1","body":""}');
  await harness.close();
});

Deno.test("a connection takes one request after the other", async () => {
  const harness = openHttpHarness();
  const client = await harness.connect();
  for (const path of ["/1", "/2", "/3"]) {
    await client.send(request(`GET ${path}`));
    expect(await receiveAnswer(client)).toContain(`"pathname":"${path}"`);
  }
  expect(harness.door.counters()).toEqual({ accepted: 1, refused: 0, open: 1 });
  await harness.close();
});

Deno.test("a body reaches the handler, chunked or not", async () => {
  const harness = openHttpHarness();
  const whole = request("POST /", ["Content-Length: 16", "Connection: close"], "0123456789abcdef");
  expect(await harness.ask(whole)).toContain('"body":"0123456789abcdef"');
  const chunks = "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
  const chunked = request("POST /", ["Transfer-Encoding: chunked", "Connection: close"], chunks);
  expect(await harness.ask(chunked)).toContain('"body":"abcde"');
  await harness.close();
});

Deno.test("answers that are not JSON keep their type, length and cookies", async () => {
  const harness = openHttpHarness({
    fetch: () =>
      new Response("<p>ä</p>", {
        headers: [["content-type", "text/html"], ["set-cookie", "a=1"], ["set-cookie", "b=2"]],
      }),
  });
  const answer = await harness.ask(request("GET /", ["Connection: close"]));
  expect(answer).toMatch(/content-type: text\/html\r\n/i);
  expect(answer).toMatch(/content-length: 9\r\n/i);
  expect(answer).toMatch(/set-cookie: a=1\r\nset-cookie: b=2\r\n/i);
  expect(answer).toContain("<p>ä</p>");
  await harness.close();
});

Deno.test("a JSON answer keeps its status, headers and its length in bytes", async () => {
  const harness = openHttpHarness({
    fetch: () => Response.json({ name: "ä" }, { status: 201, headers: { location: "/x", "content-length": "1" } }),
  });
  const answer = await harness.ask(request("GET /", ["Connection: close"]));
  expect(answer).toMatch(/^HTTP\/1\.1 201 Created\r\n/);
  expect(answer).toMatch(/location: \/x\r\n/i);
  expect(answer.match(/content-length: \d+/gi)).toEqual(["content-length: 13"]);
  expect(answer).toContain('{"name":"ä"}');
  await harness.close();
});

Deno.test("a HEAD request gets no body", async () => {
  const harness = openHttpHarness({
    fetch: () => new Response(null, { headers: { "content-type": "application/json" } }),
  });
  const answer = await harness.ask(request("HEAD /", ["Connection: close"]));
  expect(answer).toMatch(/\r\n\r\n$/);
  // A length would be that of the answer to GET: RFC 9110, 8.6.
  expect(answer).not.toMatch(/content-length/i);
  await harness.close();
});

Deno.test("an answer may be a stream", async () => {
  const second = Promise.withResolvers<void>();
  const harness = openHttpHarness({
    fetch: () => {
      const body = new ReadableStream({
        async start(controller) {
          controller.enqueue(new TextEncoder().encode("first"));
          await second.promise;
          controller.enqueue(new TextEncoder().encode("second"));
          controller.close();
        },
      });
      return new Response(body, { headers: { "content-type": "text/event-stream" } });
    },
  });
  const client = await harness.connect();
  await client.send(request("GET /", ["Connection: close"]));
  let text = "";
  while (!text.includes("first")) text += await client.receive(1);
  second.resolve();
  expect(await client.receiveAll()).toContain("second");
  await harness.close();
});

for (const after of ["nothing", "one part", "many parts"]) {
  Deno.test(`an answer that fails after ${after} ends its connection, and tells nobody why`, async () => {
    const parts = { "nothing": 0, "one part": 1, "many parts": 9 }[after] ?? 0;
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (sent === parts) throw new Error("the password is hunter2");
        sent += 1;
        controller.enqueue(new TextEncoder().encode("a part\n"));
      },
    }, { highWaterMark: 0 });
    const harness = openHttpHarness({ fetch: () => new Response(body, { headers: { "content-type": "text/csv" } }) });
    const answer = await harness.ask(request("GET /list"));
    expect(answer).not.toContain("hunter2");
    expect(answer).not.toContain("\r\n0\r\n");
    if (parts === 0) expect(answer).toMatch(/^HTTP\/1\.1 500 [^]*"code":"internal"/);
    expect(harness.logged.filter(({ level }) => level === "error")).toHaveLength(1);
    expect(JSON.stringify(harness.logged)).not.toContain("hunter2");
    await harness.close();
  });
}

Deno.test("a handler that throws is answered with 500 and tells nothing", async () => {
  const harness = openHttpHarness({
    fetch: () => {
      throw new Error("the password is hunter2");
    },
  });
  const answer = await harness.ask(request("GET /"));
  expect(answer).toMatch(/^HTTP\/1\.1 500 /);
  expect(answer).toMatch(/content-type: application\/problem\+json/i);
  expect(answer + JSON.stringify(harness.logged)).not.toContain("hunter2");
  expect(harness.logged.map(({ level }) => level)).toEqual(["error"]);
  await harness.close();
});

Deno.test("the globals stay the platform's", async () => {
  const harness = openHttpHarness();
  await harness.ask(request("GET /", ["Connection: close"]));
  expect([globalThis.Request, globalThis.Response]).toEqual(platform);
  await harness.close();
});

Deno.test("a stop waits for the answer in hand, closes the idle and takes no new connection", async () => {
  const handling = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  const harness = openHttpHarness({
    fetch: async () => {
      asked.resolve();
      await handling.promise;
      return Response.json("answer");
    },
  });
  const idle = await harness.connect();
  const busy = await harness.connect();
  await busy.send(request("GET /"));
  await asked.promise;
  const stopped = harness.door.stop(10_000);
  expect(await idle.receiveAll()).toBe("");
  await expect(harness.connect()).rejects.toThrow();
  handling.resolve();
  const answer = await busy.receiveAll();
  expect(answer).toMatch(/connection: close/i);
  expect(answer).toContain('"answer"');
  await stopped;
});

Deno.test("a stop closes a connection whose answer had begun, once it is whole", async () => {
  const rest = Promise.withResolvers<void>();
  const harness = openHttpHarness({
    fetch: () => {
      const body = new ReadableStream({
        async start(controller) {
          controller.enqueue(new TextEncoder().encode("first"));
          await rest.promise;
          controller.enqueue(new TextEncoder().encode("second"));
          controller.close();
        },
      });
      return new Response(body);
    },
  });
  const client = await harness.connect();
  await client.send(request("GET /"));
  let text = "";
  while (!text.includes("first")) text += await client.receive(1);
  const stopped = harness.door.stop(10_000);
  rest.resolve();
  expect(await client.receiveAll()).toContain("second");
  await stopped;
});

Deno.test("a stop ends at its deadline whatever the handlers do", async () => {
  const asked = Promise.withResolvers<void>();
  const harness = openHttpHarness({
    fetch: () => {
      asked.resolve();
      return new Promise<Response>(() => {});
    },
  });
  const client = await harness.connect();
  await client.send(request("GET /"));
  await asked.promise;
  const stopped = harness.door.stop(1_000);
  harness.clock.advance(1_000);
  await stopped;
  expect(await client.receiveAll()).toBe("");
});

Deno.test("a request to become a WebSocket goes to its handler, with what was sent behind it", async () => {
  const harness = openHttpHarness({
    upgrade(incoming, stream, head) {
      stream.write(`${incoming.url} ${head} ${stream.remoteAddress}`);
      stream.destroySoon();
    },
  });
  const upgrade = request("GET /ws", ["Connection: Upgrade", "Upgrade: WebSocket"]);
  expect(await harness.ask(`${upgrade}early`)).toBe("/ws early 127.0.0.1");
  await harness.close();
});

Deno.test("what comes before an upgraded connection has an owner is not lost", async () => {
  const upgraded = Promise.withResolvers<TcpStream>();
  const harness = openHttpHarness({ upgrade: (_request, stream) => upgraded.resolve(stream) });
  const client = await harness.connect();
  await client.send(request("GET /ws", ["Connection: Upgrade", "Upgrade: websocket"]));
  const stream = await upgraded.promise;
  await client.send("later");
  await (await harness.connect()).send("x");
  harness.clock.advance(60_000);
  stream.once("data", (data) => {
    stream.write(`got ${data}`);
    stream.destroySoon();
  });
  expect(await client.receiveAll()).toBe("got later");
  await harness.close();
});

Deno.test("other upgrades are ordinary requests", async () => {
  const harness = openHttpHarness({ upgrade: (_incoming, stream) => stream.end("taken") });
  const answer = await harness.ask(request("GET /", ["Connection: Upgrade, close", "Upgrade: h2c"]));
  expect(answer).toMatch(/^HTTP\/1\.1 200 OK/);
  await harness.close();
});
