import { expect } from "expect";
import { AppError } from "../../../lib/platform/errors.ts";
import { createTestClock } from "../../support/test_clock.ts";
import { eachDatabase } from "../../support/test_database.ts";
import { addAccount, charactersOn, codeOf, createTestUser } from "./setup.ts";

const SERVER = { door: "game_auth", address: "192.0.2.7" };

eachDatabase("a new character begins at level 1 in the middle of nowhere", async (database) => {
  const ada = await addAccount(database, "ada");
  const character = await charactersOn(database).create({ accountId: ada, gameId: "my_game", name: "Ada_1" });
  expect(character).toEqual({
    id: expect.any(Number),
    accountId: ada,
    gameId: "my_game",
    name: "Ada_1",
    level: 1,
    class: null,
    position: { x: 0, y: 0, z: 0 },
    mapId: null,
    serverId: null,
    createdAt: "2026-01-01T00:00:00.000Z",
    lastPlayed: null,
  });
});

eachDatabase("players see their own living characters of the game they ask for", async (database) => {
  const [ada, bob] = [await addAccount(database, "ada"), await addAccount(database, "bob")];
  const characters = charactersOn(database);
  const first = await characters.create({ accountId: ada, gameId: "my_game", name: "First", class: "mage" });
  const second = await characters.create({ accountId: ada, gameId: "my_game", name: "Second" });
  const other = await characters.create({ accountId: ada, gameId: "saga", name: "Élan vital" });
  await characters.create({ accountId: bob, gameId: "my_game", name: "Third" });
  expect(await characters.list(ada, "my_game")).toEqual([first, second]);
  expect(await characters.listAll(ada)).toEqual([first, second, other]);
  expect(await codeOf(characters.list(ada, "chess"))).toBe("unknown_game");
});

eachDatabase(
  "a name is taken in its game whatever the case, and free again once its bearer is gone",
  async (database) => {
    const [ada, bob] = [await addAccount(database, "ada"), await addAccount(database, "bob")];
    const characters = charactersOn(database);
    const { id } = await characters.create({ accountId: ada, gameId: "my_game", name: "Hero" });
    expect(await codeOf(characters.create({ accountId: bob, gameId: "my_game", name: "hERO" }))).toBe("name_taken");
    await characters.create({ accountId: bob, gameId: "saga", name: "Hero" });
    await characters.delete({ accountId: ada, characterId: id });
    await characters.create({ accountId: bob, gameId: "my_game", name: "hERO" });
  },
);

eachDatabase("of two players who take one name at once exactly one gets it", async (database) => {
  const [ada, bob] = [await addAccount(database, "ada"), await addAccount(database, "bob")];
  const characters = charactersOn(database);
  const codes = await Promise.all(
    [ada, bob].map((accountId) => codeOf(characters.create({ accountId, gameId: "my_game", name: "Hero" }))),
  );
  expect(codes.toSorted()).toEqual(["name_taken", "no error"]);
});

eachDatabase("the last free place goes to one of those who want it at once", async (database) => {
  const ada = await addAccount(database, "ada");
  const characters = charactersOn(database, { charactersPerGame: 2 });
  const codes = await Promise.all(
    ["One", "Two", "Three"].map((name) => codeOf(characters.create({ accountId: ada, gameId: "my_game", name }))),
  );
  expect(codes.toSorted()).toEqual(["no error", "no error", "too_many_characters"]);
  expect(await characters.list(ada, "my_game")).toHaveLength(2);
  // Each game has places of its own, and a deleted character gives its place back.
  await characters.create({ accountId: ada, gameId: "saga", name: "Four" });
  const [first] = await characters.list(ada, "my_game");
  await characters.delete({ accountId: ada, characterId: first?.id ?? 0 });
  await characters.create({ accountId: ada, gameId: "my_game", name: "Five" });
});

eachDatabase("names that the game does not allow are refused", async (database) => {
  const ada = await addAccount(database, "ada");
  const characters = charactersOn(database);
  const tryName = (gameId: string, name: string) => codeOf(characters.create({ accountId: ada, gameId, name }));
  for (const name of ["ab", "1abc", "a".repeat(21), "Ada Lovelace", "ada\0", "Ünique", "", "ada\n"]) {
    expect(await tryName("my_game", name)).toBe("invalid_input");
  }
  for (const name of ["a", "Ada_1", "a\ud800b", "a".repeat(31)]) {
    expect(await tryName("saga", name)).toBe("invalid_input");
  }
  expect(await tryName("chess", "Ada")).toBe("unknown_game");
});

eachDatabase("a class is text of at most 50 characters, and an empty one is none", async (database) => {
  const ada = await addAccount(database, "ada");
  const characters = charactersOn(database);
  const create = (name: string, className: string) =>
    characters.create({ accountId: ada, gameId: "my_game", name, class: className });
  expect((await create("One", "🧙".repeat(50))).class).toBe("🧙".repeat(50));
  expect((await create("Two", "")).class).toBeNull();
  for (const className of ["m".repeat(51), "ma\0ge", "mage\udfff"]) {
    expect(await codeOf(create("Three", className))).toBe("invalid_input");
  }
});

