import { expect } from "expect";
import type { Connection, ConnectionEvents } from "../../../static/client.js";
import { createTestClient, type FakeSocket, settle } from "./fake_socket.ts";

const ACCOUNT = { id: 7, username: "Mara" };
const ARIA = { gameId: "my_game", characterId: 3 };

function record(connection: Connection) {
  const events: [string, unknown][] = [];
  const names: (keyof ConnectionEvents)[] = [
    "open",
    "selected",
    "message",
    "text",
    "error",
    "closed",
    "reconnecting",
    "sessionEnded",
  ];
  for (const name of names) connection.on(name, (event) => events.push([name, event]));
  return events;
}

function signIn(socket: FakeSocket) {
  socket.open();
  socket.receive({ type: "auth_success", account: ACCOUNT });
}

/** Open, signed in and playing Aria. */
async function playing() {
  const parts = createTestClient({ token: "t1" });
  const connection = parts.client.connect();
  signIn(parts.socket());
  const selecting = connection.selectCharacter(ARIA);
  parts.socket().answer({ type: "character_selected", character: { name: "Aria" } });
  await selecting;
  return { ...parts, connection };
}

Deno.test("a connection signs in with the token in its first message and not in its address", async () => {
  const { client, socket } = createTestClient({ token: "t1" });
  const connection = client.connect();
  const ready = connection.ready();
  signIn(socket());
  expect(await ready).toEqual(ACCOUNT);
  expect(String(socket().url)).toBe("wss://play.example/gate/ws");
  expect(socket().sent).toEqual([{ type: "auth", token: "t1" }]);
});

Deno.test("nobody signed in can not connect", () => {
  const { client } = createTestClient();
  expect(() => client.connect()).toThrow(expect.objectContaining({ code: "signed_out" }));
});

Deno.test("a given token is used instead of the kept one", () => {
  const { client, socket } = createTestClient({ token: "kept" });
  client.connect("given");
  socket().open();
  expect(socket().sent).toEqual([{ type: "auth", token: "given" }]);
});

Deno.test("an answer goes to the request with its id, in whatever order they come", async () => {
  const { client, socket } = createTestClient({ token: "t1" });
  const connection = client.connect();
  signIn(socket());
  const first = connection.listCharacters("one");
  const second = connection.listCharacters("two");
  const [, one, two] = socket().sent;
  socket().receive({ type: "characterList", gameId: "two", characters: ["b"], id: two?.id });
  socket().receive({ type: "characterList", gameId: "one", characters: ["a"], id: one?.id });
  expect([await first, await second]).toEqual([["a"], ["b"]]);
});

Deno.test("the character commands send the contract's fields", async () => {
  const { client, socket } = createTestClient({ token: "t1" });
  const connection = client.connect();
  signIn(socket());
  const created = connection.createCharacter({ gameId: "my_game", name: "Aria", class: "Mage" });
  expect(socket().sent.at(-1)).toMatchObject({
    type: "createCharacter",
    gameId: "my_game",
    name: "Aria",
    class: "Mage",
  });
  socket().answer({ type: "characterCreated", character: { id: 3 } });
  expect(await created).toEqual({ id: 3 });
  const deleted = connection.deleteCharacter(ARIA);
  expect(socket().sent.at(-1)).toMatchObject({ type: "deleteCharacter", ...ARIA });
  socket().answer({ type: "characterDeleted", characterId: 3 });
  await deleted;
});

Deno.test("an error with the id of a request is that request's own", async () => {
  const { client, socket } = createTestClient({ token: "t1" });
  const connection = client.connect();
  const events = record(connection);
  signIn(socket());
  const creating = connection.createCharacter({ gameId: "my_game", name: "x" });
  socket().answer({
    type: "error",
    code: "invalid_input",
    message: "name: too short",
    request: "createCharacter",
    errors: [{ field: "name", message: "too short" }],
  });
  await expect(creating).rejects.toMatchObject({
    name: "GatehouseError",
    code: "invalid_input",
    errors: [{ field: "name", message: "too short" }],
  });
  expect(events.map(([name]) => name)).toEqual(["open"]);
});

