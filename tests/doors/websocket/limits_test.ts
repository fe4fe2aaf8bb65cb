import { expect } from "expect";
import { createLog, type LogRecord } from "../../../lib/platform/log/log.ts";
import { CLOSE } from "../../../lib/doors/websocket/close_codes.ts";
import { PLACE_CHARACTERS } from "../../../lib/doors/websocket/message_queue.ts";
import { BUFFERED_BYTES_MAX } from "../../../lib/doors/websocket/outgoing.ts";
import { gameWith } from "../../modules/setup.ts";
import { eachDatabase } from "../../support/test_database.ts";
import { type Client, doorTest, playerOn, settle, withDoor } from "./setup.ts";

const PING = { type: "ping" };

async function sendPings({ send, socket }: Client, count: number): Promise<number> {
  const before = socket.sent.length;
  for (let sent = 0; sent < count; sent++) send(PING);
  await settle();
  return socket.sent.length - before;
}

doorTest("40 messages at once are answered, and the next closes the socket with 4429", {}, async (door) => {
  const client = door.connect();
  expect(await sendPings(client, 40)).toBe(40);
  expect(client.socket.closedWith).toBe(null);
  expect(await sendPings(client, 1)).toBe(0);
  expect(client.socket.closedWith).toEqual(CLOSE.tooManyMessages);
});

doorTest("20 messages a second may go on for ever, one more may not", {}, async (door) => {
  const { token } = await door.register("ada");
  const client = await door.signIn(token);
  expect(await sendPings(client, 39)).toBe(39);
  for (let second = 0; second < 20; second++) {
    door.clock.advance(1_000);
    expect(await sendPings(client, 20)).toBe(20);
  }
  expect(client.socket.closedWith).toBe(null);
  door.clock.advance(1_000);
  await sendPings(client, 21);
  expect(client.socket.closedWith).toEqual(CLOSE.tooManyMessages);
});

doorTest("what cannot be read costs as much as what can", {}, async (door) => {
  const { send, sendBinary, socket } = door.connect();
  for (let sent = 0; sent < 20; sent++) {
    send("{");
    sendBinary();
  }
  await settle();
  expect(socket.sent.length).toBe(40);
  sendBinary();
  expect(socket.closedWith).toEqual(CLOSE.tooManyMessages);
});

doorTest(
  "a flood is answered up to the budget, and what was taken before the end goes unanswered",
  {},
  async (door) => {
    const { send, socket } = door.connect();
    for (let sent = 0; sent < 1_000; sent++) send(PING);
    await settle();
    expect(socket.closedWith).toEqual(CLOSE.tooManyMessages);
    expect(socket.sent.length).toBeLessThanOrEqual(40);
  },
);

doorTest("an exempt address has no budget", { limits: { exempt: ["10.0.0.0/8"] } }, async (door) => {
  const exempt = door.connect("10.1.2.3");
  expect(await sendPings(exempt, 500)).toBe(500);
  expect(exempt.socket.closedWith).toBe(null);
  const other = door.connect("11.1.2.3");
  await sendPings(other, 500);
  expect(other.socket.closedWith).toEqual(CLOSE.tooManyMessages);
});

const goOn = Promise.withResolvers<void>();
doorTest("even of an exempt address only so much may wait for the message in work", {
  limits: { exempt: ["10.0.0.0/8"] },
  modules: [gameWith((context) => context.registerMessageHandler("wait", () => goOn.promise))],
}, async (door) => {
  const { token, characterId } = await playerOn(door);
  const { ask, send, socket } = await door.signIn(token, "10.1.2.3");
  await ask({ type: "selectCharacter", gameId: "my_game", characterId });
  send({ type: "wait" });
  const sixteenKib = JSON.stringify({ type: "ping" }).padEnd(16 * 1_024 - PLACE_CHARACTERS);
  for (let sent = 0; sent < 63; sent++) send(sixteenKib);
  expect(socket.closedWith).toBe(null);
  send(sixteenKib);
  expect(socket.closedWith).toEqual(CLOSE.tooManyMessages);
  goOn.resolve();
});

doorTest("a reader that is 256 KiB behind is dropped, without a word more", {}, async (door) => {
  const { ask, send, socket } = door.connect();
  socket.bufferedBytes = BUFFERED_BYTES_MAX;
  expect(BUFFERED_BYTES_MAX).toBe(262_144);
  expect(await ask(PING)).toEqual({ type: "pong" });
  socket.bufferedBytes++;
  send(PING);
  send(PING);
  await settle();
  expect(socket.isTerminated).toBe(true);
  expect(socket.sent.length).toBe(1);
});

