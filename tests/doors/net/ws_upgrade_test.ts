import { expect } from "expect";
import { receiveAnswer, request } from "./http_harness.ts";
import { addressSet } from "./line_harness.ts";
import { openWebSocketHarness } from "./ws_harness.ts";

/** A handshake by hand, so that every header can be chosen. The key is the one of RFC 6455, 1.3. */
const handshake = (path = "/ws", headers: readonly string[] = []) =>
  request(`GET ${path}`, [
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ...headers,
  ]);

Deno.test("messages go both ways", async () => {
  const harness = openWebSocketHarness({ handlers: (socket) => ({ text: (raw) => socket.send(`${raw} back`) }) });
  const client = await harness.open();
  client.socket.send("hellö");
  expect(await client.receive()).toBe("hellö back");
  expect(harness.connections[0]?.address).toBe("127.0.0.1");
  await harness.close();
});

Deno.test("the handshake is that of RFC 6455", async () => {
  const harness = openWebSocketHarness();
  const client = await harness.http.connect();
  await client.send(handshake());
  const answer = await client.receive(129);
  expect(answer).toMatch(/^HTTP\/1\.1 101 Switching Protocols\r\n/);
  expect(answer).toContain("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n");
  expect(answer).not.toContain("Sec-WebSocket-Extensions");
  client.close();
  await harness.until("closed");
  await harness.close();
});

for (const version of ["99", "8", "7"]) {
  Deno.test(`version ${version} of the protocol is told the one that there is`, async () => {
    const harness = openWebSocketHarness();
    const answer = await harness.http.ask(handshake().replace("Version: 13", `Version: ${version}`));
    expect(answer).toMatch(/^HTTP\/1\.1 426 Upgrade Required\r\n/);
    expect(answer).toMatch(/\r\nsec-websocket-version: 13\r\n/i);
    expect(answer).toMatch(/\r\nupgrade: websocket\r\n/i);
    expect(answer).toContain("content-security-policy: default-src 'none'");
    await harness.close();
  });
}

Deno.test("two hosts are no handshake", async () => {
  const harness = openWebSocketHarness();
  expect(await harness.http.ask(handshake("/ws", ["Host: other"]))).toMatch(/^HTTP\/1\.1 400 /);
  await harness.close();
});

Deno.test("a message sent with the handshake is not lost, however long the door thinks", async () => {
  const thinking = Promise.withResolvers<null>();
  const harness = openWebSocketHarness({ refuse: () => thinking.promise });
  const client = await harness.http.connect();
  // A masked text frame: "hi" under the mask 0.
  const frame = new Uint8Array([0x81, 0x82, 0, 0, 0, 0, 0x68, 0x69]);
  await client.send(new Uint8Array([...new TextEncoder().encode(handshake()), ...frame.subarray(0, 3)]));
  await client.send(frame.subarray(3));
  await harness.http.ask(request("GET /settle", ["Connection: close"]));
  thinking.resolve(null);
  await harness.until("text hi");
  client.close();
  await harness.until("closed");
  await harness.close();
});

Deno.test("a handshake that is sent ahead comes in its turn, and so does what follows it", async () => {
  const harness = openWebSocketHarness();
  const client = await harness.http.connect();
  // A masked text frame: "hi" under the mask 0.
  const frame = new Uint8Array([0x81, 0x82, 0, 0, 0, 0, 0x68, 0x69]);
  const ahead = new TextEncoder().encode(request("GET /a") + request("GET /b") + handshake());
  await client.send(new Uint8Array([...ahead, ...frame]));
  expect(await receiveAnswer(client)).toContain('"pathname":"/a"');
  expect(await receiveAnswer(client)).toContain('"pathname":"/b"');
  expect(await client.receive(129)).toMatch(/^HTTP\/1\.1 101 /);
  await harness.until("text hi");
  expect(harness.http.handled).toEqual(["GET /a", "GET /b"]);
  client.close();
  await harness.until("closed");
  await harness.close();
});

Deno.test("behind a last request there is no handshake", async () => {
  const harness = openWebSocketHarness();
  const answer = await harness.http.ask(request("GET /a", ["Connection: close"]) + handshake());
  expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  expect(answer).not.toContain("101");
  await harness.close();
});

Deno.test("both paths take sockets, with a query or without; others do not", async () => {
  const harness = openWebSocketHarness();
  for (const path of ["/", "/ws", "/?a=b", "/ws?a=b"]) await harness.open(path);
  for (const path of ["/wss", "/ws/", "/api", "//", "http://game.example/api", "http:///ws"]) {
    expect(await harness.http.ask(handshake(path))).toMatch(/^HTTP\/1\.1 404 [^]*"code":"not_found"/);
  }
  await harness.close();
});

for (const target of ["http://game.example/ws", "HTTP://game.example:8080", "https://game.example/?a=b"]) {
  Deno.test(`a handshake with the whole address is one (${target})`, async () => {
    const harness = openWebSocketHarness();
    const client = await harness.http.connect();
    await client.send(handshake(target));
    expect(await client.receive(129)).toMatch(/^HTTP\/1\.1 101 /);
    client.close();
    await harness.until("closed");
    await harness.close();
  });
}

