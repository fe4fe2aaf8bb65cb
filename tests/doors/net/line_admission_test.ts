import { expect } from "expect";
import { once } from "node:events";
import { connect } from "node:net";
import { addressSet, bytes, openHarness } from "./line_harness.ts";

Deno.test("over the cap for an address a new line is closed in silence", async () => {
  const harness = openHarness({ caps: { perAddress: 2 } });
  const first = await harness.connect();
  await harness.connect();
  await harness.until("opened", 2);
  expect(await (await harness.connect()).receiveAll()).toBe("");
  expect(harness.heard).toEqual(["opened", "opened"]);
  expect(harness.door.counters().refused.address).toBe(1);
  first.close();
  await harness.until("closed");
  await harness.connect();
  await harness.until("opened", 3);
  await harness.close();
});

Deno.test("an exempt address has no cap of its own", async () => {
  const harness = openHarness({ caps: { perAddress: 1, unauthenticated: 1, exempt: addressSet("127.0.0.0/8") } });
  for (let count = 0; count < 3; count += 1) await harness.connect();
  await harness.until("opened", 3);
  await harness.close();
});

Deno.test("lines whose player is unknown have a cap, which ends with the login", async () => {
  const harness = openHarness({
    caps: { unauthenticated: 1 },
    session: (line) => ({ receive: (received) => received.byteLength > 1 ? line.authenticated() : undefined }),
  });
  const client = await harness.connect();
  await client.send("x");
  await harness.until("received x");
  expect(await (await harness.connect()).receiveAll()).toBe("");
  expect(harness.door.counters().refused.unauthenticated).toBe(1);
  await client.send("login");
  await harness.until("received login");
  await harness.connect();
  await harness.until("opened", 2);
  await harness.close();
});

Deno.test("a line that only greeted stays in the cap for unknown players", async () => {
  const harness = openHarness({ caps: { unauthenticated: 1 }, session: (line) => ({ receive: () => line.greeted() }) });
  await (await harness.connect()).send("x");
  await harness.until("received x");
  expect(await (await harness.connect()).receiveAll()).toBe("");
  await harness.close();
});

Deno.test("over the cap in all nobody gets in, exempt or not", async () => {
  const harness = openHarness({ caps: { total: 1, exempt: addressSet("127.0.0.1") } });
  await harness.connect();
  await harness.until("opened");
  expect(await (await harness.connect()).receiveAll()).toBe("");
  expect(harness.door.counters().refused.total).toBe(1);
  await harness.close();
});

Deno.test("a refused address gets no session", async () => {
  const asked: string[] = [];
  const harness = openHarness({
    parts: {
      refuse: (address) => {
        asked.push(address);
        return Promise.resolve(true);
      },
    },
  });
  expect(await (await harness.connect()).receiveAll()).toBe("");
  expect(asked).toEqual(["127.0.0.1"]);
  expect(harness.heard).toEqual([]);
  expect(harness.door.counters()).toMatchObject({ open: 0, refused: { banned: 1 } });
  await harness.close();
});

Deno.test("when nobody can tell whether an address is refused, the line is closed and the reason logged", async () => {
  const harness = openHarness({ parts: { refuse: () => Promise.reject(new Error("no database")) } });
  expect(await (await harness.connect()).receiveAll()).toBe("");
  expect(harness.heard).toEqual([]);
  expect(harness.logged.filter(({ level }) => level === "error")).toHaveLength(1);
  await harness.close();
});

/** Version 2, PROXY, TCP over IPv4, from 203.0.113.7:4711 to 192.0.2.1:5555. */
const proxyHeader = [
  ...[0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a],
  ...[0x21, 0x11, 0x00, 0x0c],
  ...[203, 0, 113, 7, 192, 0, 2, 1, 0x12, 0x67, 0x15, 0xb3],
];

Deno.test("behind a trusted proxy the player's address comes from the PROXY header", async () => {
  const harness = openHarness({ door: { trustedProxies: addressSet("127.0.0.1") }, caps: { perAddress: 1 } });
  const client = await harness.connect();
  await client.send(new Uint8Array([...proxyHeader, ...bytes("hello")]));
  await harness.until("received hello");
  expect(harness.lines[0]?.address).toBe("203.0.113.7");
  const second = await harness.connect();
  await second.send(new Uint8Array(proxyHeader));
  expect(await second.receiveAll()).toBe("");
  expect(harness.door.counters().refused.address).toBe(1);
  await harness.close();
});

Deno.test("a PROXY header may come byte by byte", async () => {
  const harness = openHarness({ door: { trustedProxies: addressSet("127.0.0.1") } });
  const client = await harness.connect();
  for (const byte of proxyHeader) await client.send(new Uint8Array([byte]));
  await harness.until("opened");
  expect(harness.lines[0]?.address).toBe("203.0.113.7");
  await harness.close();
});

Deno.test("a trusted proxy that sends no header is refused", async () => {
  const harness = openHarness({ door: { trustedProxies: addressSet("127.0.0.1") } });
  const client = await harness.connect();
  await client.send("hello");
  expect(await client.receiveAll()).toMatch(/^(<reset>)?$/);
  expect(harness.heard).toEqual([]);
  expect(harness.door.counters().refused.unproxied).toBe(1);
  await harness.close();
});

Deno.test("a balancer's plain TCP check, closed or reset, is nothing that an operator need hear of", async () => {
  const harness = openHarness({ door: { trustedProxies: addressSet("127.0.0.1") } });
  (await harness.connect()).close();
  const socket = connect({ host: "127.0.0.1", port: harness.door.port });
  await once(socket, "connect");
  socket.resetAndDestroy();
  while (harness.door.counters().refused.unproxied < 2) await new Promise((resolve) => setTimeout(resolve, 1));
  expect(harness.logged.filter(({ level }) => level !== "debug")).toEqual([]);
  expect(harness.heard).toEqual([]);
  await harness.close();
});

Deno.test("a trusted proxy has 5 s for its header", async () => {
  const { promise: asked, resolve } = Promise.withResolvers<void>();
  const harness = openHarness({
    door: {
      trustedProxies: {
        has() {
          resolve();
          return true;
        },
      },
    },
  });
  const client = await harness.connect();
  await client.send(new Uint8Array(proxyHeader.slice(0, 20)));
  await asked;
  harness.clock.advance(5_000);
  expect(await client.receiveAll()).toMatch(/^(<reset>)?$/);
  expect(harness.heard).toEqual([]);
  await harness.close();
});

Deno.test("a PROXY header from anybody else is the session's to refuse", async () => {
  const harness = openHarness();
  const client = await harness.connect();
  await client.send(new Uint8Array(proxyHeader));
  await harness.until(`received ${new TextDecoder().decode(new Uint8Array(proxyHeader))}`);
  expect(harness.lines[0]?.address).toBe("127.0.0.1");
  await harness.close();
});
