import { expect } from "expect";
import { sql } from "kysely";
import type { Database, Queryable } from "../../../lib/platform/database/database.ts";
import { AppError } from "../../../lib/platform/errors.ts";
import type { GameModule, ModuleContext } from "../../../lib/modules/types.ts";
import { addAccount, codeOf, createTestUser } from "../../domain/characters/setup.ts";
import { eachDatabase, testEngines, withDatabase } from "../../support/test_database.ts";
import { gameWith, startedHostOf } from "../setup.ts";

const migrations = {
  "0001_stats": "create table my_game_stats (character_id integer primary key, hp integer, max_hp integer)",
};

/** A game with a table, whose initialize registers what a test is about. */
function gameWithStats(initialize: (context: ModuleContext) => void): GameModule {
  return gameWith(initialize, { migrations });
}

/** SQLite runs each statement in one go: there is nothing to end. */
function onPostgres(name: string, run: (database: Database) => Promise<void>): void {
  const ignore = !testEngines().includes("postgres");
  Deno.test({ name: `${name} (postgres)`, ignore, fn: () => withDatabase("postgres", run) });
}

async function statsCount(database: Database): Promise<number> {
  const { rows } = await sql`select * from my_game_stats`.execute(database.write);
  return rows.length;
}

async function messageOf(promise: Promise<unknown>): Promise<string> {
  return await promise.then(() => "no error", (error) => error.message);
}

eachDatabase("the hooks of the documents run as they are written there", async (database) => {
  const game = gameWithStats((context) => {
    context.registerCharacterCreateHook("my_game", async (data, db) => {
      await db.query(
        "INSERT INTO my_game_stats (character_id, hp, max_hp) VALUES (?, ?, ?)",
        [data.characterId, 100, 100],
      );
    });
    context.registerCharacterSelectHook("my_game", async ({ user, character, db }) => {
      const [stats] = await db.query("SELECT * FROM my_game_stats WHERE character_id = ?", [character.id]);
      user.player.stats = stats[0];
      user.system(JSON.stringify({ type: "character_selected", character: { ...character, stats: stats[0] } }));
    });
  });
  const { characters } = await startedHostOf(database, [game]);
  const ada = await addAccount(database, "ada");
  const { id } = await characters.create({ accountId: ada, gameId: "my_game", name: "Hero" });
  const user = createTestUser(ada);
  await characters.select({ accountId: ada, gameId: "my_game", characterId: id, user });
  const stats = { character_id: id, hp: 100, max_hp: 100 };
  expect({ ...user.player.stats }).toEqual(stats);
  expect(user.sent.map((text) => JSON.parse(String(text)))).toEqual([{
    type: "character_selected",
    character: expect.objectContaining({ id, name: "Hero", gameId: "my_game", level: 1, stats }),
  }]);
});

eachDatabase("a game without a select hook answers with the character", async (database) => {
  const { characters } = await startedHostOf(database, [gameWith(() => {})]);
  const ada = await addAccount(database, "ada");
  const { id } = await characters.create({ accountId: ada, gameId: "my_game", name: "Hero", class: "mage" });
  const user = createTestUser(ada);
  await characters.select({ accountId: ada, gameId: "my_game", characterId: id, user });
  expect(user.sent).toEqual([{
    type: "character_selected",
    character: {
      id,
      name: "Hero",
      gameId: "my_game",
      level: 1,
      class: "mage",
      createdAt: "2026-01-01T00:00:00.000Z",
      lastPlayed: null,
    },
  }]);
});

eachDatabase("hooks run in the order of registration, each awaited, also those of other modules", async (database) => {
  const order: string[] = [];
  const note = (text: string) => async () => {
    await Promise.resolve();
    order.push(text);
  };
  const first = gameWith((context) => {
    context.registerCharacterCreateHook("my_game", note("first"));
    context.registerCharacterCreateHook("my_game", note("second"));
    context.registerCharacterDeleteHook("my_game", note("deleted"));
    context.afterCharacterCreate("my_game", note("after"));
    context.afterCharacterDelete("my_game", note("after deletion"));
  });
  const other = gameWith((context) => context.registerCharacterCreateHook("my_game", note("other")), {
    id: "badges",
  });
  const { characters } = await startedHostOf(database, [first, other]);
  const ada = await addAccount(database, "ada");
  const { id } = await characters.create({ accountId: ada, gameId: "my_game", name: "Hero" });
  await characters.create({ accountId: ada, gameId: "badges", name: "Hero" });
  await characters.delete({ accountId: ada, characterId: id });
  expect(order).toEqual(["first", "second", "other", "after", "deleted", "after deletion"]);
});