Deno.test("an error, a message and a plain text that nobody asked for are events", () => {
  const { client, socket } = createTestClient({ token: "t1" });
  const events = record(client.connect());
  signIn(socket());
  socket().receive({ type: "error", code: "unknown_type", message: "no", request: "dance" });
  socket().receive({ type: "duel.turn", turn: 2 });
  socket().receive("The server restarts at noon");
  expect(events.slice(1)).toEqual([
    ["error", expect.objectContaining({ code: "unknown_type", message: "no" })],
    ["message", { type: "duel.turn", turn: 2 }],
    ["text", "The server restarts at noon"],
  ]);
});

Deno.test("a request without an answer fails in bounded time", async () => {
  const { client, clock, socket } = createTestClient({ token: "t1" });
  const connection = client.connect();
  signIn(socket());
  const listing = connection.listCharacters("my_game");
  clock.advance(15_000);
  await expect(listing).rejects.toMatchObject({ code: "timeout" });
});

Deno.test("more than 64 requests can not wait at once", async () => {
  const { client, socket } = createTestClient({ token: "t1" });
  const connection = client.connect();
  signIn(socket());
  const waiting = Array.from({ length: 64 }, () => connection.request({ type: "a" }));
  await expect(connection.request({ type: "a" })).rejects.toMatchObject({ code: "busy" });
  connection.close();
  expect((await Promise.allSettled(waiting)).every(({ status }) => status === "rejected")).toBe(true);
});

Deno.test("what is asked or sent while the line is down fails at once and is not queued", async () => {
  const { client, socket } = createTestClient({ token: "t1" });
  const connection = client.connect();
  expect(() => connection.send({ type: "a" })).toThrow(expect.objectContaining({ code: "disconnected" }));
  await expect(connection.listCharacters("my_game")).rejects.toMatchObject({ code: "disconnected" });
  signIn(socket());
  expect(socket().sent).toHaveLength(1);
});

Deno.test("a lost line fails what waits, comes back, signs in and selects the character again", async () => {
  const { connection, clock, sockets, socket } = await playing();
  const events = record(connection);
  const listing = connection.listCharacters("my_game");
  socket().end(1006);
  await expect(listing).rejects.toMatchObject({ code: "disconnected" });
  clock.advance(1_000);
  expect(sockets).toHaveLength(2);
  signIn(socket());
  expect(socket().sent.at(-1)).toMatchObject({ type: "selectCharacter", ...ARIA });
  socket().answer({ type: "character_selected", character: { name: "Aria" } });
  await settle();
  expect(events).toEqual([
    ["closed", { code: 1006, meaning: "lost", final: false }],
    ["reconnecting", { attempt: 1, delayMs: 1_000 }],
    ["open", { account: ACCOUNT, again: true }],
    ["selected", { choice: ARIA, answer: expect.objectContaining({ type: "character_selected" }), again: true }],
  ]);
});

Deno.test("a character that can not be selected again is told as an error and not tried anew", async () => {
  const { connection, clock, socket } = await playing();
  const events = record(connection);
  socket().end(1001);
  clock.advance(1_000);
  signIn(socket());
  socket().answer({ type: "error", code: "unknown_character", message: "gone", request: "selectCharacter" });
  await settle();
  expect(events.at(-1)).toEqual(["error", expect.objectContaining({ code: "unknown_character" })]);
  expect(connection.selected).toBe(null);
});

Deno.test("a deleted character is not selected again", async () => {
  const { connection, clock, socket } = await playing();
  const deleting = connection.deleteCharacter(ARIA);
  socket().answer({ type: "characterDeleted", characterId: 3 });
  await deleting;
  socket().end(1006);
  clock.advance(1_000);
  signIn(socket());
  expect(socket().sent).toEqual([{ type: "auth", token: "t1" }]);
});

