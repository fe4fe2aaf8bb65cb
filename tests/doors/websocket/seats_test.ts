import { expect } from "expect";
import type { User } from "../../../lib/domain/characters/user.ts";
import { AppError } from "../../../lib/platform/errors.ts";
import type { SeatHolder } from "../../../lib/domain/seats/seats.ts";
import { CLOSE } from "../../../lib/doors/websocket/close_codes.ts";
import { gameWith } from "../../modules/setup.ts";
import { eachDatabase } from "../../support/test_database.ts";
import { type Door, doorTest, playerOn, SAGA, settle, withDoor } from "./setup.ts";

/** One of its heroes cannot be played. */
const STRICT = gameWith((context) => {
  context.registerCharacterSelectHook("my_game", ({ user, character }) => {
    if (character.name === "Mordred") throw new AppError("hook_failed", "Mordred may not come in");
    user.send({ type: "welcome", name: character.name });
  });
});
const MODULES = { modules: [STRICT, SAGA] };

/** Ada with a socket on each of two sessions. */
async function twoSockets(door: Door) {
  const { id, token } = await door.register("ada");
  return {
    id,
    galahad: await door.addCharacter(id, "Galahad"),
    mordred: await door.addCharacter(id, "Mordred"),
    first: await door.signIn(token),
    second: await door.signIn(await door.logIn("ada")),
  };
}

function seatsIn(door: Door) {
  return door.database.read.selectFrom("seats").select(["game_id", "character_id", "door"]).orderBy("game_id")
    .execute();
}

function select(characterId: number, gameId = "my_game") {
  return { type: "selectCharacter", gameId, characterId };
}

eachDatabase(
  "of two sockets in one game the older is closed with 4409",
  (database) =>
    withDoor(database, MODULES, async (door) => {
      const { galahad, first, second } = await twoSockets(door);
      await first.ask(select(galahad));
      expect(await second.ask(select(galahad))).toEqual({ type: "welcome", name: "Galahad" });
      expect(await first.socket.closed).toEqual(CLOSE.elsewhere);
      first.vanish(); // gives back what is no longer its own
      await second.ask({ type: "ping" });
      expect(second.socket.closedWith).toBe(null);
      expect(await seatsIn(door)).toEqual([{ game_id: "my_game", character_id: galahad, door: "websocket" }]);
    }),
);

doorTest("two tabs of one session cannot play one game either", MODULES, async (door) => {
  const { token, characterId, client } = await playerOn(door);
  const tab = await door.signIn(token);
  await client.ask(select(characterId));
  await tab.ask(select(characterId));
  expect(await client.socket.closed).toEqual(CLOSE.elsewhere);
  expect(tab.socket.closedWith).toBe(null);
});

eachDatabase(
  "two sockets in different games both stay, and so do those of other accounts",
  (database) =>
    withDoor(database, MODULES, async (door) => {
      const { id, galahad, first, second } = await twoSockets(door);
      const inSaga = await door.addCharacter(id, "Njal", "saga");
      const bob = await playerOn(door, "bob");
      await bob.client.ask(select(bob.characterId));
      await first.ask(select(galahad));
      await second.ask(select(inSaga, "saga"));
      for (const { ask } of [first, second, bob.client]) expect(await ask({ type: "ping" })).toEqual({ type: "pong" });
      expect([first, second, bob.client].map(({ socket }) => socket.closedWith)).toEqual([null, null, null]);
      expect((await seatsIn(door)).length).toBe(3);
    }),
);

eachDatabase(
  "selecting again on one socket replaces its seat",
  (database) =>
    withDoor(database, MODULES, async (door) => {
      const { id, galahad, first, second } = await twoSockets(door);
      const lancelot = await door.addCharacter(id, "Lancelot");
      const inSaga = await door.addCharacter(id, "Njal", "saga");
      await first.ask(select(galahad));
      await first.ask(select(lancelot));
      expect(await seatsIn(door)).toEqual([{ game_id: "my_game", character_id: lancelot, door: "websocket" }]);
      await first.ask(select(inSaga, "saga"));
      await first.ask({ type: "ping" }); // the old seat is given back before the next message
      expect(await seatsIn(door)).toEqual([{ game_id: "saga", character_id: inSaga, door: "websocket" }]);
      await second.ask(select(galahad)); // the seat that was given up ends nobody
      await second.ask({ type: "ping" });
      expect(first.socket.closedWith).toBe(null);
    }),
);