eachDatabase("a game that manages its characters makes them, and players do not", async (database) => {
  const ada = await addAccount(database, "ada");
  const characters = charactersOn(database);
  const input = { accountId: ada, gameId: "slime", name: "Ada" };
  expect(await codeOf(characters.create(input))).toBe("managed_by_game");
  expect(await codeOf(characters.delete({ accountId: ada, gameId: "slime", characterId: 1 }))).toBe("managed_by_game");
  const made = await database.transaction((unit) => characters.createIn(unit, input));
  expect(await codeOf(characters.delete({ accountId: ada, characterId: made.id }))).toBe("managed_by_game");
  expect(await characters.list(ada, "slime")).toEqual([made]);
});

eachDatabase("a game may try another name in the same transaction", async (database) => {
  const [ada, bob] = [await addAccount(database, "ada"), await addAccount(database, "bob")];
  const characters = charactersOn(database);
  await characters.create({ accountId: ada, gameId: "my_game", name: "Hero" });
  await database.transaction(async (unit) => {
    const taken = characters.createIn(unit, { accountId: bob, gameId: "my_game", name: "hero" });
    expect(await codeOf(taken)).toBe("name_taken");
    await characters.createIn(unit, { accountId: bob, gameId: "my_game", name: "hero2" });
  });
  expect((await characters.list(bob, "my_game")).map(({ name }) => name)).toEqual(["hero2"]);
});

eachDatabase(
  "other people's and deleted characters are unknown, as are numbers that can be no id",
  async (database) => {
    const [ada, bob] = [await addAccount(database, "ada"), await addAccount(database, "bob")];
    const characters = charactersOn(database);
    const { id } = await characters.create({ accountId: ada, gameId: "my_game", name: "Hero" });
    const refuse = async (accountId: number, characterId: number, gameId: string) => {
      const own = { accountId, characterId, gameId };
      expect(await codeOf(characters.get(own))).toBe("unknown_character");
      expect(await codeOf(characters.delete(own))).toBe("unknown_character");
      expect(await codeOf(characters.select({ ...own, user: createTestUser(accountId) }))).toBe("unknown_character");
    };
    await refuse(bob, id, "my_game");
    await refuse(ada, id, "saga");
    for (const strange of [0, -1, 1.5, NaN, 1e300, 2 ** 32]) await refuse(ada, strange, "my_game");
    await characters.delete({ accountId: ada, characterId: id });
    await refuse(ada, id, "my_game");
  },
);

eachDatabase("deleting keeps the row, ends what depends on it, and is undone when that fails", async (database) => {
  const ada = await addAccount(database, "ada");
  const heard: string[] = [];
  const characters = charactersOn(database, {
    hooks: {
      deleted: (_unit, gameId, data) => Promise.resolve(void heard.push(`hook ${gameId} ${data.characterId}`)),
      afterDeleted: (gameId, data) => Promise.resolve(void heard.push(`after ${gameId} ${data.characterId}`)),
    },
    onDeleted: [(_unit, deleted) => {
      heard.push(`end ${deleted.gameId} ${deleted.characterId} ${deleted.accountId}`);
      return heard.length < 3 ? Promise.reject(new AppError("unavailable", "Could not end it")) : Promise.resolve();
    }],
  });
  const { id } = await characters.create({ accountId: ada, gameId: "my_game", name: "Hero" });
  expect(await codeOf(characters.delete({ accountId: ada, characterId: id }))).toBe("unavailable");
  expect(await characters.list(ada, "my_game")).toHaveLength(1);
  await characters.delete({ accountId: ada, characterId: id });
  expect(heard.slice(2)).toEqual([`hook my_game ${id}`, `end my_game ${id} ${ada}`, `after my_game ${id}`]);
  const row = await database.read.selectFrom("characters").selectAll().executeTakeFirstOrThrow();
  expect(row.deleted_at).toBe(Date.parse("2026-01-01T00:00:00Z"));
});

eachDatabase("a create hook that refuses leaves no character, and nothing runs after it", async (database) => {
  const ada = await addAccount(database, "ada");
  let after = 0;
  const characters = charactersOn(database, {
    hooks: {
      created: () => Promise.reject(new AppError("hook_failed", "No heroes today")),
      afterCreated: () => Promise.resolve(void after++),
    },
  });
  expect(await codeOf(characters.create({ accountId: ada, gameId: "my_game", name: "Hero" }))).toBe("hook_failed");
  expect(await characters.list(ada, "my_game")).toEqual([]);
  expect(await database.read.selectFrom("audit_log").selectAll().execute()).toEqual([]);
  expect(after).toBe(0);
});

