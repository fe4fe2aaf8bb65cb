import { expect } from "expect";
import fc from "fast-check";
import type { ClientMessage } from "../../../lib/games/slime/protocol/messages.ts";
import { AppError, type Seat, type SeatEnd } from "../../../lib/modules/mod.ts";
import { createFakeLine, createFakePlayerIds, type FakeLine, login, register } from "./fake_line.ts";

const ping: ClientMessage = { type: "ping" };
const move: ClientMessage = { type: "other", id: 2, payload: Uint8Array.of(1, 2, 3) };
/** A PING with a byte left over. */
const unreadable = Uint8Array.of(9, 0, 1);

async function createPlayer(behaviour: Parameters<typeof createFakeLine>[0] = {}): Promise<FakeLine> {
  const line = createFakeLine(behaviour);
  await line.send(login);
  line.received();
  line.calls.splice(0);
  return line;
}

Deno.test("a logged-in line gets a PING every 20 s, one before none", async () => {
  const stranger = createFakeLine();
  stranger.clock.advance(60_000);
  expect(stranger.received()).toEqual([]);

  const line = await createPlayer();
  line.clock.advance(19_999);
  expect(line.received()).toEqual([]);
  line.clock.advance(1);
  expect(line.received()).toEqual([ping]);
  line.clock.advance(40_000);
  expect(line.received()).toEqual([ping, ping]);
});

Deno.test("a client's PING after one of ours is its answer and gets none", async () => {
  const line = await createPlayer();
  line.clock.advance(20_000);
  line.received();
  await line.send(ping);
  expect(line.received()).toEqual([]);
  await line.send(ping);
  expect(line.received()).toEqual([ping]);
});

Deno.test("each of ours may be answered once", async () => {
  const line = await createPlayer();
  line.clock.advance(40_000);
  line.received();
  await line.send(ping, ping);
  expect(line.received()).toEqual([]);
  await line.send(ping);
  expect(line.received()).toEqual([ping]);
});

Deno.test("a client's own PING is answered, at most once a second", async () => {
  const line = await createPlayer();
  await line.send(ping, ping);
  line.clock.advance(999);
  await line.send(ping);
  expect(line.received()).toEqual([ping]);
  line.clock.advance(1);
  await line.send(ping);
  expect(line.received()).toEqual([ping]);
});

Deno.test("a PING before login is answered", async () => {
  const line = createFakeLine();
  await line.send(ping);
  expect(line.received()).toEqual([ping]);
});

Deno.test("LOGOUT gives the seat and the player id back, then the line is closed", async () => {
  const events: string[] = [];
  const line = await createPlayer({ playerIds: createFakePlayerIds(events) });
  events.splice(0);
  await line.send({ type: "logout" });
  expect(line.calls.map(({ name }) => name)).toEqual(["touch", "release"]);
  expect(events).toEqual(["number touched", "number 1 back"]);
  expect(line.received()).toEqual([]);
  expect(line.closedBecause()).toBe("logout");
  line.session.closed();
  expect(events).toHaveLength(2);
});

Deno.test("LOGOUT before login closes the line", async () => {
  const line = createFakeLine();
  await line.send({ type: "logout" });
  expect(line.closedBecause()).toBe("logout");
});

Deno.test("after a LOGOUT the line hears nothing more and pings no more", async () => {
  const line = await createPlayer();
  await line.send({ type: "logout" }, ping, login);
  await line.send(ping);
  line.clock.advance(60_000);
  expect(line.received()).toEqual([]);
});

Deno.test("a line that goes gives seat and player id back", async () => {
  const events: string[] = [];
  const line = await createPlayer({ playerIds: createFakePlayerIds(events) });
  events.splice(0);
  line.session.closed();
  expect(line.calls.map(({ name }) => name)).toEqual(["release"]);
  expect(events).toEqual(["number 1 back"]);
  line.clock.advance(60_000);
  expect(line.received()).toEqual([]);
});