eachDatabase(
  "a selection that fails keeps the older seat and ends nobody",
  (database) =>
    withDoor(database, MODULES, async (door) => {
      const { galahad, mordred, first, second } = await twoSockets(door);
      await first.ask(select(galahad));
      expect(await second.ask(select(mordred))).toEqual({
        type: "error",
        code: "hook_failed",
        message: "Mordred may not come in",
        request: "selectCharacter",
      });
      expect(await second.ask(select(999))).toMatchObject({ code: "unknown_character" });
      expect(await first.ask(select(mordred))).toMatchObject({ code: "hook_failed" });
      expect(await first.ask({ type: "ping" })).toEqual({ type: "pong" });
      expect([first.socket.closedWith, second.socket.closedWith]).toEqual([null, null]);
      expect(await seatsIn(door)).toEqual([{ game_id: "my_game", character_id: galahad, door: "websocket" }]);
      await second.ask(select(galahad)); // still heard by the holder, after all that failed
      expect(await first.socket.closed).toEqual(CLOSE.elsewhere);
    }),
);

eachDatabase("a socket that is gone gives its seat back", (database) =>
  withDoor(database, MODULES, async (door) => {
    const { galahad, first } = await twoSockets(door);
    await first.ask(select(galahad));
    first.vanish();
    await door.gateway.close(); // waits for what is on its way
    expect(await seatsIn(door)).toEqual([]);
    expect(door.seats.counts()).toEqual(new Map());
  }));

const lancelotWaits = Promise.withResolvers<void>();
doorTest("a socket that goes while its selection runs takes no seat from anybody", {
  modules: [
    gameWith((context) => {
      context.registerCharacterSelectHook("my_game", async ({ user, character }) => {
        if (character.name === "Lancelot") await lancelotWaits.promise;
        user.send({ type: "welcome" });
      });
    }),
  ],
}, async (door) => {
  const { id, galahad, first, second } = await twoSockets(door);
  const lancelot = await door.addCharacter(id, "Lancelot");
  await first.ask(select(galahad));
  second.send(select(lancelot));
  await settle();
  second.vanish();
  lancelotWaits.resolve();
  await settle();
  await first.ask({ type: "ping" });
  expect(first.socket.closedWith).toBe(null);
  expect(await seatsIn(door)).toEqual([{ game_id: "my_game", character_id: galahad, door: "websocket" }]);
});
eachDatabase(
  "who deletes the character that he plays stops playing, and the line stays open",
  (database) =>
    withDoor(database, MODULES, async (door) => {
      const { galahad, first } = await twoSockets(door);
      await first.ask(select(galahad));
      expect(await first.ask({ type: "deleteCharacter", gameId: "my_game", characterId: galahad }))
        .toEqual({ type: "characterDeleted", characterId: galahad });
      expect(await first.ask({ type: "move" })).toMatchObject({ code: "unknown_type", request: "move" });
      expect(await seatsIn(door)).toEqual([]);
      expect(first.socket.closedWith).toBe(null);
    }),
);

eachDatabase(
  "whoever plays a character that is deleted elsewhere is closed with 4409",
  (database) =>
    withDoor(database, MODULES, async (door) => {
      const { id, galahad, first, second } = await twoSockets(door);
      const lancelot = await door.addCharacter(id, "Lancelot");
      await first.ask(select(galahad));
      await door.characters.delete({ accountId: id, characterId: lancelot }); // another one
      await first.ask({ type: "ping" });
      expect(first.socket.closedWith).toBe(null);
      await second.ask({ type: "deleteCharacter", gameId: "my_game", characterId: galahad });
      expect(await first.socket.closed).toEqual(CLOSE.elsewhere);
      expect(await seatsIn(door)).toEqual([]);
    }),
);

