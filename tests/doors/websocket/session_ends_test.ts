import { expect } from "expect";
import type { Database } from "../../../lib/platform/database/database.ts";
import { createEventHub } from "../../../lib/platform/database/events.ts";
import { createLog, type LogRecord } from "../../../lib/platform/log/log.ts";
import { CLOSE } from "../../../lib/doors/websocket/close_codes.ts";
import { ORIGIN, PASSWORD } from "../../support/core_services.ts";
import { createTestClock } from "../../support/test_clock.ts";
import { eachDatabase, withDatabase } from "../../support/test_database.ts";
import { type Client, type Door, doorTest, openDoor, playerOn, settle, withDoor } from "./setup.ts";

const ADMIN = { actor: "admin", address: "192.0.2.1" };

/** Ada on two sessions, the first of them with two sockets, and Bob. */
async function threeSessions(door: Door) {
  const ada = await door.register("ada");
  const bob = await door.register("bob");
  const otherToken = await door.logIn("ada");
  return {
    ada,
    otherToken,
    tabs: [await door.signIn(ada.token), await door.signIn(ada.token)] as const,
    other: await door.signIn(otherToken),
    bob: await door.signIn(bob.token),
  };
}

async function isOpen({ ask, socket }: Client): Promise<boolean> {
  const answer = await ask({ type: "listCharacters", gameId: "saga" });
  return socket.closedWith === null && answer["type"] === "characterList";
}

eachDatabase(
  "a logout closes the sockets of its session, and no others",
  (database) =>
    withDoor(database, {}, async (door) => {
      const { ada, tabs, other, bob } = await threeSessions(door);
      await door.sessions.logOut(await door.sessions.verify(ada.token), ORIGIN);
      for (const { socket } of tabs) expect(await socket.closed).toEqual(CLOSE.sessionEnded);
      expect(await isOpen(other)).toBe(true);
      expect(await isOpen(bob)).toBe(true);
    }),
);

eachDatabase(
  "a logout everywhere closes every socket of the account",
  (database) =>
    withDoor(database, {}, async (door) => {
      const { ada, tabs, other, bob } = await threeSessions(door);
      await door.sessions.logOutEverywhere(await door.sessions.verify(ada.token), ORIGIN);
      for (const { socket } of [...tabs, other]) expect(await socket.closed).toEqual(CLOSE.sessionEnded);
      expect(await isOpen(bob)).toBe(true);
    }),
);

eachDatabase(
  "a new password closes the sockets of the other sessions, and the changer's go on",
  (database) =>
    withDoor(database, {}, async (door) => {
      const { ada, otherToken, tabs, other, bob } = await threeSessions(door);
      await door.accounts.changePassword({
        accountId: ada.id,
        sessionId: (await door.sessions.verify(otherToken)).sessionId,
        currentPassword: PASSWORD,
        newPassword: "battery staple",
        origin: ORIGIN,
      });
      for (const { socket } of tabs) expect(await socket.closed).toEqual(CLOSE.sessionEnded);
      expect(await isOpen(other)).toBe(true);
      expect(await isOpen(bob)).toBe(true);
    }),
);

for (const until of [null, new Date("2026-06-01T00:00:00Z")]) {
  const what = until === null ? "ban" : "suspension";
  eachDatabase(
    `a ${what} closes every socket of the account with 4403, playing or not`,
    (database) =>
      withDoor(database, {}, async (door) => {
        const { ada, tabs, other, bob } = await threeSessions(door);
        const characterId = await door.addCharacter(ada.id, "Galahad");
        await tabs[0].ask({ type: "selectCharacter", gameId: "my_game", characterId });
        await door.suspensions.suspend({ accountId: ada.id, reason: "spam", until, ...ADMIN });
        const reason = until === null ? CLOSE.banned : CLOSE.suspended;
        expect(reason.code).toBe(4403);
        for (const { socket } of [...tabs, other]) expect(await socket.closed).toEqual(reason);
        expect(await isOpen(bob)).toBe(true);
      }),
  );
}

eachDatabase(
  "a ban of an address closes its sockets with 4403, signed in or not",
  (database) =>
    withDoor(database, {}, async (door) => {
      const ada = await door.register("ada");
      const inside = await door.signIn(ada.token, "2001:db8::1");
      const silent = door.connect("2001:db8::2");
      const outside = await door.signIn(ada.token, "2001:db8:1::1");
      const ban = { kind: "ip", value: "2001:db8::/64", reason: "a flood", until: null } as const;
      await door.bans.create({ ...ban, ...ADMIN });
      expect(await inside.socket.closed).toEqual(CLOSE.banned);
      expect(await silent.socket.closed).toEqual(CLOSE.banned);
      expect(await isOpen(outside)).toBe(true);
    }),
);

doorTest("a closed socket answers nothing any more", {}, async (door) => {
  const ada = await door.register("ada");
  const { send, socket } = await door.signIn(ada.token);
  await door.sessions.logOut(await door.sessions.verify(ada.token), ORIGIN);
  expect(await socket.closed).toEqual(CLOSE.sessionEnded);
  send({ type: "ping" });
  await settle();
  expect(socket.sent.length).toBe(1); // auth_success
});

/** The database as seen by an instance that does not hear the others until told that there was a gap. */
function deafened(database: Database) {
  const hub = createEventHub((error) => {
    throw error;
  });
  return { database: { ...database, events: hub }, gap: hub.gap };
}