Deno.test("whoever waits for the line's end waits for the seat", async () => {
  const released = Promise.withResolvers<void>();
  const seat: Seat = { sessionId: "s", touch: () => {}, release: () => released.promise };
  const line = await createPlayer({ take: () => Promise.resolve(seat) });
  line.session.stopping("shutdown");
  let isOver = false;
  const closed = line.session.closed().then(() => isOver = true);
  await Promise.resolve();
  expect(isOver).toBe(false);
  released.resolve();
  await closed;
});

const ends: SeatEnd[] = ["taken_elsewhere", "banned", "suspended", "session_ended", "shutdown"];
for (const reason of ends) {
  Deno.test(`a seat that ends as ${reason} closes the line after SERVER_CLOSE`, async () => {
    const line = await createPlayer();
    line.endSeat(reason);
    expect(line.received()).toEqual([{ type: "server_close" }]);
    expect(line.closedBecause()).toBe(`seat ${reason}`);
    line.endSeat(reason);
    expect(line.received()).toEqual([]);
  });
}

Deno.test("a seat lost before the login is through leaves no player behind", async () => {
  const events: string[] = [];
  const line = createFakeLine({
    playerIds: createFakePlayerIds(events),
    take({ ended }) {
      ended("taken_elsewhere");
      const release = () => Promise.resolve(void events.push("seat back"));
      return Promise.resolve({ sessionId: "s", touch: () => {}, release });
    },
  });
  await line.send(login);
  expect(line.received()).toEqual([{ type: "server_close" }]);
  expect(events.toSorted()).toEqual(["number 1 back", "seat back"]);
  expect(line.isAuthenticated()).toBe(false);
});

Deno.test("a line that goes while the password is checked leaves no seat behind", async () => {
  let proven = () => {};
  const line = createFakeLine({
    logIn: () =>
      new Promise((resolve) => {
        proven = () => resolve({ id: 42, username: "testuser", email: null });
      }),
  });
  const sending = line.send(login);
  line.session.closed();
  proven();
  await sending;
  expect(line.calls.at(-1)!.name).toBe("release");
  expect(line.isAuthenticated()).toBe(false);
  line.clock.advance(20_000);
  expect(line.received()).toEqual([]);
});

const goodbyes: Record<string, (session: FakeLine["session"]) => void> = {
  shutdown: (session) => session.stopping("shutdown"),
  banned: (session) => session.stopping("banned"),
  timed_out: (session) => session.timedOut(),
};
for (const [reason, end] of Object.entries(goodbyes)) {
  Deno.test(`a line that is ended as ${reason} gets SERVER_CLOSE, and the seat is given back once, as ${reason}`, async () => {
    const line = await createPlayer();
    end(line.session);
    await line.session.closed();
    expect(line.received()).toEqual([{ type: "server_close" }]);
    expect(line.calls).toEqual([{ name: "release", input: reason }]);
    expect(line.closedBecause()).not.toBeNull();
  });
}

Deno.test("operators see whether a player left, was cut off or broke the protocol", async () => {
  const left = await createPlayer();
  await left.send({ type: "logout" });
  const cutOff = await createPlayer();
  await cutOff.session.closed();
  const broken = await createPlayer();
  await broken.session.receive(Uint8Array.of(0xff, 0xff));
  expect([left, cutOff, broken].map(({ calls }) => calls.at(-1))).toEqual([
    { name: "release", input: "logged_out" },
    { name: "release", input: "disconnected" },
    { name: "release", input: "broken_protocol" },
  ]);
});

Deno.test("the third malformed message closes the line after SERVER_CLOSE, the first two change nothing", async () => {
  const line = createFakeLine();
  await line.sendPayload(unreadable);
  await line.sendPayload(unreadable);
  expect(line.received()).toEqual([]);
  await line.send(ping);
  expect(line.received()).toEqual([ping]);
  await line.sendPayload(unreadable);
  expect(line.received()).toEqual([{ type: "server_close" }]);
  expect(line.closedBecause()).toBe("malformed messages");
});