doorTest("who may not delete the character that he plays goes on playing", {
  modules: [
    gameWith((context) => {
      context.registerCharacterDeleteHook("my_game", () => {
        throw new AppError("hook_failed", "Not in the middle of a fight");
      });
      context.registerMessageHandler("move", ({ user }) => user.send({ type: "moved" }));
    }),
  ],
}, async (door) => {
  const { galahad, first, second } = await twoSockets(door);
  await first.ask(select(galahad));
  expect(await first.ask({ type: "deleteCharacter", gameId: "my_game", characterId: galahad }))
    .toMatchObject({ type: "error", code: "hook_failed", request: "deleteCharacter" });
  expect(await first.ask({ type: "move" })).toEqual({ type: "moved" });
  await second.ask(select(galahad)); // and his seat can still be taken
  expect(await first.socket.closed).toEqual(CLOSE.elsewhere);
});

doorTest("a seat that cannot be given back spoils no answer", MODULES, async (door) => {
  const { id, galahad, first } = await twoSockets(door);
  const inSaga = await door.addCharacter(id, "Njal", "saga");
  await first.ask(select(galahad));
  const { write } = door.database;
  const fail = () => {
    throw new AppError("unavailable", "The database is away");
  };
  Object.assign(door.database, { write: { ...write, deleteFrom: fail } });
  expect(await first.ask(select(inSaga, "saga"))).toMatchObject({ type: "character_selected" });
  expect(await first.ask({ type: "ping" })).toEqual({ type: "pong" });
  Object.assign(door.database, { write });
});

doorTest("a seat whose transaction fails after all is not kept in mind", MODULES, async (door) => {
  const { galahad, first } = await twoSockets(door);
  const { take } = door.seats;
  Object.assign(door.seats, {
    async take(...args: Parameters<typeof take>) {
      await take(...args);
      throw new AppError("unavailable", "The commit failed");
    },
  });
  expect(await first.ask(select(galahad))).toMatchObject({ type: "error", code: "unavailable" });
  expect(door.seats.counts()).toEqual(new Map());
  expect(await seatsIn(door)).toEqual([]);
});

const afterDeletion = Promise.withResolvers<void>();
doorTest("who deletes the character that he plays is not closed while its game still cleans up", {
  modules: [gameWith((context) => context.afterCharacterDelete("my_game", () => afterDeletion.promise))],
}, async (door) => {
  const { galahad, first } = await twoSockets(door);
  await first.ask(select(galahad));
  first.send({ type: "deleteCharacter", gameId: "my_game", characterId: galahad });
  await settle();
  afterDeletion.resolve();
  expect(await first.socket.next()).toEqual({ type: "characterDeleted", characterId: galahad });
  expect(first.socket.closedWith).toBe(null);
});

const left: User[] = [];
doorTest("the game of a deleted character reaches its player no more", {
  modules: [gameWith((context) => {
    context.registerCharacterSelectHook("my_game", ({ user }) => {
      left.push(user);
      user.send({ type: "welcome" });
    });
  })],
}, async (door) => {
  const { galahad, first } = await twoSockets(door);
  await first.ask(select(galahad));
  await first.ask({ type: "deleteCharacter", gameId: "my_game", characterId: galahad });
  left[0]!.send({ type: "tick" });
  expect(await first.ask({ type: "ping" })).toEqual({ type: "pong" });
});

const held: SeatHolder[] = [];
doorTest("who loses his seat while he may not delete its character is closed all the same", {
  modules: [gameWith((context) => {
    context.registerCharacterDeleteHook("my_game", () => {
      held[0]!.ended("taken_elsewhere"); // the news was on its way when the deletion began
      throw new AppError("hook_failed", "Not in the middle of a fight");
    });
  })],
}, async (door) => {
  const { galahad, first } = await twoSockets(door);
  const { take } = door.seats;
  Object.assign(door.seats, {
    take(...[unit, holder, seat]: Parameters<typeof take>) {
      held.push(holder);
      return take(unit, holder, seat);
    },
  });
  await first.ask(select(galahad));
  first.send({ type: "deleteCharacter", gameId: "my_game", characterId: galahad });
  expect(await first.socket.closed).toEqual(CLOSE.elsewhere);
});
