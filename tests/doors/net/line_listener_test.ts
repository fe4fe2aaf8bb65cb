import { expect } from "expect";
import { ProtocolError } from "../../../lib/platform/errors.ts";
import { bytes, openHarness } from "./line_harness.ts";

Deno.test("a session gets the bytes of its line and answers on it", async () => {
  const harness = openHarness({ session: (line) => ({ receive: () => line.send(bytes("pong")) }) });
  const client = await harness.connect();
  await client.send("ping");
  expect(await client.receive(4)).toBe("pong");
  expect(harness.heard).toEqual(["opened", "received ping"]);
  expect(harness.lines[0]?.address).toBe("127.0.0.1");
  await harness.close();
});

Deno.test("the next bytes wait until the session is done with the last", async () => {
  const first = Promise.withResolvers<void>();
  let isFirst = true;
  const harness = openHarness({
    session: () => ({
      receive: () => {
        if (!isFirst) return;
        isFirst = false;
        return first.promise;
      },
    }),
  });
  const client = await harness.connect();
  await client.send("one");
  await harness.until("received one");
  await client.send("two");
  await (await harness.connect()).send("other line");
  await harness.until("received other line");
  expect(harness.heard).not.toContain("received two");
  first.resolve();
  await harness.until("received two");
  await harness.close();
});

Deno.test("a line that the peer closes is closed once", async () => {
  const harness = openHarness();
  const client = await harness.connect();
  await harness.until("opened");
  client.close();
  await harness.until("closed");
  await harness.close();
  expect(harness.heard).toEqual(["opened", "closed"]);
  expect(harness.door.counters().open).toBe(0);
});

Deno.test("a session is closed only after the message in hand", async () => {
  const message = Promise.withResolvers<void>();
  const harness = openHarness({
    session: (line) => ({
      receive: () => {
        line.close("test");
        return message.promise;
      },
    }),
  });
  const client = await harness.connect();
  await client.send("x");
  expect(await client.receiveAll()).toBe("");
  expect(harness.heard).toEqual(["opened", "received x"]);
  message.resolve();
  await harness.until("closed");
  await harness.close();
});

Deno.test("what was sent before a close arrives, though the peer sent more than was read", async () => {
  const answer = "a".repeat(40_000);
  const harness = openHarness({
    session: (line) => ({
      receive: () => {
        line.send(bytes(answer));
        line.close("done");
        line.send(bytes("too late"));
      },
    }),
  });
  const client = await harness.connect();
  await client.send("x".repeat(30_000));
  expect(await client.receiveAll()).toBe(answer);
  await harness.close();
});

Deno.test("a peer that does not close its side is cut off after a while", async () => {
  const harness = openHarness({ session: (line) => ({ opened: () => line.close("done") }) });
  const client = await harness.connect();
  expect(await client.receive(1)).toBe("");
  expect(harness.heard).not.toContain("closed");
  harness.clock.advance(2_000);
  await harness.until("closed");
  await harness.close();
});

Deno.test("a peer that goes on sending after the close is cut off", async () => {
  const harness = openHarness({ session: (line) => ({ opened: () => line.close("done") }) });
  const client = await harness.connect();
  await harness.until("opened");
  await client.send("x".repeat(200_000)).catch(() => {});
  await harness.until("closed");
  await harness.close();
});

/** Of a game module that imports nothing. */
class OwnProtocolError extends Error {
  override readonly name = "ProtocolError";
}

for (const [whose, BrokenProtocol] of [["ours", ProtocolError], ["a module's own", OwnProtocolError]] as const) {
  Deno.test(`a broken protocol, said by ${whose}, ends its line alone and is logged without what was sent`, async () => {
    const harness = openHarness({
      session: (line) => ({
        receive: (received) => {
          if (received[0] === 33) throw new BrokenProtocol("Could not read a frame: 9000 bytes");
          line.send(received);
        },
      }),
    });
    const broken = await harness.connect();
    const other = await harness.connect();
    await broken.send("!password");
    expect(await broken.receiveAll()).toBe("");
    await other.send("fine");
    expect(await other.receive(4)).toBe("fine");
    const records = harness.logged.filter(({ level }) => level === "info");
    expect(records).toMatchObject([{ data: { message: "Could not read a frame: 9000 bytes", address: "127.0.0.1" } }]);
    expect(JSON.stringify(harness.logged)).not.toContain("password");
    expect(harness.door.counters().failed).toBe(1);
    await harness.close();
  });
}

Deno.test("an unexpected error ends its line and its message is not logged, as it may quote a secret", async () => {
  const harness = openHarness({
    session: () => ({
      receive: (received) => {
        JSON.parse(new TextDecoder().decode(received));
      },
    }),
  });
  const client = await harness.connect();
  await client.send("hunter2");
  expect(await client.receiveAll()).toBe("");
  const [record] = harness.logged.filter(({ level }) => level === "error");
  expect(record).toMatchObject({ data: { error: "SyntaxError" } });
  expect(JSON.stringify(record)).not.toContain("hunter2");
  await harness.until("closed");
  await harness.close();
});

Deno.test("a session that cannot be made ends its line alone", async () => {
  let made = 0;
  const harness = openHarness({
    session: () => {
      made += 1;
      if (made === 1) throw new Error("no");
      return {};
    },
  });
  expect(await (await harness.connect()).receiveAll()).toBe("");
  await harness.connect();
  await harness.until("opened");
  await harness.close();
});

Deno.test("a large message comes whole", async () => {
  let receivedBytes = 0;
  const harness = openHarness({
    session: (line) => ({
      receive: (received) => {
        receivedBytes += received.byteLength;
        if (receivedBytes === 100_000) line.send(bytes("all"));
      },
    }),
  });
  const client = await harness.connect();
  await client.send(new Uint8Array(100_000));
  expect(await client.receive(3)).toBe("all");
  expect(harness.door.counters()).toMatchObject({ receivedBytes: 100_000, sentBytes: 3, accepted: 1, open: 1 });
  await harness.close();
});

Deno.test("a line whose outbox is full is closed", async () => {
  const harness = openHarness();
  await harness.connect();
  await harness.until("opened");
  for (let sent = 0; sent < 3; sent += 1) harness.lines[0]?.send(new Uint8Array(30_000));
  await harness.until("closed");
  expect(harness.logged.at(-1)).toMatchObject({ data: { reason: "its outbox is full" } });
  await harness.close();
});

Deno.test("a port that is taken is named", async () => {
  const harness = openHarness();
  expect(() => openHarness({ door: { port: harness.door.port } })).toThrow(
    `Could not open the test door on 127.0.0.1:${harness.door.port}`,
  );
  await harness.close();
});