eachDatabase(
  "selecting asks the game, then notes the time, then takes the seat, all in one transaction",
  async (database) => {
    const ada = await addAccount(database, "ada");
    const clock = createTestClock();
    const order: string[] = [];
    const characters = charactersOn(database, {
      clock,
      hooks: {
        selected: (_unit, _gameId, { user, character }) =>
          Promise.resolve(void order.push(`${user.account.username} ${character.lastPlayed}`)),
      },
    });
    const { id } = await characters.create({ accountId: ada, gameId: "my_game", name: "Hero" });
    const own = { accountId: ada, characterId: id, gameId: "my_game", user: createTestUser(ada) };
    clock.advance(1_000);
    const selected = await characters.select({
      ...own,
      seat: (_unit, character) => Promise.resolve(void order.push(`seat ${character.lastPlayed}`)),
    });
    expect(order).toEqual(["ada null", "seat 2026-01-01T00:00:01.000Z"]);
    expect(selected.lastPlayed).toBe("2026-01-01T00:00:01.000Z");

    clock.advance(1_000);
    const refused = characters.select({ ...own, seat: () => Promise.reject(new AppError("forbidden", "No seat")) });
    expect(await codeOf(refused)).toBe("forbidden");
    expect((await characters.get(own)).lastPlayed).toBe("2026-01-01T00:00:01.000Z");
  },
);

eachDatabase("a game server changes what it names and nothing else", async (database) => {
  const ada = await addAccount(database, "ada");
  const characters = charactersOn(database);
  const before = await characters.create({ accountId: ada, gameId: "my_game", name: "Hero", class: "mage" });
  const update = (change: object, gameId: string | null = "my_game") =>
    characters.update({ characterId: before.id, gameId, change, by: { actor: "server_001", origin: SERVER } });
  expect(await update({})).toEqual(before);
  const position = { x: -1.5, y: 0.25, z: 1e9 };
  expect(await update({ level: 7, position, mapId: "cave" })).toEqual({ ...before, level: 7, position, mapId: "cave" });
  expect(await update({ class: null, mapId: null, serverId: "server_001" }, null))
    .toEqual({ ...before, level: 7, position, class: null, serverId: "server_001" });
  expect(await codeOf(update({ level: 8 }, "saga"))).toBe("unknown_character");
  for (
    const wrong of [
      { level: 0 },
      { level: 1.5 },
      { level: 2 ** 31 },
      { position: { x: NaN, y: 0, z: 0 } },
      { position: { x: 0, y: Infinity, z: 0 } },
      { position: { x: 0, y: 0, z: 1e13 } },
      { class: "m".repeat(51) },
      { mapId: "" },
      { serverId: "a\0b" },
    ]
  ) {
    expect(await codeOf(update(wrong))).toBe("invalid_input");
  }
  expect((await characters.get({ accountId: ada, characterId: before.id })).level).toBe(7);
});

eachDatabase(
  "making and deleting characters is written to the audit log, with where it came from",
  async (database) => {
    const ada = await addAccount(database, "ada");
    const characters = charactersOn(database);
    const origin = { door: "websocket", address: "192.0.2.1" };
    const { id } = await characters.create({ accountId: ada, gameId: "my_game", name: "Hero", origin });
    await characters.update({
      characterId: id,
      gameId: null,
      change: { level: 2 },
      by: { actor: "server_001", origin: SERVER },
    });
    await characters.delete({ accountId: ada, characterId: id, origin });
    const rows = await database.read.selectFrom("audit_log").orderBy("id")
      .select(["action", "actor", "account_id", "door", "address", "reason"]).execute();
    const own = { actor: `account_${ada}`, account_id: ada, ...origin, reason: "my_game: Hero" };
    expect(rows.map((row) => ({ ...row }))).toEqual([
      { ...own, action: "character.create" },
      {
        action: "character.update",
        actor: "server_001",
        account_id: ada,
        ...SERVER,
        reason: `level of character ${id}`,
      },
      { ...own, action: "character.delete" },
    ]);
  },
);

eachDatabase("whoever chooses a character that is being deleted waits, and finds it gone", async (database) => {
  const ada = await addAccount(database, "ada");
  const deleting = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  let chosen = 0;
  const characters = charactersOn(database, {
    hooks: {
      deleted: () => {
        deleting.resolve();
        return release.promise;
      },
      selected: () => Promise.resolve(void chosen++),
    },
  });
  const { id } = await characters.create({ accountId: ada, gameId: "my_game", name: "Hero" });
  const own = { accountId: ada, characterId: id, gameId: "my_game" };
  const deletion = characters.delete(own);
  await deleting.promise;
  const selection = codeOf(characters.select({ ...own, user: createTestUser(ada) }));
  // The embedded database has one writer; PostgreSQL gets time enough to find the row still alive.
  if (database.engine === "postgres") { for (let i = 0; i < 10; i++) await database.check(); }
  release.resolve();
  await deletion;
  expect(await selection).toBe("unknown_character");
  expect(chosen).toBe(0);
});