Deno.test("after a gap the sockets of ended sessions are closed, each for its own reason", () =>
  withDatabase("sqlite", async (whole) => {
    const { database, gap } = deafened(whole);
    const door = await openDoor(database);
    const there = await openDoor(whole);
    const sockets = new Map<string, Client>();
    for (const name of ["ada", "bob", "eve", "kim", "joe"]) {
      const { id, token, client } = await playerOn(door, name);
      const characterId = await door.addCharacter(id, `Second_${name}`);
      await client.ask({ type: "selectCharacter", gameId: "my_game", characterId });
      sockets.set(name, client);
      const accountId = id;
      if (name === "ada") await there.sessions.logOut(await there.sessions.verify(token), ORIGIN);
      if (name === "bob") await there.suspensions.suspend({ accountId, reason: "spam", until: null, ...ADMIN });
      if (name === "eve") {
        const elsewhere = await there.signIn(await there.logIn(name));
        await elsewhere.ask({ type: "selectCharacter", gameId: "my_game", characterId });
      }
      if (name === "kim") await whole.write.deleteFrom("sessions").where("account_id", "=", id).execute();
    }
    await settle();
    for (const { socket } of sockets.values()) expect(socket.closedWith).toBe(null);

    gap();
    expect(await sockets.get("ada")!.socket.closed).toEqual(CLOSE.sessionEnded);
    expect(await sockets.get("bob")!.socket.closed).toEqual(CLOSE.banned);
    expect(await sockets.get("eve")!.socket.closed).toEqual(CLOSE.elsewhere);
    expect((await sockets.get("kim")!.socket.closed).code).toBe(4401);
    expect(await isOpen(sockets.get("joe")!)).toBe(true);
    await door.close();
    await there.close();
  }));

Deno.test("a gap that cannot be looked into is looked into again", () =>
  withDatabase("sqlite", async (whole) => {
    const { database, gap } = deafened(whole);
    const door = await openDoor(database);
    const ada = await door.register("ada");
    const { socket } = await door.signIn(ada.token);
    await whole.write.updateTable("sessions").set({ ended_at: 1, end_reason: "logged_out" }).execute();
    const { read } = door.database;
    const fail = () => {
      throw new Error("the database is away");
    };
    Object.assign(door.database, { read: { selectFrom: fail } });
    gap();
    await settle();
    expect(socket.closedWith).toBe(null);
    Object.assign(door.database, { read });
    door.clock.advance(5_000);
    expect(await socket.closed).toEqual(CLOSE.sessionEnded);
    await door.close();
  }));

const warnings: LogRecord[] = [];
Deno.test("sockets that are gone are not asked after", () =>
  withDatabase("sqlite", async (whole) => {
    const { database, gap } = deafened(whole);
    const door = await openDoor(database, { log: createLog((record) => warnings.push(record)) });
    const ada = await door.register("ada");
    const tabs = [await door.signIn(ada.token), await door.signIn(ada.token)];
    tabs.forEach(({ vanish }) => vanish());
    const { read } = door.database;
    Object.assign(door.database, { read: null });
    gap();
    await settle();
    Object.assign(door.database, { read });
    expect(warnings).toEqual([]);
    await door.close();
  }));

for (const when of ["before", "after"]) {
  Deno.test(`a gap that is found to be dark ${when} the shutdown is not looked into again`, () =>
    withDatabase("sqlite", async (whole) => {
      const { database, gap } = deafened(whole);
      const door = await openDoor(database);
      const { client, characterId } = await playerOn(door);
      await client.ask({ type: "selectCharacter", gameId: "my_game", characterId });
      const answer = Promise.withResolvers<never>();
      const query = { select: () => query, where: () => query, execute: () => answer.promise };
      const { read } = door.database;
      Object.assign(door.database, { read: { selectFrom: () => query } });
      gap();
      Object.assign(door.database, { read });
      if (when === "after") await door.close();
      answer.reject(new Error("the database is away"));
      await settle();
      if (when === "before") await door.close();
      expect(door.clock.pending()).toBe(0);
    }));
}

Deno.test("a shutdown lets go of the database's events", () =>
  withDatabase("sqlite", async (whole) => {
    let listeners = 0;
    const counted = <Listener>(listen: (listener: Listener) => () => void) => (listener: Listener) => {
      const end = listen(listener);
      listeners++;
      return () => {
        end();
        listeners--;
      };
    };
    const { subscribe, onGap, ...events } = whole.events;
    const door = await openDoor({
      ...whole,
      events: { ...events, subscribe: counted(subscribe), onGap: counted(onGap) },
    });
    expect(listeners).toBeGreaterThan(0);
    await door.close();
    expect(listeners).toBe(0);
  }));

eachDatabase(
  "a socket whose session ran out is closed, also when the time of day jumped while the machine slept",
  async (database) => {
    const steady = createTestClock();
    let sleptMs = 0;
    const clock = { ...steady, now: () => new Date(steady.now().getTime() + sleptMs) };
    await withDoor(database, { clock }, async (door) => {
      const { token } = await door.register("Ada");
      const { socket, pong } = await door.signIn(token);
      steady.advance(59_000);
      pong();
      expect(socket.closedWith).toBe(null);
      sleptMs = 8 * 86_400_000;
      steady.advance(2_000);
      await settle();
      await socket.closed;
      expect(socket.closedWith).toEqual({ code: 4401, reason: "session ended" });
    });
  },
);

eachDatabase(
  "an account that went meanwhile, unheard of, makes nothing more, and that is no fault of ours",
  async (database) => {
    const logged: LogRecord[] = [];
    await withDoor(database, { log: createLog((record) => logged.push(record)) }, async (door) => {
      const { id, client } = await playerOn(door);
      await database.write.deleteFrom("accounts").where("id", "=", id).execute();
      const answer = await client.ask({ type: "createCharacter", gameId: "saga", name: "Late" });
      expect(answer).toMatchObject({ type: "error", code: "not_found", request: "createCharacter" });
      expect(logged.map(({ level, message }) => [level, message])).toContainEqual([
        "warn",
        "A message could not be handled",
      ]);
    });
  },
);