eachDatabase("a hook that refuses passes its words on and leaves nothing behind", async (database) => {
  class OwnError extends Error {
    override readonly name = "AppError";
  }
  let thrown: Error = new AppError("forbidden", "Heroes are out of fashion");
  const game = gameWithStats((context) => {
    context.registerCharacterCreateHook("my_game", async ({ characterId }, db) => {
      await db.query("insert into my_game_stats (character_id) values (?)", [characterId]);
      throw thrown;
    });
  });
  const { characters, host, records } = await startedHostOf(database, [game]);
  const ada = await addAccount(database, "ada");
  const create = () => characters.create({ accountId: ada, gameId: "my_game", name: "Hero" });
  expect(await codeOf(create())).toBe("hook_failed");
  expect(await messageOf(create())).toBe("Heroes are out of fashion");
  thrown = new OwnError("Not this name");
  expect(await messageOf(create())).toBe("Not this name");
  expect(records).toEqual([]);

  thrown = new TypeError("cannot read properties of the secret plan");
  expect(await codeOf(create())).toBe("hook_failed");
  expect(await messageOf(create())).toBe("The game could not do this (my_game)");
  expect(records[0]).toMatchObject({ level: "error", data: { module: "my_game", work: "create", error: thrown } });

  expect(await characters.list(ada, "my_game")).toEqual([]);
  expect(await statsCount(database)).toBe(0);
  expect(host.metrics()).toEqual([
    { module: "my_game", work: "create", calls: 5, failures: 5, timeouts: 0, totalMs: 0 },
  ]);
});

eachDatabase("a hook that does not end is undone after two seconds, and can do nothing more", async (database) => {
  const hanging = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const afterwards = Promise.withResolvers<string>();
  const game = gameWithStats((context) => {
    context.registerCharacterCreateHook("my_game", async ({ characterId }, db) => {
      await db.query("insert into my_game_stats (character_id) values (?)", [characterId]);
      hanging.resolve();
      await goOn.promise;
      afterwards.resolve(await messageOf(db.query("insert into my_game_stats (character_id) values (999)")));
    });
  });
  const { characters, clock, host } = await startedHostOf(database, [game]);
  const ada = await addAccount(database, "ada");
  const creation = codeOf(characters.create({ accountId: ada, gameId: "my_game", name: "Hero" }));
  await hanging.promise;
  clock.advance(2_000);
  expect(await creation).toBe("hook_timeout");
  goOn.resolve();
  expect(await afterwards.promise).toBe("Could not run the SQL: the hook is over");
  expect(await characters.list(ada, "my_game")).toEqual([]);
  expect(await statsCount(database)).toBe(0);
  expect(host.metrics()).toMatchObject([{ calls: 1, failures: 1, timeouts: 1, totalMs: 2_000 }]);
});

eachDatabase("a hook that hides a failed statement is undone all the same", async (database) => {
  const game = gameWithStats((context) => {
    context.registerCharacterCreateHook("my_game", async ({ characterId }, db) => {
      await db.query("insert into my_game_stats (character_id) values (?)", [characterId]);
      await db.query("insert into my_game_stats (character_id) values (?)", [characterId]).catch(() => {});
    });
  });
  const { characters } = await startedHostOf(database, [game]);
  const ada = await addAccount(database, "ada");
  expect(await codeOf(characters.create({ accountId: ada, gameId: "my_game", name: "Hero" }))).toBe("hook_failed");
  expect(await characters.list(ada, "my_game")).toEqual([]);
  expect(await statsCount(database)).toBe(0);
});

eachDatabase("a statement that a hook did not await belongs to it", async (database) => {
  const game = gameWithStats((context) => {
    context.registerCharacterCreateHook("my_game", ({ name, characterId }, db) => {
      void db.query("insert into my_game_stats (character_id) values (?)", [characterId]);
      if (name === "Unlucky") db.query("insert into no_such_table values (1)").catch(() => {});
    });
  });
  const { characters } = await startedHostOf(database, [game]);
  const ada = await addAccount(database, "ada");
  await characters.create({ accountId: ada, gameId: "my_game", name: "Hero" });
  expect(await statsCount(database)).toBe(1);
  expect(await codeOf(characters.create({ accountId: ada, gameId: "my_game", name: "Unlucky" }))).toBe("hook_failed");
  expect(await statsCount(database)).toBe(1);
});

onPostgres("the server ends a statement that is longer than the hook's time", async (database) => {
  const game = gameWithStats((context) => {
    context.registerCharacterCreateHook("my_game", async (_data, db) => {
      await db.query("select pg_sleep(30)");
    });
  });
  const { characters } = await startedHostOf(database, [game], { hookBudgetMs: 50 });
  const ada = await addAccount(database, "ada");
  // The clock of the test stands still: it is the server that ends it.
  expect(await codeOf(characters.create({ accountId: ada, gameId: "my_game", name: "Hero" }))).toBe("hook_timeout");
  expect(await characters.list(ada, "my_game")).toEqual([]);
});

