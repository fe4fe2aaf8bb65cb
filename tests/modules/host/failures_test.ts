/** What an author is told of a fault of the own module: where it is, in which hook, for whom. */
import { expect } from "expect";
import type { ModuleContext } from "../../../lib/modules/types.ts";
import { addAccount, codeOf, createTestUser } from "../../domain/characters/setup.ts";
import { eachDatabase } from "../../support/test_database.ts";
import { until } from "../../support/until.ts";
import { gameWith, type StartedHost, startedHostOf } from "../setup.ts";

const HERE = /^tests\/modules\/host\/failures_test\.ts:\d+:\d+$/;
const migrations = { "0001": "create table my_game_stats (character_id bigint primary key)" };

const game = (initialize: (context: ModuleContext) => void) => gameWith(initialize, { migrations });

const create = ({ characters }: StartedHost, accountId: number, name: string) =>
  characters.create({ accountId, gameId: "my_game", name });

eachDatabase(
  "a throw is logged with its file and line, its stack, the hook, the account and the character",
  async (database) => {
    const host = await startedHostOf(database, [game((context) => {
      context.registerCharacterSelectHook("my_game", async () => {
        await Promise.resolve();
        throw new TypeError("no such sword");
      });
    })]);
    const ada = await addAccount(database, "ada");
    const { id } = await create(host, ada, "Hero");
    const selection = { accountId: ada, gameId: "my_game", characterId: id, user: createTestUser(ada) };
    expect(await codeOf(host.characters.select(selection))).toBe("hook_failed");
    expect(host.records).toEqual([{
      level: "error",
      message: "A game module failed",
      data: {
        module: "my_game",
        work: "select",
        account: ada,
        character: id,
        at: expect.stringMatching(HERE),
        code: "hook_failed",
        error: expect.any(TypeError),
      },
    }]);
  },
);

eachDatabase("a statement that fails names the line that asked for it", async (database) => {
  const host = await startedHostOf(database, [game((context) => {
    context.registerCharacterCreateHook("my_game", async (_data, db) => {
      await db.query("insert into my_game_nowhere values (1)");
    });
  })]);
  const ada = await addAccount(database, "ada");
  expect(await codeOf(create(host, ada, "Hero"))).toBe("hook_failed");
  const [record] = host.records;
  expect(record?.data).toMatchObject({ work: "create", at: expect.stringMatching(HERE) });
  expect(Reflect.get(record!.data, "error").stack).toContain("failures_test.ts");
});

eachDatabase("a forgotten await is named with its place, once for each place", async (database) => {
  const host = await startedHostOf(database, [game((context) => {
    context.registerCharacterCreateHook("my_game", ({ characterId }, db) => {
      const { query } = db; // under another name, as our own lint rule would find it
      query("insert into my_game_stats values (?)", [characterId]);
    });
    context.registerCharacterDeleteHook("my_game", async ({ characterId }, db) => {
      const early = db.query("select 1 as one");
      await db.query("delete from my_game_stats where character_id = ?", [characterId]);
      await Promise.all([early, db.query("select 2 as two")]);
      return await db.query("select 3 as three").then(() => {});
    });
  })]);
  const ada = await addAccount(database, "ada");
  const first = await create(host, ada, "Hero");
  await create(host, ada, "Heroine");
  await host.characters.delete({ accountId: ada, characterId: first.id });
  expect(host.records).toEqual([{
    level: "warn",
    message: "A game module did not wait for a query: an await is missing",
    data: { module: "my_game", work: "create", account: ada, character: first.id, at: expect.stringMatching(HERE) },
  }]);
});

eachDatabase("what fails where nobody waited is said with the module, and is no stray failure", async (database) => {
  let ask = () => {};
  const host = await startedHostOf(database, [game((context) => {
    ask = () => void context.db.query("select * from my_game_nowhere");
    // Whoever waits, and catches, hears of it alone.
    context.db.query("select * from my_game_nowhere").catch(() => {});
  })]);
  ask();
  await until(() => host.records.length > 0);
  expect(host.records).toMatchObject([{
    level: "error",
    message: "A query failed that a game module did not wait for",
    data: { module: "my_game", at: expect.stringMatching(HERE), error: expect.any(Error) },
  }]);
});

eachDatabase(
  "a credential scheme that fails or hangs is its module's failure, and quotes no password",
  async (database) => {
    const hanging = Promise.withResolvers<void>();
    const failing: Record<string, () => Promise<unknown>> = {
      throws: () => Promise.reject(new TypeError("cannot hash hunter2")),
      refuses: () => Promise.reject(Object.assign(new Error("Not with this password"), { name: "AppError" })),
      "gives text": () => Promise.resolve("text"),
      "gives too much": () => Promise.resolve(new Uint8Array(65_537)),
      hangs: () => {
        hanging.resolve();
        return new Promise(() => {});
      },
    };
    const { host, clock, records } = await startedHostOf(database, [gameWith((context) => {
      for (const [name, fail] of Object.entries(failing)) {
        context.registerCredentialScheme({ name, needs: "username", derive: fail as never, verify: fail as never });
      }
    })]);
    const input = { login: "ada", password: "hunter2" };
    for (const { name, derive, verify } of host.schemes()) {
      const proof = verify({ ...input, stored: new Uint8Array() });
      if (name.startsWith("gives")) expect([name, await proof]).toEqual([name, false]);
      const derived = derive(input);
      if (name === "hangs") {
        await hanging.promise;
        clock.advance(2_000);
      }
      const code = name === "hangs" ? "hook_timeout" : "hook_failed";
      const message = name === "refuses" ? "Not with this password" : expect.stringContaining("my_game");
      const calls = name.startsWith("gives") ? [derived] : [proof, derived];
      for (const call of calls) await expect(call).rejects.toMatchObject({ code, message });
    }
    expect(host.metrics()).toMatchObject([
      { work: "verify", calls: 5, failures: 3, timeouts: 1 },
      { work: "derive", calls: 5, failures: 5, timeouts: 1 },
    ]);
    const [thrown] = records;
    expect(thrown?.data).toMatchObject({ module: "my_game", name: "throws", at: expect.stringMatching(HERE) });
    expect(records.map(({ data }) => Reflect.get(Object(data), "error")).map(String).join()).not.toContain("hunter2");
    expect(records.map(({ data }) => Reflect.get(Object(data), "error")?.stack).join()).not.toContain("hunter2");
  },
);