Deno.test("a binary message is told apart", async () => {
  const harness = openWebSocketHarness();
  const client = await harness.open();
  client.socket.send(new Uint8Array([1, 2, 3]));
  await harness.until("binary");
  await harness.close();
});

Deno.test("a message of 16 KiB is taken, one byte more closes with 1009", async () => {
  const harness = openWebSocketHarness();
  const client = await harness.open();
  const largest = "x".repeat(16 * 1024);
  client.socket.send(largest);
  await harness.until(`text ${largest}`);
  client.socket.send(`${largest}x`);
  expect((await client.closed).code).toBe(1009);
  await harness.until("closed");
  expect(harness.heard).toHaveLength(2);
  await harness.close();
});

Deno.test("a message in too many pieces closes with 1008", async () => {
  const harness = openWebSocketHarness();
  const client = await harness.http.connect();
  await client.send(handshake());
  await client.receive(129);
  // A text frame and continuation frames, each empty, none of them the last; masked, as clients must.
  const first = [0x01, 0x80, 0, 0, 0, 0];
  const piece = [0x00, 0x80, 0, 0, 0, 0];
  await client.send(new Uint8Array([...first, ...Array(64).fill(piece).flat()]));
  expect(await client.receiveBytes(4)).toEqual(new Uint8Array([0x88, 0x02, 0x03, 0xf0]));
  client.close();
  await harness.until("closed");
  await harness.close();
});

Deno.test("text that is not UTF-8 closes with 1007", async () => {
  const harness = openWebSocketHarness();
  const client = await harness.http.connect();
  await client.send(handshake());
  await client.receive(129);
  await client.send(new Uint8Array([0x81, 0x81, 0, 0, 0, 0, 0xff]));
  // A close frame whose first two bytes of payload are 1007.
  expect(await client.receiveBytes(4)).toEqual(new Uint8Array([0x88, 0x02, 0x03, 0xef]));
  client.close();
  await harness.until("closed");
  await harness.close();
});

Deno.test("a page of another origin gets 403 before the handshake", async () => {
  const harness = openWebSocketHarness({ allowedOrigins: ["https://game.example"] });
  const answer = await harness.http.ask(handshake("/ws", ["Origin: https://evil.example"]));
  expect(answer).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n/);
  expect(answer).toMatch(/content-type: application\/problem\+json/);
  expect(answer).toMatch(/content-security-policy: default-src 'none'; frame-ancestors 'none'/);
  expect(answer).toContain('"code":"origin_not_allowed"');
  expect(harness.connections).toEqual([]);
  await harness.open("/ws", { origin: "https://game.example" });
  await harness.open("/ws", { origin: `http://127.0.0.1:${harness.http.door.port}` });
  await harness.close();
});

Deno.test("over the cap for an address a socket is refused, and not counted for it", async () => {
  const harness = openWebSocketHarness({ socketsPerAddress: 1 });
  const client = await harness.open();
  expect(await harness.http.ask(handshake())).toMatch(/^HTTP\/1\.1 503 [^]*"code":"too_many_connections"/);
  client.socket.close();
  await client.closed;
  await harness.until("closed");
  while (harness.sockets.counters().open > 0) await new Promise<void>((resolve) => setTimeout(resolve));
  await harness.open();
  await harness.close();
});

Deno.test("an exempt address has no cap of its own, but there is one in all", async () => {
  const harness = openWebSocketHarness({ socketsMax: 2, socketsPerAddress: 1, exempt: addressSet("127.0.0.1") });
  await harness.open();
  await harness.open();
  expect(await harness.http.ask(handshake())).toMatch(/^HTTP\/1\.1 503 [^]*"code":"too_many_connections"/);
  await harness.close();
});

Deno.test("behind a trusted proxy the player's address counts", async () => {
  const harness = openWebSocketHarness({ socketsPerAddress: 1, trustedProxies: addressSet("127.0.0.1") });
  await harness.open("/ws", { "x-forwarded-for": "203.0.113.7" });
  await harness.open("/ws", { "x-forwarded-for": "203.0.113.8" });
  expect(harness.connections.map(({ address }) => address)).toEqual(["203.0.113.7", "203.0.113.8"]);
  const third = handshake("/ws", ["X-Forwarded-For: 203.0.113.7"]);
  expect(await harness.http.ask(third)).toMatch(/^HTTP\/1\.1 503 /);
  await harness.close();
});

Deno.test("an address may be refused with an answer of the caller's", async () => {
  const asked: string[] = [];
  const harness = openWebSocketHarness({
    refuse: (address) => {
      asked.push(address);
      return Promise.resolve(Response.json({ code: "address_banned", until: null }, { status: 403 }));
    },
  });
  const answer = await harness.http.ask(handshake());
  expect(answer).toMatch(
    /^HTTP\/1\.1 403 Forbidden\r\n(.+\r\n)*content-type: application\/json\r\n(.+\r\n)*connection: close\r\n/,
  );
  expect(answer).toContain('{"code":"address_banned","until":null}');
  expect(asked).toEqual(["127.0.0.1"]);
  expect(harness.connections).toEqual([]);
  await harness.close();
});

