/** Plain calls that are answered without `node:http`, among others on the same connection. */
import { expect } from "expect";
import { IncomingMessage } from "node:http";
import type { QuickHandler } from "../../../lib/doors/net/http_answer.ts";
import { type HttpHarnessOptions, openHttpHarness, receiveAnswer, request } from "./http_harness.ts";

/** Answers `/quick`, and tells which way each call of it came. */
function open({ body = '{"done":true}', ...options }: HttpHarnessOptions & { readonly body?: string } = {}) {
  const ways: ("at once" | "by node:http")[] = [];
  const quick: QuickHandler = (asked) => {
    if (asked.url !== "/quick") return null;
    ways.push(asked instanceof IncomingMessage ? "by node:http" : "at once");
    return { headers: ["content-type", "application/json", "x-number", String(ways.length)], body };
  };
  return Object.assign(openHttpHarness({ quick, ...options }), { ways });
}

const QUICK = request("GET /quick");
const bodyOf = (answer: string) => answer.slice(answer.indexOf("\r\n\r\n") + 4);
/** But for the time, which `node:http` takes from the machine. */
const lasting = (answer: string) => answer.replace(/^Date: .*$/m, "").replace(/^x-number: .*$/m, "");

Deno.test("a plain call is answered with the bytes that node:http answers with", async () => {
  for (const body of ['{"done":true}', '{"name":"Ä 😀"}', "x".repeat(2_000), "ä".repeat(2_000), ""]) {
    const harness = open({ body });
    const client = await harness.connect();
    await client.send(QUICK);
    const atOnce = await receiveAnswer(client);
    await client.send(request("GET /quick", ["TE: trailers"]));
    expect(lasting(await receiveAnswer(client))).toBe(lasting(atOnce));
    expect(harness.ways).toEqual(["at once", "by node:http"]);
    await harness.close();
  }
});

Deno.test("the date is the clock's, second by second", async () => {
  const harness = open();
  const client = await harness.connect();
  for (const _ of [1, 2]) {
    await client.send(QUICK);
    expect(await receiveAnswer(client)).toContain(`\r\nDate: ${harness.clock.now().toUTCString()}\r\n`);
    harness.clock.advance(1_000);
  }
  await harness.close();
});

Deno.test("calls of both ways take turns on one connection", async () => {
  const harness = open();
  const client = await harness.connect();
  for (const path of ["/quick", "/a", "/quick", "/quick", "/b", "/quick"]) {
    await client.send(request(`GET ${path}`));
    expect(bodyOf(await receiveAnswer(client))).toContain(path === "/quick" ? "done" : `"pathname":"${path}"`);
  }
  expect(harness.ways).toEqual(Array(4).fill("at once"));
  await harness.close();
});

Deno.test("what is sent ahead is answered in order, by node:http", async () => {
  const first = Promise.withResolvers<void>();
  const harness = open({
    fetch: async () => {
      await first.promise;
      return Response.json("slow");
    },
  });
  const client = await harness.connect();
  await client.send(request("GET /slow"));
  while (harness.handled.length === 0) await harness.ask(request("GET /quick", ["Connection: close"]));
  await client.send(QUICK);
  await harness.ask(request("GET /quick", ["Connection: close"]));
  expect(harness.ways.every((way) => way === "by node:http")).toBe(true);
  first.resolve();
  expect(bodyOf(await receiveAnswer(client))).toBe('"slow"');
  expect(bodyOf(await receiveAnswer(client))).toBe('{"done":true}');
  await client.send(QUICK + QUICK + request("GET /quick", ["Connection: close"]));
  expect((await client.receiveAll()).match(/"done"/g)).toHaveLength(3);
  await harness.close();
});

Deno.test("a call that comes while the last answer is on its way is answered behind it", async () => {
  const harness = open({ body: "x".repeat(16_000_000) });
  const client = await harness.connect();
  await client.send(request("GET /quick", ["TE: trailers"]));
  await client.receive(1);
  await client.send(QUICK);
  await harness.ask(request("GET /other", ["Connection: close"]));
  await receiveAnswer(client);
  expect(await client.receive(15)).toBe("HTTP/1.1 200 OK");
  expect(harness.ways[1]).toBe("by node:http");
  await harness.close();
});

Deno.test("a plain call that is the end of another is that one's body", async () => {
  const harness = open({ door: { bodyBytesMax: 100 } });
  const client = await harness.connect();
  await client.send(request("POST /echo", [`Content-Length: ${QUICK.length}`]));
  await client.send(QUICK);
  expect(JSON.parse(bodyOf(await receiveAnswer(client))).body).toBe(QUICK);
  await client.send("GET /quick HTTP/1.1\r\nX: y\r\n");
  await client.send(QUICK);
  expect(await receiveAnswer(client)).toContain("400 Bad Request");
  expect(harness.ways).toEqual([]);
  await harness.close();
});

Deno.test("who has said everything, and closes its side, is answered at once as well", async () => {
  const harness = open();
  const client = await harness.connect();
  await client.send(QUICK);
  await client.connection.closeWrite();
  expect(bodyOf(await client.receiveAll())).toBe('{"done":true}');
  await harness.close();
});

Deno.test("behind an answer at once the deadlines are those of a connection that waits, and then of a new call", async () => {
  const harness = open();
  const [waiting, slow] = [await harness.connect(), await harness.connect()];
  for (const client of [waiting, slow]) {
    await client.send(QUICK);
    await receiveAnswer(client);
  }
  await slow.send("GET /quick HTTP/1.1\r\n");
  await harness.ask(request("GET /quick", ["Connection: close"]));
  harness.clock.advance(9_000);
  expect(await slow.receiveAll()).toContain("408 Request Timeout");
  harness.clock.advance(2_000);
  expect(await waiting.receiveAll()).toBe("");
  await harness.close();
});

Deno.test("a client that does not take its answer is let go", async () => {
  const harness = open({ body: "x".repeat(30_000_000) });
  const client = await harness.connect();
  await client.send(QUICK);
  await client.receive(1);
  for (let second = 0; second <= 12; second += 1) harness.clock.advance(1_000);
  const took = await client.receiveAll();
  expect(took.length).toBeLessThan(30_000_000);
  await harness.close();
});

Deno.test("of a head over the bound nothing is answered at once", async () => {
  const harness = open({ door: { headersBytesMax: 100 } });
  const client = await harness.connect();
  await client.send(request("GET /quick", [`X: ${"y".repeat(200)}`]));
  expect(await receiveAnswer(client)).toContain(" 431 ");
  await harness.close();
});