onPostgres("the core's own statements behind a hook have their usual time", async (database) => {
  const game = gameWithStats((context) => {
    context.registerCharacterCreateHook("my_game", async (_data, db) => {
      await db.query("select 1");
    });
  });
  const { host } = await startedHostOf(database, [game], { hookBudgetMs: 50 });
  const timeout = await database.transaction(async (unit) => {
    await host.hooks.created(unit, "my_game", {
      characterId: 1,
      name: "Hero",
      class: null,
      accountId: 1,
      data: undefined,
    }, () => Promise.resolve());
    return await statementTimeout(unit.db);
  });
  expect(timeout).toBe(await statementTimeout(database.read));
});

eachDatabase("what comes after the commit may fail or hang without undoing anything", async (database) => {
  const hanging = Promise.withResolvers<void>();
  const game = gameWith((context) => {
    context.afterCharacterCreate("my_game", () => {
      throw new Error("no mail server");
    });
    context.afterCharacterCreate("my_game", () => {
      hanging.resolve();
      return new Promise(() => {});
    });
  });
  const { characters, clock, records, host } = await startedHostOf(database, [game]);
  const ada = await addAccount(database, "ada");
  const creation = characters.create({ accountId: ada, gameId: "my_game", name: "Hero" });
  await hanging.promise;
  clock.advance(2_000);
  const made = await creation;
  expect(await characters.list(ada, "my_game")).toEqual([made]);
  expect(records.map(({ data }) => Reflect.get(data, "work"))).toEqual(["after_create", "after_create"]);
  expect(host.metrics()).toEqual([
    { module: "my_game", work: "after_create", calls: 2, failures: 2, timeouts: 1, totalMs: 2_000 },
  ]);
});

eachDatabase("a select hook that refuses leaves the last time played as it was", async (database) => {
  const game = gameWith((context) => {
    context.registerCharacterSelectHook("my_game", () => {
      throw new AppError("forbidden", "The gates are closed");
    });
  });
  const { characters } = await startedHostOf(database, [game]);
  const ada = await addAccount(database, "ada");
  const { id } = await characters.create({ accountId: ada, gameId: "my_game", name: "Hero" });
  let seats = 0;
  const selection = characters.select({
    accountId: ada,
    gameId: "my_game",
    characterId: id,
    user: createTestUser(ada),
    seat: () => Promise.resolve(void seats++),
  });
  expect(await messageOf(selection)).toBe("The gates are closed");
  expect((await characters.get({ accountId: ada, characterId: id })).lastPlayed).toBeNull();
  expect(seats).toBe(0);
});

eachDatabase("a managed game makes its character with the account, create hooks included", async (database) => {
  const slime = gameWith((context) => {
    context.registerAccountCreateHook(async (account, characters) => {
      if (account.door === "slime") await characters.create({ name: account.username });
    });
    context.registerCharacterCreateHook("slime", async ({ characterId }, db) => {
      await db.query("insert into slime_points (character_id) values (?)", [characterId]);
    });
  }, {
    id: "slime",
    character: { ownership: "managed" },
    migrations: { "0001": "create table slime_points (character_id bigint primary key)" },
  });
  const { characters, host } = await startedHostOf(database, [slime]);
  const register = async (username: string, door: string) => {
    const id = await addAccount(database, username);
    await database.transaction((unit) =>
      host.hooks.accountCreated(unit, { id, username, email: null, door }, characters)
    );
    return id;
  };
  const ada = await register("ada", "slime");
  expect((await characters.list(ada, "slime")).map(({ name }) => name)).toEqual(["ada"]);
  expect(await characters.list(await register("bob", "http"), "slime")).toEqual([]);
  expect(await codeOf(register("ADA2", "slime"))).toBe("no error");
  expect(await codeOf(characters.create({ accountId: ada, gameId: "slime", name: "Ada" }))).toBe("managed_by_game");
});

eachDatabase("an account hook whose character is refused refuses the account, with the reason", async (database) => {
  const slime = gameWith((context) => {
    context.registerAccountCreateHook(async (account, characters) => {
      await characters.create({ name: account.username });
    });
  }, { id: "slime", character: { ownership: "managed" } });
  const { host, characters } = await startedHostOf(database, [slime]);
  const ada = await addAccount(database, "ada");
  const account = { id: ada, username: "ada", email: null, door: "slime" };
  await database.transaction((unit) => host.hooks.accountCreated(unit, account, characters));
  const again = database.transaction((unit) => host.hooks.accountCreated(unit, account, characters));
  expect(await messageOf(again)).toBe("This name is taken");
});

eachDatabase("a hook that loses the database says so", async (database) => {
  const game = gameWith((context) => {
    context.registerCharacterCreateHook("my_game", () => {
      throw new AppError("unavailable", "Could not reach the database");
    });
  });
  const { characters } = await startedHostOf(database, [game]);
  const ada = await addAccount(database, "ada");
  expect(await codeOf(characters.create({ accountId: ada, gameId: "my_game", name: "Hero" }))).toBe("unavailable");
});

async function statementTimeout(db: Queryable): Promise<string | undefined> {
  const { rows } = await sql<{ statement_timeout: string }>`show statement_timeout`.execute(db);
  return rows[0]?.statement_timeout;
}
