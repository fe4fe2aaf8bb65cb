import { expect } from "expect";
import { AppError } from "../../../lib/platform/errors.ts";
import type { Sessions } from "../../../lib/domain/sessions/sessions.ts";
import { CLOSE } from "../../../lib/doors/websocket/close_codes.ts";
import { ORIGIN, PASSWORD } from "../../support/core_services.ts";
import { eachDatabase, withDatabase } from "../../support/test_database.ts";
import { type Door, doorTest, openDoor, playerOn, settle, withDoor } from "./setup.ts";

const DAY_MS = 24 * 60 * 60_000;

function refresh(door: Door, token: string): Promise<string> {
  return door.sessions.refresh(token, ORIGIN);
}

doorTest("a token that is rubbish is refused, and the line stays open", {}, async (door) => {
  const { ask, socket } = door.connect();
  const refused = { type: "auth_error", code: "invalid_token", message: expect.any(String) };
  expect(await ask({ type: "auth", token: "rubbish" })).toEqual(refused);
  expect(await ask({ type: "auth", token: "a.b.c" })).toEqual(refused);
  expect(await ask({ type: "auth", token: "" })).toEqual(refused);
  const shapeless = { ...refused, code: "invalid_input", errors: [{ field: "token", message: expect.any(String) }] };
  expect(await ask({ type: "auth" })).toEqual(shapeless);
  expect(await ask({ type: "auth", token: 5 })).toEqual(shapeless);
  expect(await ask({ type: "auth", token: "t".repeat(5_000) })).toEqual(shapeless);
  expect(socket.closedWith).toBe(null);
  expect(door.gateway.counts()).toEqual({ open: 1, authenticated: 0 });
});

doorTest("after a refused token a good one signs in", {}, async (door) => {
  const { token } = await door.register("ada");
  const { ask } = door.connect();
  await ask({ type: "auth", token: "rubbish" });
  expect(await ask({ type: "auth", token })).toMatchObject({ type: "auth_success" });
  expect(door.gateway.counts()).toEqual({ open: 1, authenticated: 1 });
});

doorTest("a token that ran out is told apart from rubbish", {}, async (door) => {
  const { token } = await door.register("ada");
  door.clock.advance(DAY_MS);
  expect(await door.connect().ask({ type: "auth", token })).toMatchObject({
    type: "auth_error",
    code: "token_expired",
  });
});

eachDatabase(
  "a token of a banned or suspended account is refused with the reason and the end",
  (database) =>
    withDoor(database, {}, async (door) => {
      const ada = await door.register("ada");
      const until = new Date("2026-01-02T00:00:00Z");
      const by = { accountId: ada.id, actor: "admin", address: "192.0.2.1" };
      await door.suspensions.suspend({ ...by, reason: "spam", until });
      expect(await door.connect().ask({ type: "auth", token: ada.token })).toEqual({
        type: "auth_error",
        code: "account_suspended",
        message: expect.any(String),
        reason: "spam",
        until: "2026-01-02T00:00:00.000Z",
      });
      await door.suspensions.suspend({ ...by, reason: "cheating", until: null });
      expect(await door.connect().ask({ type: "auth", token: ada.token })).toEqual({
        type: "auth_error",
        code: "account_banned",
        message: expect.any(String),
        reason: "cheating",
        until: null,
      });
    }),
);

doorTest("a banned address cannot sign in, and comes in no more once that is known", {}, async (door) => {
  const { token } = await door.register("ada");
  const early = door.connect("203.0.113.77");
  const ban = { kind: "ip", value: "203.0.113.0/24", reason: "a flood", until: null } as const;
  early.send({ type: "auth", token });
  await door.bans.create({ ...ban, actor: "admin", address: "192.0.2.1" });
  expect(await early.socket.closed).toEqual(CLOSE.banned);
  expect(door.connect("203.0.113.77").socket.closedWith).toEqual(CLOSE.banned);
  expect(door.connect("203.0.114.77").socket.closedWith).toBe(null);
});

doorTest("a ban that is not known yet is found when the socket signs in", {
  gateway: {
    banList: {
      check() {
        throw new AppError("address_banned", "This address is banned", { reason: "a flood", until: null });
      },
      checkStranger: () => {},
      isBanned: () => false,
      settled: () => Promise.resolve(),
      onChange: () => () => {},
      close() {},
    },
  },
}, async (door) => {
  const { token } = await door.register("ada");
  expect(await door.connect().ask({ type: "auth", token })).toEqual({
    type: "auth_error",
    code: "address_banned",
    message: expect.any(String),
    reason: "a flood",
    until: null,
  });
});

doorTest("whoever has not signed in within 10 s is closed with 4401", {}, async (door) => {
  const { ask, socket } = door.connect();
  await ask({ type: "auth", token: "rubbish" });
  await ask({ type: "ping" });
  door.clock.advance(9_999);
  expect(socket.closedWith).toBe(null);
  door.clock.advance(1);
  expect(socket.closedWith).toEqual({ code: 4401, reason: CLOSE.authTimeout.reason });
});

doorTest("whoever has signed in is not closed after 10 s", {}, async (door) => {
  const { token } = await door.register("ada");
  const { socket } = await door.signIn(token);
  door.clock.advance(20_000);
  expect(socket.closedWith).toBe(null);
});

doorTest("a refreshed token is taken on the same socket", {}, async (door) => {
  const { id, token } = await door.register("ada");
  const { ask, socket } = await door.signIn(token);
  const newer = await refresh(door, token);
  expect(await ask({ type: "auth", token: newer })).toEqual({ type: "auth_success", account: { id, username: "ada" } });
  expect(await ask({ type: "auth", token })).toMatchObject({ type: "auth_error", code: "invalid_token" });
  expect(await ask({ type: "listCharacters", gameId: "saga" })).toMatchObject({ type: "characterList" });
  expect(socket.closedWith).toBe(null);
  expect(door.gateway.counts()).toEqual({ open: 1, authenticated: 1 });
});

