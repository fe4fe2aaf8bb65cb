import { expect } from "expect";
import { bytes, openHarness } from "./line_harness.ts";

Deno.test("a stop lets every session say goodbye and takes no new line", async () => {
  const harness = openHarness({ session: (line) => ({ stopping: (reason) => line.send(bytes(reason)) }) });
  const client = await harness.connect();
  await harness.until("opened");
  const stopped = harness.door.stop(10_000);
  expect(await client.receiveAll()).toBe("shutdown");
  await stopped;
  expect(harness.heard).toEqual(["opened", "stopping", "closed"]);
  await expect(Deno.connect({ hostname: "127.0.0.1", port: harness.door.port })).rejects.toThrow();
});

Deno.test("a stop waits for the message in hand", async () => {
  const message = Promise.withResolvers<void>();
  const harness = openHarness({
    session: (line) => ({
      receive: () => message.promise.then(() => line.send(bytes("answer,"))),
      stopping: () => line.send(bytes("bye")),
    }),
  });
  const client = await harness.connect();
  await client.send("x");
  await harness.until("received x");
  const stopped = harness.door.stop(10_000);
  expect(harness.heard).not.toContain("stopping");
  message.resolve();
  expect(await client.receiveAll()).toBe("answer,bye");
  await stopped;
});

Deno.test("a stop ends at its deadline whatever the peers do", async () => {
  const harness = openHarness();
  await harness.connect();
  await harness.until("opened");
  const stopped = harness.door.stop(1_000);
  harness.clock.advance(1_000);
  await stopped;
  await harness.until("closed");
  await harness.close();
});

Deno.test("a stop waits for what sessions do about the end of their lines", async () => {
  const closing = Promise.withResolvers<void>();
  const harness = openHarness({ session: () => ({ closed: () => closing.promise }) });
  const client = await harness.connect();
  await harness.until("opened");
  let isOver = false;
  const stopped = harness.door.stop(10_000).then(() => isOver = true);
  await client.receiveAll();
  await harness.until("closed");
  expect(isOver).toBe(false);
  closing.resolve();
  await stopped;
});

Deno.test("the lines of some addresses are ended, with a goodbye", async () => {
  const harness = openHarness({ session: (line) => ({ stopping: (reason) => line.send(bytes(reason)) }) });
  const client = await harness.connect();
  await harness.until("opened");
  expect(harness.door.closeWhere((address) => address === "192.0.2.1", "banned")).toBe(0);
  expect(harness.door.closeWhere((address) => address === "127.0.0.1", "banned")).toBe(1);
  expect(await client.receiveAll()).toBe("banned");
  await harness.until("closed");
  expect(harness.logged.at(-1)).toMatchObject({ message: "Line closed", data: { reason: "banned" } });
  await harness.close();
});