Deno.test("pauses double up to half a minute while the server stays away", () => {
  const { client, clock, socket } = createTestClient({ token: "t1" });
  const connection = client.connect();
  const delays: number[] = [];
  connection.on("reconnecting", ({ delayMs }) => delays.push(delayMs));
  for (let attempt = 0; attempt < 7; attempt += 1) {
    socket().end(1006);
    clock.advance(delays.at(-1) ?? 0);
  }
  expect(delays).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
});

Deno.test("pauses start small again after a line that held, not after one that was thrown out at once", () => {
  const { client, clock, socket } = createTestClient({ token: "t1" });
  const connection = client.connect();
  const delays: number[] = [];
  connection.on("reconnecting", ({ delayMs }) => delays.push(delayMs));
  for (const heldMs of [0, 9_999, 10_000]) {
    signIn(socket());
    clock.advance(heldMs);
    socket().end(4429);
    clock.advance(delays.at(-1) ?? 0);
  }
  expect(delays).toEqual([1_000, 2_000, 1_000]);
});

for (const [code, meaning] of [[4401, "session_ended"], [4403, "banned"], [4409, "signed_in_elsewhere"]] as const) {
  Deno.test(`a line closed with ${code} does not come back`, async () => {
    const { connection, clock, sockets, socket } = await playing();
    const events = record(connection);
    socket().end(code);
    clock.advance(600_000);
    expect(sockets).toHaveLength(1);
    expect(connection.state).toBe("ended");
    expect(events).toEqual([
      ["closed", { code, meaning, final: true }],
      ["sessionEnded", { code, meaning, reason: "", error: null }],
    ]);
  });
}

Deno.test("4401 before signing in only says that the line was slow", () => {
  const { client, clock, sockets, socket } = createTestClient({ token: "t1" });
  client.connect();
  socket().open();
  socket().end(4401);
  clock.advance(1_000);
  expect(sockets).toHaveLength(2);
});

for (const code of ["token_expired", "account_deleting"]) {
  Deno.test(`a token refused with ${code} ends the connection`, async () => {
    const { client, clock, sockets, socket } = createTestClient({ token: "t1" });
    const connection = client.connect();
    const ready = connection.ready();
    const events = record(connection);
    socket().open();
    socket().receive({ type: "auth_error", code, message: "too old" });
    await expect(ready).rejects.toMatchObject({ code });
    expect(events.at(-1)).toEqual(["sessionEnded", {
      code: 4401,
      meaning: "session_ended",
      reason: "",
      error: expect.objectContaining({ code }),
    }]);
    expect(client.token).toBe(null);
    clock.advance(600_000);
    expect(sockets).toHaveLength(1);
  });
}

Deno.test("a token refused because it was refreshed meanwhile is replaced by the fresh one", () => {
  const { client, clock, shelf, socket } = createTestClient({ token: "t1" });
  client.connect();
  socket().open();
  shelf.setItem("game_token", "t2");
  socket().receive({ type: "auth_error", code: "invalid_token", message: "old" });
  clock.advance(1_000);
  socket().open();
  expect(socket().sent).toEqual([{ type: "auth", token: "t2" }]);
});

Deno.test("a server that can not check the token now is asked again", () => {
  const { client, clock, sockets, socket } = createTestClient({ token: "t1" });
  client.connect();
  socket().open();
  socket().receive({ type: "auth_error", code: "unavailable", message: "no database" });
  clock.advance(1_000);
  expect(sockets).toHaveLength(2);
  expect(client.token).toBe("t1");
});

Deno.test("a silent line is checked with a ping, and given up when nothing comes back", async () => {
  const { client, clock, sockets, socket } = createTestClient({ token: "t1" });
  client.connect();
  signIn(socket());
  clock.advance(25_000);
  expect(socket().sent.at(-1)).toMatchObject({ type: "ping" });
  socket().answer({ type: "pong" });
  await settle();
  clock.advance(25_000);
  const [silent] = sockets;
  clock.advance(10_000);
  await settle();
  expect(silent?.closed).toBe(true);
  clock.advance(1_000);
  expect(sockets).toHaveLength(2);
});