const records: LogRecord[] = [];
doorTest("a reader that was dropped is told of once in the log", {
  log: createLog((record) => records.push(record)),
  modules: [gameWith((context) => {
    context.registerMessageHandler("burst", ({ user }) => {
      for (let sent = 0; sent < 100; sent++) user.send({ type: "news" });
    });
  })],
}, async (door) => {
  const { client: { ask, send, socket }, characterId } = await playerOn(door);
  await ask({ type: "selectCharacter", gameId: "my_game", characterId });
  socket.bufferedBytes = BUFFERED_BYTES_MAX + 1;
  send({ type: "burst" });
  await settle();
  expect(records.filter(({ message }) => message.includes("does not keep up")).length).toBe(1);
});

doorTest("a peer that answers no ping is dropped at the next one", {}, async (door) => {
  const { token } = await door.register("ada");
  const dead = await door.signIn(token);
  const answering = await door.signIn(token);
  const talking = await door.signIn(token);
  const beat = async () => {
    door.clock.advance(30_000);
    await settle();
  };
  await beat();
  expect([dead, answering, talking].map(({ socket }) => socket.pings)).toEqual([1, 1, 1]);
  answering.pong();
  talking.send(PING);
  await beat();
  expect([dead, answering, talking].map(({ socket }) => socket.isTerminated)).toEqual([true, false, false]);
  expect([dead, answering, talking].map(({ socket }) => socket.pings)).toEqual([1, 2, 2]);
  dead.vanish();
  await beat();
  expect([dead, answering, talking].map(({ socket }) => socket.isTerminated)).toEqual([true, true, true]);
});

doorTest("a peer that does not answer the closing is dropped as well", {}, async (door) => {
  const { socket } = door.connect();
  door.clock.advance(10_000);
  expect(socket.closedWith).toEqual(CLOSE.authTimeout);
  door.clock.advance(20_000);
  await settle();
  door.clock.advance(30_000);
  expect({ isTerminated: socket.isTerminated, pings: socket.pings }).toEqual({ isTerminated: true, pings: 0 });
});

doorTest("over so many sockets that have not signed in one more is closed with 1013", {
  gateway: { unauthenticatedMax: 2 },
}, async (door) => {
  const { token } = await door.register("ada");
  const [first, second, third] = [door.connect(), door.connect(), door.connect()];
  expect(third.socket.closedWith).toEqual(CLOSE.busy);
  expect(CLOSE.busy.code).toBe(1013);
  third.send(PING);
  third.vanish();
  expect(door.gateway.counts()).toEqual({ open: 2, authenticated: 0 });

  await first.ask({ type: "auth", token });
  const fourth = door.connect(); // signing in made room
  expect(fourth.socket.closedWith).toBe(null);
  expect(door.connect().socket.closedWith).toEqual(CLOSE.busy);
  second.vanish(); // and so does going
  expect(door.connect().socket.closedWith).toBe(null);
  expect(door.gateway.counts()).toEqual({ open: 3, authenticated: 1 });
  first.vanish();
  expect(door.gateway.counts()).toEqual({ open: 2, authenticated: 0 });
});

eachDatabase(
  "a shutdown closes every socket with 1001 and gives the seats back",
  (database) =>
    withDoor(database, {}, async (door) => {
      const { client, characterId } = await playerOn(door);
      await client.ask({ type: "selectCharacter", gameId: "my_game", characterId });
      const silent = door.connect();
      expect(door.seats.counts()).toEqual(new Map([["my_game", 1]]));
      await door.gateway.close();
      expect(client.socket.closedWith).toEqual(CLOSE.shutdown);
      expect(silent.socket.closedWith).toEqual(CLOSE.shutdown);
      expect(CLOSE.shutdown.code).toBe(1001);
      expect(await database.read.selectFrom("seats").selectAll().execute()).toEqual([]);
      expect(door.connect().socket.closedWith).toEqual(CLOSE.shutdown);
      expect(door.gateway.counts()).toEqual({ open: 0, authenticated: 0 });
    }),
);

const finish = Promise.withResolvers<void>();
const worked: string[] = [];
doorTest("a shutdown waits for the message in work, and starts no other", {
  modules: [gameWith((context) => {
    context.registerMessageHandler("work", async () => {
      worked.push("begun");
      await finish.promise;
      worked.push("done");
    });
  })],
}, async (door) => {
  const { client, characterId } = await playerOn(door);
  await client.ask({ type: "selectCharacter", gameId: "my_game", characterId });
  client.send({ type: "work" });
  client.send({ type: "work" });
  await settle();
  let isClosed = false;
  const closing = door.gateway.close().then(() => void (isClosed = true));
  await settle();
  expect([isClosed, worked]).toEqual([false, ["begun"]]);
  finish.resolve();
  await closing;
  expect(worked).toEqual(["begun", "done"]);
});
