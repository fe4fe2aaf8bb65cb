import { expect } from "expect";
import type { Line, LineSession } from "../../../lib/doors/net/line.ts";
import { addressSet, bytes, openHarness } from "./line_harness.ts";

/** Every byte is a message. */
const eachByte = (line: Line): Partial<LineSession> => ({
  receive(received) {
    for (const _ of received) {
      line.message();
      line.send(bytes("."));
    }
  },
});
const messages = { perSecond: 2, burst: 4 };

Deno.test("a line that brings more messages than its budget is ended, after what it was answered", async () => {
  const harness = openHarness({ door: { messages }, sessions: { countsMessages: true }, session: eachByte });
  const client = await harness.connect();
  await client.send("12345678");
  expect(await client.receiveAll()).toBe("....");
  await harness.until("closed");
  expect(harness.door.counters().failed).toBe(1);
  await harness.close();
});

Deno.test("whoever was ended for flooding and comes back is read a second later", async () => {
  const harness = openHarness({ door: { messages }, sessions: { countsMessages: true }, session: eachByte });
  const flooding = await harness.connect();
  await flooding.send("12345678");
  await flooding.receiveAll();
  await harness.until("closed");
  const again = await harness.connect();
  await again.send("12");
  while (harness.door.counters().accepted < 2) await new Promise((resolve) => setTimeout(resolve, 1));
  harness.clock.advance(999);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(harness.heard.filter((event) => event === "opened")).toHaveLength(1);
  harness.clock.advance(1);
  expect(await again.receive(2)).toBe("..");
  const next = await harness.connect();
  await next.send("1");
  expect(await next.receive(1)).toBe(".");
  await harness.close();
});

Deno.test("a line that rests ends with its door", async () => {
  const harness = openHarness({ door: { messages }, sessions: { countsMessages: true }, session: eachByte });
  const flooding = await harness.connect();
  await flooding.send("12345678");
  await flooding.receiveAll();
  const again = await harness.connect();
  while (harness.door.counters().accepted < 2) await new Promise((resolve) => setTimeout(resolve, 1));
  const stopped = harness.door.stop(1_000);
  expect(await again.receiveAll()).toMatch(/^(<reset>)?$/);
  harness.clock.advance(1_000);
  await stopped;
  await harness.close();
});

Deno.test("the budget is filled again as time goes by", async () => {
  const harness = openHarness({ door: { messages }, sessions: { countsMessages: true }, session: eachByte });
  const client = await harness.connect();
  await client.send("1234");
  expect(await client.receive(4)).toBe("....");
  harness.clock.advance(1_000);
  await client.send("12");
  expect(await client.receive(2)).toBe("..");
  await client.send("1");
  expect(await client.receiveAll()).toBe("");
  await harness.close();
});

Deno.test("a session that takes the error for its own cannot keep the line open", async () => {
  const session = (line: Line): Partial<LineSession> => ({
    receive(received) {
      try {
        for (const _ of received) line.message();
      } catch {
        line.send(bytes("bye"));
      }
    },
  });
  const harness = openHarness({ door: { messages }, sessions: { countsMessages: true }, session });
  const client = await harness.connect();
  await client.send("12345");
  expect(await client.receiveAll()).toBe("bye");
  await harness.close();
});

Deno.test("of a session that does not count its messages every read counts as one", async () => {
  const harness = openHarness({ door: { messages }, session: (line) => ({ receive: (got) => line.send(got) }) });
  const client = await harness.connect();
  for (const letter of "1234") {
    await client.send(letter);
    expect(await client.receive(1)).toBe(letter);
  }
  await client.send("5");
  expect(await client.receiveAll()).toBe("");
  await harness.close();
});

Deno.test("an exempt address has no budget", async () => {
  const harness = openHarness({
    door: { messages },
    caps: { exempt: addressSet("127.0.0.0/8") },
    sessions: { countsMessages: true },
    session: eachByte,
  });
  const client = await harness.connect();
  await client.send("12345678");
  expect(await client.receive(8)).toBe("........");
  await harness.close();
});

Deno.test("a line that never stops sending lets everybody else go first", async () => {
  let floodedBytes = 0;
  const harness = openHarness({
    caps: { exempt: addressSet("127.0.0.0/8") },
    session: (line) => ({
      receive(received) {
        if (received[0] === 0x78) floodedBytes += received.byteLength;
        else line.send(received);
      },
    }),
  });
  const flood = await Promise.all(Array.from({ length: 5 }, () => harness.connect()));
  const sending = flood.map(async (client) => {
    for (let round = 0; round < 50; round += 1) await client.send(new Uint8Array(64 * 1024).fill(0x78));
  });
  const other = await harness.connect();
  for (const letter of "abc") {
    await other.send(letter);
    expect(await other.receive(1)).toBe(letter);
  }
  // Three answers are out while the flood is far from through.
  expect(floodedBytes).toBeLessThan(5 * 50 * 64 * 1024);
  await Promise.all(sending);
  await harness.close();
});

Deno.test("what strangers bring waits for its turn of the loop", async () => {
  const waiting: (() => void)[] = [];
  let isHeld = true;
  const turns = { next: () => isHeld ? new Promise<void>((resolve) => waiting.push(resolve)) : Promise.resolve() };
  const harness = openHarness({
    caps: { exempt: addressSet("127.0.0.0/8") },
    parts: { turns },
    session: (line) => ({
      receive(received) {
        line.authenticated();
        line.send(received);
      },
    }),
  });
  const strangers = await Promise.all(["a", "b"].map(async (name) => {
    const client = await harness.connect();
    await client.send(name);
    return client;
  }));
  while (waiting.length < 2) await new Promise((resolve) => setTimeout(resolve, 1));
  expect(harness.heard.filter((event) => event.startsWith("received"))).toEqual([]);
  isHeld = false;
  for (const goOn of waiting) goOn();
  for (const [index, client] of strangers.entries()) expect(await client.receive(1)).toBe("ab"[index]);
  await harness.close();
});

Deno.test("a thousand silent strangers do not shut the next player out", async () => {
  const harness = openHarness({ caps: { total: 100, unauthenticated: 5, perAddress: 100 } });
  const strangers = await Promise.all(Array.from({ length: 5 }, () => harness.connect()));
  await harness.until("opened", 5);
  const player = await harness.connect();
  await player.send("hello");
  await harness.until("received hello");
  expect(await strangers[0]!.receiveAll()).toMatch(/^(<reset>)?$/);
  expect(harness.door.counters()).toMatchObject({ unauthenticated: 5 });
  await harness.close();
});