for (const { id, verdict } of [{ id: 7, verdict: "exists" }, { id: 10, verdict: "wrong_version" }]) {
  Deno.test(`message ${id} that cannot be read gets a verdict, since the client waits for one`, async () => {
    const line = createFakeLine();
    await line.sendPayload(Uint8Array.of(id, 0, 1));
    expect(line.received()).toMatchObject([{ result: verdict }]);
    await line.send(login);
    expect(line.received()).toMatchObject([{ result: "success" }]);
  });
}

Deno.test("an empty frame is malformed", async () => {
  const line = createFakeLine();
  await line.session.receive(Uint8Array.of(0, 0, 0, 0, 0, 0));
  expect(line.closedBecause()).toBe("malformed messages");
});

Deno.test("malformed messages count over a login too", async () => {
  const line = createFakeLine();
  await line.sendPayload(unreadable);
  await line.sendPayload(unreadable);
  await line.send(login);
  await line.sendPayload(unreadable);
  expect(line.received()).toMatchObject([{ result: "success" }, { type: "server_close" }]);
  expect(line.calls.at(-1)!.name).toBe("release");
});

Deno.test("before login the game's own messages are malformed", async () => {
  const line = createFakeLine();
  await line.send(move, move);
  expect(line.closedBecause()).toBeNull();
  await line.send(move);
  expect(line.closedBecause()).toBe("malformed messages");
});

Deno.test("after login they count as activity and get no answer", async () => {
  const line = await createPlayer();
  await line.send(move, move, move, { ...move, id: 24 });
  expect(line.calls.map(({ name }) => name)).toEqual(["touch", "touch", "touch", "touch"]);
  expect(line.received()).toEqual([]);
  expect(line.closedBecause()).toBeNull();
});

for (const message of [login, register]) {
  const verdict = message.type === "login"
    ? { type: "login_result", result: "wrong_version" }
    : { type: "register_result", result: "exists" };

  Deno.test(`${message.type} on a logged-in line is malformed`, async () => {
    const line = await createPlayer();
    await line.send(message, message);
    expect(line.received()).toEqual([verdict, verdict]);
    await line.send(message);
    expect(line.received()).toEqual([verdict, { type: "server_close" }]);
    expect(line.calls.filter(({ name }) => name === "logIn" || name === "register")).toEqual([]);
  });
}

Deno.test("a length over 8192 closes the line at once, and nothing is heard any more", async () => {
  const line = createFakeLine();
  await line.session.receive(Uint8Array.of(0x01, 0x20));
  expect(line.received()).toEqual([{ type: "server_close" }]);
  expect(line.closedBecause()).toBe("unreadable frame");
  await line.send(ping);
  expect(line.received()).toEqual([]);
});

Deno.test("a frame of 8192 bytes is taken", async () => {
  const line = await createPlayer();
  await line.send({ type: "other", id: 2, payload: new Uint8Array(8190) });
  expect(line.calls.map(({ name }) => name)).toEqual(["touch"]);
});

Deno.test("property: no bytes make a line throw, and one that is closed was told so", async () => {
  const frame = fc.uint8Array({ maxLength: 60 }).map((payload) => [payload.length, 0, ...payload]);
  const noise = fc.uint8Array({ maxLength: 60 }).map((bytes) => [...bytes]);
  await fc.assert(fc.asyncProperty(fc.array(fc.oneof(frame, noise), { maxLength: 8 }), async (chunks) => {
    const line = createFakeLine();
    for (const chunk of chunks) await line.session.receive(Uint8Array.from(chunk));
    const closed = line.closedBecause();
    const isTold = line.received().at(-1)?.type === "server_close";
    expect(isTold).toBe(closed !== null && closed !== "logout");
  }));
});

Deno.test("too many at once is no error of the server's: the log says so without one", async () => {
  const refused = (code: "overloaded" | "unavailable") => () => Promise.reject(new AppError(code, "Later"));
  const busy = createFakeLine({ logIn: refused("overloaded") });
  await busy.send(login);
  expect(busy.records.map(({ level, message }) => [level, message])).toEqual([["info", "Could not decide"]]);
  const lost = createFakeLine({ logIn: refused("unavailable") });
  await lost.send(login);
  expect(lost.records.map(({ level }) => level)).toEqual(["error"]);
});
