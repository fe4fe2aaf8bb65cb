import { expect } from "expect";
import { createHttpPlaces } from "../../../lib/doors/net/http_places.ts";
import { openHttpHarness, receiveAnswer, request } from "./http_harness.ts";
import { addressSet, type Client } from "./line_harness.ts";

const isClosed = async (client: Client) => /^(<reset>)?$/.test(await client.receiveAll());
const closing = request("GET /new", ["Connection: close"]);

async function isAnswered(client: Client): Promise<boolean> {
  await client.send(request("GET /still"));
  return (await receiveAnswer(client)).startsWith("HTTP/1.1 200");
}

Deno.test("one more connection of an address takes the place of its oldest idle one", async () => {
  const harness = openHttpHarness({ door: { perAddress: { connectionsMax: 2, free: [] } } });
  const [first, second] = [await harness.connect(), await harness.connect()];
  expect([await isAnswered(first), await isAnswered(second)]).toEqual([true, true]);
  expect(await harness.ask(closing)).toMatch(/^HTTP\/1\.1 200 /);
  expect(await isClosed(first)).toBe(true);
  expect(await isAnswered(second)).toBe(true);
  await harness.close();
});

Deno.test("a connection that never said anything is idle", async () => {
  const harness = openHttpHarness({ door: { perAddress: { connectionsMax: 1, free: [] } } });
  const silent = await harness.connect();
  expect(await harness.ask(closing)).toMatch(/^HTTP\/1\.1 200 /);
  expect(await isClosed(silent)).toBe(true);
  await harness.close();
});

Deno.test("where none is idle the new connection is refused, until one is", async () => {
  const answer = Promise.withResolvers<void>();
  const harness = openHttpHarness({
    door: { perAddress: { connectionsMax: 2, free: [] } },
    fetch: async ({ url }) => {
      if (url.endsWith("/slow")) await answer.promise;
      return Response.json("done");
    },
  });
  const [answering, half] = [await harness.connect(), await harness.connect()];
  await answering.send(request("GET /slow"));
  await half.send("GET /half HT");
  while (harness.handled.length === 0 || harness.door.counters().open < 2) {
    await new Promise<void>((resolve) => setTimeout(resolve));
  }
  const before = harness.door.counters().refused;
  // The half of a request may come after the new connection: then there was an idle one still.
  while (harness.door.counters().refused === before) {
    if (await isClosed(await harness.connect())) continue;
  }
  answer.resolve();
  expect(await receiveAnswer(answering)).toContain("done");
  expect(await harness.ask(closing)).toMatch(/^HTTP\/1\.1 200 /);
  await harness.close();
});

Deno.test("trusted proxies and exempt addresses are not counted", async () => {
  const harness = openHttpHarness({
    door: { perAddress: { connectionsMax: 1, free: [addressSet(), addressSet("127.0.0.0/8")] } },
  });
  const clients = [await harness.connect(), await harness.connect(), await harness.connect()];
  expect(await Promise.all(clients.map(isAnswered))).toEqual([true, true, true]);
  await harness.close();
});

Deno.test("a connection that became a WebSocket is not counted", async () => {
  const harness = openHttpHarness({
    door: { perAddress: { connectionsMax: 1, free: [] } },
    upgrade(_request, stream) {
      stream.write("upgraded");
      stream.once("end", () => stream.destroy()).resume();
    },
  });
  const socket = await harness.connect();
  await socket.send(request("GET /ws", ["Connection: Upgrade", "Upgrade: websocket"]));
  expect(await socket.receive(8)).toBe("upgraded");
  const other = await harness.connect();
  expect(await isAnswered(other)).toBe(true);
  expect(harness.door.counters().open).toBe(2);
  await harness.close();
});

Deno.test("an IPv6 site has four times the connections of a customer, and its oldest idle one makes room", () => {
  const places = createHttpPlaces({ connectionsMax: 2, free: [] });
  const closed: number[] = [];
  let isIdle = false;
  const take = (network: number) =>
    places.take(`2001:db8:0:${network}::1`, () => isIdle, () => closed.push(network)) !== null;
  expect(Array.from({ length: 9 }, (_, network) => take(network))).toEqual([...Array(8).fill(true), false]);
  isIdle = true;
  expect([take(9), closed]).toEqual([true, [0]]);
  // The customer's own connection makes room, and nobody else's.
  expect([take(9), take(9), closed]).toEqual([true, true, [0, 1, 9]]);
});

Deno.test("connections elsewhere count for an address, and one of its own makes room all the same", () => {
  const told: number[] = [];
  let isIdle = false;
  let closed = 0;
  const places = createHttpPlaces({
    connectionsMax: 3,
    free: [],
    elsewhere: { held: () => 2, changed: (_network, count) => void told.push(count) },
  });
  const take = () => places.take("203.0.113.5", () => isIdle, () => closed += 1);
  const leave = take();
  expect([leave === null, places.isFull("203.0.113.5"), take()]).toEqual([false, true, null]);
  isIdle = true;
  expect([take() === null, closed]).toEqual([false, 1]);
  leave?.();
  expect(told).toEqual([1, 0, 1]);
});
