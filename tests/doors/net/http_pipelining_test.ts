import { expect } from "expect";
import { openHttpHarness, receiveAnswer, request } from "./http_harness.ts";

const paths = (text: string) => [...text.matchAll(/"pathname":"([^"]*)"/g)].map(([, path]) => path);
const statuses = (text: string) => [...text.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => Number(status));

for (const count of [20, 200]) {
  Deno.test(`${count} calls in one segment are all answered, in order`, async () => {
    const harness = openHttpHarness();
    const wanted = Array.from({ length: count }, (_, index) => `/${index}`);
    const sent = wanted.map((path, index) =>
      request(`GET ${path}`, index === count - 1 ? ["Connection: close"] : ["X: y"])
    );
    expect(paths(await harness.ask(sent.join("")))).toEqual(wanted);
    await harness.close();
  });
}

Deno.test("calls with bodies that are sent ahead are answered in order, each with its own", async () => {
  const harness = openHttpHarness({ door: { bodyBytesMax: 4_000 } });
  const bodies = Array.from({ length: 20 }, (_, index) => `${index}`.repeat(1_500));
  const sent = bodies.map((body, index) =>
    request("POST /", [`Content-Length: ${body.length}`, ...(index === 19 ? ["Connection: close"] : [])], body)
  );
  const answer = await harness.ask(sent.join(""));
  expect([...answer.matchAll(/"body":"(\d*)"/g)].map(([, body]) => body)).toEqual(bodies);
  await harness.close();
});

Deno.test("a call begins once the one before it is answered", async () => {
  const first = Promise.withResolvers<void>();
  const harness = openHttpHarness({
    fetch: async ({ url }) => {
      if (url.endsWith("/1")) await first.promise;
      return Response.json(url);
    },
  });
  const client = await harness.connect();
  await client.send(request("GET /1") + request("GET /2"));
  await harness.ask(request("GET /other", ["Connection: close"]));
  expect(harness.handled).toEqual(["GET /1", "GET /other"]);
  first.resolve();
  expect(await receiveAnswer(client)).toContain("/1");
  expect(await receiveAnswer(client)).toContain("/2");
  await harness.close();
});

Deno.test("of a client that never stops sending ahead no more is read than is answered", async () => {
  const first = Promise.withResolvers<void>();
  const harness = openHttpHarness({
    fetch: async () => {
      await first.promise;
      return Response.json("done");
    },
  });
  const client = await harness.connect();
  let sentBytes = 0;
  const ahead = new TextEncoder().encode(request("GET /").repeat(1_000));
  const flood = (async () => {
    for (let round = 0; round < 1_000; round += 1) sentBytes += await client.connection.write(ahead);
  })().catch(() => {});
  // The kernel's buffers fill up and the client comes to a halt, while others are answered.
  for (let before = -1; before !== sentBytes;) {
    before = sentBytes;
    for (let round = 0; round < 20; round += 1) await new Promise<void>((resolve) => setTimeout(resolve, 5));
  }
  expect(sentBytes).toBeLessThan(1_000 * ahead.byteLength);
  expect(harness.handled).toEqual(["GET /"]);
  client.close();
  first.resolve();
  await flood;
  await harness.close();
});

Deno.test("a broken request is refused behind the answers that came before it", async () => {
  const harness = openHttpHarness();
  const answer = await harness.ask(request("GET /1") + request("GET /2") + "BROKEN\r\n\r\n");
  expect(statuses(answer)).toEqual([200, 200, 400]);
  expect(paths(answer)).toEqual(["/1", "/2"]);
  await harness.close();
});

Deno.test("what follows a call that is the last one, or is refused, is no call", async () => {
  const harness = openHttpHarness();
  const last = await harness.ask(request("GET /1", ["Connection: close"]) + request("POST /2"));
  expect(statuses(last)).toEqual([200]);
  const refused = await harness.ask(
    request("GET /3") + request("POST /4", ["Content-Length: 17"], "x".repeat(17)) + request("POST /5"),
  );
  expect(statuses(refused)).toEqual([200, 413]);
  expect(harness.handled).toEqual(["GET /1", "GET /3"]);
  await harness.close();
});

Deno.test("whoever sends ahead on many connections lets everybody else go first", async () => {
  const harness = openHttpHarness();
  const flood = await Promise.all(Array.from({ length: 10 }, () => harness.connect()));
  for (const client of flood) await client.send(request("GET /flood").repeat(16));
  await harness.ask(request("GET /other", ["Connection: close"]));
  const before = harness.handled.slice(0, harness.handled.indexOf("GET /other"));
  expect(before.length).toBeLessThan(160);
  await harness.close();
});
