import { expect } from "expect";
import { bytes, openHarness } from "./line_harness.ts";

Deno.test("a line that says nothing at all is closed after 15 s, after a goodbye", async () => {
  const harness = openHarness({ session: (line) => ({ timedOut: () => line.send(bytes("bye")) }) });
  const client = await harness.connect();
  await harness.until("opened");
  harness.clock.advance(14_999);
  expect(harness.heard).toEqual(["opened"]);
  harness.clock.advance(1);
  expect(await client.receiveAll()).toBe("bye");
  await harness.until("closed");
  expect(harness.heard).toEqual(["opened", "timedOut", "closed"]);
  await harness.close();
});

Deno.test("bytes alone do not move the hello deadline", async () => {
  const harness = openHarness();
  const client = await harness.connect();
  await harness.until("opened");
  harness.clock.advance(14_000);
  await client.send("x");
  await harness.until("received x");
  harness.clock.advance(15_999);
  expect(harness.heard).not.toContain("timedOut");
  harness.clock.advance(1);
  expect(await client.receiveAll()).toBe("");
  await harness.close();
});

for (const known of ["greeted", "authenticated"] as const) {
  Deno.test(`a line that is ${known} has the idle timeout from its last byte`, async () => {
    const harness = openHarness({ session: (line) => ({ receive: () => line[known]() }) });
    const client = await harness.connect();
    await client.send("a");
    await harness.until("received a");
    harness.clock.advance(200_000);
    await client.send("b");
    await harness.until("received b");
    harness.clock.advance(299_999);
    expect(harness.heard).not.toContain("timedOut");
    harness.clock.advance(1);
    await harness.until("timedOut");
    expect(await client.receiveAll()).toBe("");
    await harness.close();
  });
}

Deno.test("what the server sends does not keep a silent line open", async () => {
  const harness = openHarness({ session: (line) => ({ opened: () => line.authenticated() }) });
  const client = await harness.connect();
  await harness.until("opened");
  harness.clock.advance(200_000);
  harness.lines[0]?.send(bytes("ping"));
  expect(await client.receive(4)).toBe("ping");
  harness.clock.advance(100_000);
  expect(await client.receiveAll()).toBe("");
  await harness.close();
});

Deno.test("a session hears of a silence once, and only when nothing has come at all", async () => {
  const harness = openHarness({ sessions: { silenceMs: 300 } });
  await harness.connect();
  await harness.until("opened");
  harness.clock.advance(299);
  expect(harness.heard).not.toContain("silent");
  harness.clock.advance(1);
  harness.clock.advance(1_000);
  expect(harness.heard.filter((event) => event === "silent")).toEqual(["silent"]);
  const talkative = await harness.connect();
  await talkative.send("x");
  await harness.until("received x");
  harness.clock.advance(300);
  expect(harness.heard.filter((event) => event === "silent")).toEqual(["silent"]);
  await harness.close();
});

Deno.test("a peer that takes nothing is closed at the write deadline", async () => {
  const harness = openHarness({ sessions: { helloTimeoutMs: 1e9, frameBytesMax: 8 * 1024 * 1024 } });
  await (await harness.connect()).send("y");
  await harness.until("received y");
  // More than the kernel's buffers take, less than the outbox.
  harness.lines[0]?.send(new Uint8Array(24 * 1024 * 1024));
  const other = await harness.connect();
  for (let round = 1; !harness.heard.includes("closed"); round += 1) {
    harness.clock.advance(10_000);
    await other.send("x");
    await harness.until("received x", round);
  }
  expect(harness.logged.at(-1)).toMatchObject({ data: { reason: "it does not read" } });
  await harness.close();
});

Deno.test("a deadline lets the message in hand finish, within bounds", async () => {
  const message = Promise.withResolvers<void>();
  const harness = openHarness({ session: () => ({ receive: () => message.promise }) });
  const client = await harness.connect();
  await client.send("x");
  await harness.until("received x");
  harness.clock.advance(30_000);
  expect(harness.heard).not.toContain("timedOut");
  harness.clock.advance(4_999);
  harness.lines[0]?.send(bytes("still open"));
  expect(await client.receive(10)).toBe("still open");
  harness.clock.advance(1);
  expect(await client.receiveAll()).toBe("");
  message.resolve();
  await harness.until("closed");
  expect(harness.heard).toEqual(["opened", "received x", "closed"]);
  await harness.close();
});