Deno.test("a server that takes the line and then says nothing is given up", () => {
  const { client, clock, sockets, socket } = createTestClient({ token: "t1" });
  client.connect();
  socket().open();
  clock.advance(15_000);
  clock.advance(1_000);
  expect(sockets).toHaveLength(2);
});

Deno.test("reconnectNow ends the pause, and only a pause", () => {
  const { client, sockets, socket } = createTestClient({ token: "t1" });
  const connection = client.connect();
  connection.reconnectNow();
  expect(sockets).toHaveLength(1);
  socket().end(1006);
  connection.reconnectNow();
  expect(sockets).toHaveLength(2);
});

Deno.test("reconnectNow asks a line that seems open whether it is, and gives up a silent one after 5 s", async () => {
  const { connection, clock, sockets, socket } = await playing();
  connection.reconnectNow();
  expect(socket().sent.at(-1)).toMatchObject({ type: "ping" });
  socket().answer({ type: "pong" });
  await settle();
  clock.advance(5_000);
  expect(connection.state).toBe("open");
  connection.reconnectNow();
  clock.advance(5_000);
  await settle();
  expect(connection.state).toBe("waiting");
  clock.advance(1_000);
  expect(sockets).toHaveLength(2);
});

Deno.test("a closed connection stays closed", async () => {
  const { client, clock, sockets, socket } = createTestClient({ token: "t1" });
  const connection = client.connect();
  const events = record(connection);
  signIn(socket());
  connection.close();
  clock.advance(600_000);
  await settle();
  expect(sockets).toHaveLength(1);
  expect(socket().closed).toBe(true);
  expect(events.at(-1)).toEqual(["closed", { code: 1000, meaning: "closed", final: true }]);
});

Deno.test("waiting for a connection that does not come about is bounded", async () => {
  const { client, clock } = createTestClient({ token: "t1" });
  const ready = client.connect().ready();
  clock.advance(15_000);
  await expect(ready).rejects.toMatchObject({ code: "timeout" });
});

Deno.test("the frames told to a log do not hold the token", () => {
  const { client, socket } = createTestClient({ token: "secret-token" });
  const frames: unknown[] = [];
  client.connect().on("frame", (frame) => frames.push(frame));
  signIn(socket());
  expect(frames).toHaveLength(2);
  expect(JSON.stringify(frames)).not.toContain("secret-token");
});

Deno.test("ping measures the round trip", async () => {
  const { client, clock, socket } = createTestClient({ token: "t1" });
  const connection = client.connect();
  signIn(socket());
  const pinging = connection.ping();
  clock.advance(42);
  socket().answer({ type: "pong" });
  expect(await pinging).toBe(42);
});

Deno.test("a listener that stopped hears no more", () => {
  const { client, socket } = createTestClient({ token: "t1" });
  const heard: string[] = [];
  const stop = client.connect().on("text", (text) => heard.push(text));
  signIn(socket());
  socket().receive("one");
  stop();
  socket().receive("two");
  expect(heard).toEqual(["one"]);
});

Deno.test("ready also ends when the page closes the connection", async () => {
  const { client } = createTestClient({ token: "t1" });
  const connection = client.connect();
  const ready = connection.ready();
  connection.close();
  await expect(ready).rejects.toMatchObject({ code: "disconnected" });
});

Deno.test("a select hook that answers without the request's id is understood", async () => {
  const { client, socket } = createTestClient({ token: "t1" });
  const connection = client.connect();
  const events = record(connection);
  signIn(socket());
  const selecting = connection.selectCharacter(ARIA);
  socket().receive({ type: "character_selected", character: { name: "Aria" } });
  expect(await selecting).toEqual({ type: "character_selected", character: { name: "Aria" } });
  socket().receive({ type: "character_selected", character: { name: "Bram" } });
  expect(events.map(([name]) => name)).toEqual(["open", "selected", "message"]);
});