Deno.test("when the check fails the answer is 500 and nothing leaks", async () => {
  const harness = openWebSocketHarness({ refuse: () => Promise.reject(new Error("secret")) });
  const answer = await harness.http.ask(handshake());
  expect(answer).toMatch(/^HTTP\/1\.1 500 /);
  expect(answer + JSON.stringify(harness.logged)).not.toContain("secret");
  await harness.close();
});

Deno.test("a handshake that is none gets 400", async () => {
  const harness = openWebSocketHarness();
  const upgrade = ["Connection: Upgrade", "Upgrade: websocket"];
  const noKey = request("GET /ws", [...upgrade, "Sec-WebSocket-Version: 13"]);
  expect(await harness.http.ask(noKey)).toMatch(/^HTTP\/1\.1 400 [^]*"code":"bad_request"/);
  expect(harness.connections).toEqual([]);
  await harness.close();
});

Deno.test("a client hears why it is closed", async () => {
  const harness = openWebSocketHarness();
  const client = await harness.open();
  harness.connections[0]?.close(4409, "signed in elsewhere");
  expect(await client.closed).toEqual({ code: 4409, reason: "signed in elsewhere" });
  await harness.until("closed");
  expect(harness.connections[0]?.send("too late")).toBe(false);
  await harness.close();
});

Deno.test("a client that does not answer a close is cut off", async () => {
  const harness = openWebSocketHarness();
  const client = await harness.http.connect();
  await client.send(handshake());
  await client.receive(129);
  harness.connections[0]?.close(4401, "");
  expect(await client.receive(4)).toHaveLength(4);
  harness.clock.advance(4_999);
  expect(harness.heard).toEqual([]);
  harness.clock.advance(1);
  await harness.until("closed");
  await harness.close();
});

Deno.test("a ping is answered by a pong that the gateway hears of", async () => {
  const harness = openWebSocketHarness();
  await harness.open();
  harness.connections[0]?.ping();
  await harness.until("pong");
  await harness.close();
});

Deno.test("a socket that is terminated is closed at once", async () => {
  const harness = openWebSocketHarness();
  const client = await harness.open();
  harness.connections[0]?.terminate();
  await client.closed;
  await harness.until("closed");
  await harness.close();
});

Deno.test("what a slow reader leaves waiting is counted", async () => {
  const harness = openWebSocketHarness();
  const client = await harness.http.connect();
  await client.send(handshake());
  await client.receive(129);
  const [socket] = harness.connections;
  expect(socket?.bufferedBytes).toBe(0);
  const message = "x".repeat(1024 * 1024);
  for (let sent = 0; sent < 20; sent += 1) socket?.send(message);
  expect(socket?.bufferedBytes).toBeGreaterThan(8 * 1024 * 1024);
  client.close();
  await harness.until("closed");
  await harness.close();
});

Deno.test("a socket that nobody can take is closed and logged", async () => {
  const harness = openWebSocketHarness({
    handlers: () => {
      throw new Error("no");
    },
  });
  const client = await harness.http.connect();
  await client.send(handshake());
  await client.receiveAll();
  expect(harness.logged.map(({ level }) => level)).toEqual(["error"]);
  await harness.close();
});

Deno.test("a stop of the door ends the sockets that are left", async () => {
  const harness = openWebSocketHarness();
  const client = await harness.open();
  const stopped = harness.http.door.stop(1_000);
  harness.http.clock.advance(1_000);
  await stopped;
  await client.closed;
  expect(harness.sockets.counters().open).toBe(0);
});

Deno.test("what the sockets say and hear is counted, and why others were refused", async () => {
  const harness = openWebSocketHarness();
  const client = await harness.open();
  client.socket.send("hello");
  await harness.until("text hello");
  harness.connections.at(-1)?.send("hé");
  expect(harness.sockets.counters().open).toBe(1);
  await harness.http.ask(handshake("/elsewhere"));
  const { accepted, refused, messages, receivedBytes, sentBytes } = harness.sockets.counters();
  expect({ accepted, messages, receivedBytes, sentBytes }).toEqual({
    accepted: 1,
    messages: 1,
    receivedBytes: 5,
    sentBytes: 3,
  });
  expect(refused).toEqual({ path: 1, origin: 0, cap: 0, banned: 0 });
  await harness.close();
});

Deno.test("the close of a socket formats no stack that nobody reads", async () => {
  const harness = openWebSocketHarness();
  const client = await harness.open();
  const { prepareStackTrace } = Error;
  let formatted = 0;
  Error.prepareStackTrace = (_error, frames) => void (formatted += frames.length);
  try {
    client.socket.close();
    await harness.until("closed");
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
  }
  expect(formatted).toBe(0);
  expect(Error.stackTraceLimit).toBeGreaterThan(0);
  await harness.close();
});