doorTest("another session's token is refused on a socket, even of the same account", {}, async (door) => {
  const ada = await door.register("ada");
  const bob = await door.register("bob");
  const { ask } = await door.signIn(ada.token);
  for (const token of [bob.token, await door.logIn("ada")]) {
    expect(await ask({ type: "auth", token })).toMatchObject({ type: "auth_error", code: "invalid_token" });
  }
  const { character } = await ask({ type: "createCharacter", gameId: "my_game", name: "Galahad" });
  expect(await door.characters.list(ada.id, "my_game")).toMatchObject([{ name: "Galahad" }]);
  expect(character).toMatchObject({ name: "Galahad" });
});

doorTest("a socket is closed with 4401 when its token runs out, and not before", {}, async (door) => {
  const { token } = await door.register("ada");
  const { socket, pong } = await door.signIn(token);
  for (let hour = 0; hour < 23; hour++) {
    door.clock.advance(60 * 60_000);
    pong();
    await settle();
  }
  door.clock.advance(60 * 60_000 - 1);
  await settle();
  expect(socket.closedWith).toBe(null);
  door.clock.advance(1);
  expect(await socket.closed).toEqual(CLOSE.sessionEnded);
});

for (const when of ["with the newer token sent", "without a word on the socket"]) {
  doorTest(`a refresh moves the end of the sockets, ${when}`, {}, async (door) => {
    const { token } = await door.register("ada");
    door.clock.advance(DAY_MS - 60_000);
    const { ask, socket } = await door.signIn(token);
    const newer = await refresh(door, token); // lives until a minute before the end of the second day
    if (when.startsWith("with the")) await ask({ type: "auth", token: newer });
    door.clock.advance(60_000);
    expect(await ask({ type: "listCharacters", gameId: "saga" })).toMatchObject({ type: "characterList" });
    expect(socket.closedWith).toBe(null);
  });
}

doorTest("a socket that looks after its session in vain looks again", {}, async (door) => {
  const { token } = await door.register("ada");
  door.clock.advance(DAY_MS - 60_000);
  const { socket } = await door.signIn(token);
  const { read } = door.database;
  const failing = {
    selectFrom: () => {
      throw new Error("the database is away");
    },
  };
  Object.assign(door.database, { read: failing });
  door.clock.advance(60_000);
  await settle();
  expect(socket.closedWith).toBe(null);
  Object.assign(door.database, { read });
  door.clock.advance(5_000);
  expect(await socket.closed).toEqual(CLOSE.sessionEnded);
});

doorTest("a socket that goes while its token is verified signs nobody in", {}, async (door) => {
  const { token } = await door.register("ada");
  const { send, vanish } = door.connect();
  send({ type: "auth", token });
  await Promise.resolve(); // the message is taken up, and waits for the signature's check
  await Promise.resolve();
  vanish();
  await door.gateway.close(); // waits for what is on its way
  expect(door.gateway.counts()).toEqual({ open: 0, authenticated: 0 });
});

doorTest("a session that ended without a word is noticed within the hour", {}, async (door) => {
  const { token } = await door.register("ada");
  const { socket } = await door.signIn(token);
  await door.database.write.updateTable("sessions").set({ ended_at: 1, end_reason: "revoked" }).execute();
  door.clock.advance(60 * 60_000);
  expect(await socket.closed).toEqual(CLOSE.sessionEnded);
});

doorTest("a socket that is gone keeps no timer", {}, async (door) => {
  const { token } = await door.register("ada");
  const before = door.clock.pending();
  const { vanish } = await door.signIn(token);
  expect(door.clock.pending()).toBe(before + 1);
  door.clock.advance(60 * 60_000); // its session is being looked after when it goes
  vanish();
  await settle();
  expect(door.clock.pending()).toBe(before);
});

/** Wraps `verify` so that the session ends behind its back, between the answer and whoever asked. */
function endingBetween(sessions: Sessions, times: number): Sessions {
  let left = times;
  return {
    ...sessions,
    async verify(token) {
      const identity = await sessions.verify(token);
      if (left-- > 0) await sessions.logOut(identity, ORIGIN);
      return identity;
    },
  };
}

Deno.test("a session that ends while its token is verified lets nobody in", () =>
  withDatabase("sqlite", async (database) => {
    const base = await openDoor(database);
    const { token } = await base.register("ada");
    const door = await openDoor(database, { gateway: { sessions: endingBetween(base.sessions, 1) } });
    const answer = await door.connect().ask({ type: "auth", token });
    expect(answer).toMatchObject({ type: "auth_error", code: "invalid_token" });
    expect(door.gateway.counts()).toEqual({ open: 1, authenticated: 0 });
    await door.close();
    await base.close();
  }));

doorTest("a password is never asked for on a socket", {}, async (door) => {
  await door.register("ada");
  const { ask } = door.connect();
  const answer = await ask({ type: "auth", username: "ada", password: PASSWORD });
  expect(answer).toMatchObject({ type: "auth_error", code: "invalid_input" });
  expect(JSON.stringify(answer)).not.toContain(PASSWORD);
});

eachDatabase("a session is active as long as its socket speaks", (database) =>
  withDoor(database, {}, async (door) => {
    const { client } = await playerOn(door);
    door.clock.advance(5 * 60_000);
    await client.ask({ type: "ping" });
    await door.activity.flush();
    const row = await database.read.selectFrom("sessions").select("last_active_at").executeTakeFirstOrThrow();
    expect(row.last_active_at).toBe(door.clock.now().getTime());
  }));
