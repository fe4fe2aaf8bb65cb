import { expect } from "expect";
import { Hono } from "hono";
import { sql } from "kysely";
import { z } from "zod";
import type { Database } from "../../../lib/platform/database/database.ts";
import type { GameModule, ModuleContext } from "../../../lib/modules/types.ts";
import { addAccount, codeOf, createTestUser } from "../../domain/characters/setup.ts";
import { eachDatabase } from "../../support/test_database.ts";
import { gameWith, hostOf, nothing, startedHostOf } from "../setup.ts";

const scheme = (name: string) => ({
  name,
  needs: "username" as const,
  derive: () => Promise.resolve(new Uint8Array()),
  verify: () => Promise.resolve(false),
});
const listenOptions = {
  helloTimeoutMs: 1_000,
  idleTimeoutMs: 1_000,
  frameBytesMax: 64,
  session: () => ({ receive: nothing }),
};

function initializing(database: Database, ...modules: GameModule[]): Promise<unknown> {
  return startedHostOf(database, modules);
}

eachDatabase("modules are initialized in order, once their tables are there", async (database) => {
  const order: string[] = [];
  const chess = gameWith(async ({ config, db }) => {
    order.push("chess");
    expect(config).toEqual({ board: 64 });
    const [rows] = await db.query("select count(*) as count from chess_moves");
    expect(rows[0].count).toBe(2);
  }, {
    id: "chess",
    config: z.object({ board: z.int() }),
    migrations: {
      "0002_more": {
        async up(db) {
          await db.insertInto("chess_moves").values({ id: 2, move: "e5;" }).execute();
        },
      },
      "0001_moves": `
        create table chess_moves (id integer primary key, move text not null);
        insert into chess_moves values (1, 'e4; a good one'); -- the first
      `,
    },
  });
  const other = gameWith(() => void order.push("other"));
  await startedHostOf(database, [chess, other], { gameConfig: { chess: { board: 64 } } });
  expect(order).toEqual(["chess", "other"]);
  // Started again, nothing is left to do.
  await startedHostOf(database, [chess, other], { gameConfig: { chess: { board: 64 } } });
});

eachDatabase("a migration that fails leaves nothing half done, and is named with its cause", async (database) => {
  const chess = gameWith(nothing, {
    id: "chess",
    migrations: { "0001_moves": "create table chess_moves (id integer); insert into chess_nowhere values (1)" },
  });
  await expect(initializing(database, chess)).rejects
    .toThrow(
      /^Could not start the game "chess" \(built in\): Could not migrate "chess" at 0001_moves: .*chess_nowhere/,
    );
  await expect(sql`select * from chess_moves`.execute(database.write)).rejects.toThrow("chess_moves");
});

eachDatabase("a table is named after its module, and belongs to one", async (database) => {
  const owner = gameWith(nothing, { id: "my_game", migrations: { "0001": "create table my_game_stats (id integer)" } });
  const refuse = (id: string, migration: string, message: string) =>
    expect(initializing(database, owner, gameWith(nothing, { id, migrations: { "0001": migration } })))
      .rejects.toThrow(message);
  await refuse("chess", "create table moves (id integer)", 'the tables of the module "chess" are named chess_…');
  await refuse(
    "chess",
    "create table if not exists my_game_stats (id integer)",
    '"chess" and "my_game" both claim it',
  );
  await refuse("my", "create table my_game_notes (id integer)", '"my" and "my_game" both claim it');
  await refuse("chess", "create table chess_a (id integer); alter table chess_a rename to accounts2", "accounts2");
  const byKysely = gameWith(nothing, {
    id: "dice",
    migrations: {
      "0001": { up: async (db) => await db.schema.createTable("characters_too").addColumn("id", "integer").execute() },
    },
  });
  await expect(initializing(database, byKysely)).rejects.toThrow('"characters_too"');
});

eachDatabase("a migration makes and changes nothing but its module's own", async (database) => {
  const refuse = (migration: string, message: string) =>
    expect(initializing(database, gameWith(nothing, { id: "chess", migrations: { "0001": migration } })))
      .rejects.toThrow(message);
  const select = "select 1 as one";
  await refuse(`create view moves as ${select}`, 'Could not make the table "moves"');
  await refuse("drop table account_macs", 'Could not change the table "account_macs"');
  await refuse("alter table accounts add column rating integer", 'Could not change the table "accounts"');
  await refuse("create index chess_names on accounts (created_at)", 'Could not change the table "accounts"');
  if (database.engine === "postgres") await refuse("select 1 as one into moves", 'Could not make the table "moves"');

  const own = `create table chess_moves (id integer primary key, account_id integer references accounts (id));
    create view chess_latest as select id from chess_moves; create index by_account on chess_moves (account_id);
    create temporary table scratch (id integer); alter table chess_moves add column name text`;
  await startedHostOf(database, [gameWith(nothing, { id: "chess", migrations: { "0001": own } })]);
  await sql`select name from chess_moves`.execute(database.write);
});

eachDatabase("a misspelt registration is answered with the one that was meant", async (database) => {
  const calling = (name: string) => gameWith((context) => void Reflect.get(context, name)(nothing), { id: "dice" });
  for (
    const [name, meant] of [
      ["registerCharacterCreatHook", "registerCharacterCreateHook"],
      ["registerMessageHandle", "registerMessageHandler"],
      ["afterCharacterSelected", "afterCharacterSelect"],
    ] as const
  ) {
    await expect(initializing(database, calling(name))).rejects
      .toThrow(`There is no "${name}" in the context of a module: did you mean ${meant}?`);
  }
  await expect(initializing(database, calling("summonDragon"))).rejects.toThrow("is not a function");
  const asking = gameWith((context) => {
    expect("registerCharacterCreatHook" in context).toBe(false);
    expect(Reflect.get(context, "then")).toBeUndefined();
  });
  await initializing(database, asking);
});

eachDatabase("initialize that throws or does not end stops the start, with the module's name", async (database) => {
  const throwing = gameWith(() => {
    throw new Error("no dice");
  }, { id: "dice" });
  await expect(initializing(database, throwing)).rejects.toThrow('Could not start the game "dice" (built in): no dice');

  const begun = Promise.withResolvers<void>();
  const hanging = await hostOf(database, [
    gameWith(() => {
      begun.resolve();
      return new Promise(() => {});
    }, { id: "sloth" }),
  ]);
  const refused = expect(hanging.initialize()).rejects.toThrow('"sloth" (built in): initialize took longer');
  await begun.promise;
  hanging.clock.advance(10_000);
  await refused;
});

eachDatabase("a module registers in initialize only", async (database) => {
  let kept: ModuleContext | undefined;
  await startedHostOf(database, [
    gameWith((context) => {
      kept = context;
    }, { ports: { board: { port: 5000, variable: "BOARD_PORT" } } }),
  ]);
  const late: ((context: ModuleContext) => void)[] = [
    (context) => context.registerCharacterCreateHook("my_game", nothing),
    (context) => context.registerCharacterSelectHook("my_game", nothing),
    (context) => context.registerCharacterDeleteHook("my_game", nothing),
    (context) => context.afterCharacterCreate("my_game", nothing),
    (context) => context.afterCharacterDelete("my_game", nothing),
    (context) => context.registerAccountCreateHook(nothing),
    (context) => context.registerMessageHandler("rest", nothing),
    (context) => context.listen("board", listenOptions),
    (context) => context.registerCredentialScheme(scheme("pin")),
    (context) => context.registerSessionKey("key"),
    (context) => context.registerJob("clean", 1_000, async () => {}),
    (context) => context.routes.get("/late", (c) => c.text("late")),
  ];
  for (const register of late) {
    expect(() => {
      if (kept !== undefined) register(kept);
    }).toThrow(/is sealed|already built/);
  }
});

eachDatabase("what a module may not register is refused with its name", async (database) => {
  const refuse = (register: (context: ModuleContext) => void, message: string) =>
    expect(initializing(database, gameWith(register))).rejects.toThrow(message);
  await refuse((context) => context.registerMessageHandler("ping", nothing), "it is the core's");
  await refuse((context) => context.registerMessageHandler("", nothing), "message type");
  await refuse((context) => context.registerMessageHandler("rest", nothing, { cost: -1 }), "its cost is -1");
  await refuse((context) => context.registerMessageHandler("rest", nothing, { cost: 41 }), "its cost is 41");
  await refuse((context) => {
    context.registerMessageHandler("rest", nothing);
    context.registerMessageHandler("rest", nothing);
  }, 'Could not register a handler for "rest": the game "my_game" has one');
  await refuse((context) => context.listen("board", listenOptions), "has no such port");
  await refuse((context) => context.registerCredentialScheme(scheme("bcrypt")), "it is the core's");
  await refuse((context) => context.registerJob("clean", 999, async () => {}), "at least 1000");
  await refuse((context) => context.registerJob("a\nb", 1_000, async () => {}), "a name has");
  await refuse((context) => {
    context.registerJob("clean", 1_000, async () => {});
    context.registerJob("clean", 1_000, async () => {});
  }, 'the module "my_game" has one');
  await refuse(
    (context) => context.registerCharacterCreateHook("chess", nothing),
    'Could not start the game "my_game": it registers a hook for "chess", which is not loaded',
  );
});

eachDatabase("two modules with one kind of session key end the start, both named", async (database) => {
  const withKey = (id: string) => gameWith((context) => context.registerSessionKey("key"), { id });
  await expect(startedHostOf(database, [withKey("chess"), withKey("dice")])).rejects.toThrow(
    '"chess" and "dice" both claim the session key "key"',
  );
});

eachDatabase("two modules with one credential scheme or one open port end the start, both named", async (database) => {
  const withScheme = (id: string) => gameWith((context) => context.registerCredentialScheme(scheme("pin")), { id });
  await expect(initializing(database, withScheme("chess"), withScheme("dice")))
    .rejects.toThrow('"chess" and "dice" both claim the credential scheme "pin"');

  const withPort = (id: string) =>
    gameWith(nothing, { id, ports: { [id]: { port: 5000, variable: `${id.toUpperCase()}_PORT` } } });
  const both = [withPort("chess"), withPort("dice")];
  await expect(hostOf(database, both)).rejects.toThrow('"chess" and "dice" both claim the port "5000"');
  await hostOf(database, both, { portFor: () => 0 });
  await hostOf(database, both, { portFor: (variable, port) => variable === "DICE_PORT" ? "off" : port });
});

eachDatabase("a module whose doors are all off listens nowhere, and derives no secrets", async (database) => {
  const chess = gameWith((context) => {
    context.listen("chess", listenOptions);
    context.registerCredentialScheme(scheme("pin"));
  }, { id: "chess", ports: { chess: { port: 5000, variable: "CHESS_PORT" } } });
  const doorless = gameWith((context) => context.registerCredentialScheme(scheme("sign")));
  const open = await startedHostOf(database, [chess, doorless], { portFor: () => 6000 });
  expect(open.host.listeners()).toEqual([{
    module: "chess",
    name: "chess",
    door: "chess_chess",
    port: 6000,
    variable: "CHESS_PORT",
    options: { ...listenOptions, session: expect.any(Function) },
  }]);
  expect(open.host.schemes().map(({ name }) => name)).toEqual(["pin", "sign"]);
  const closed = await startedHostOf(database, [chess, doorless], { portFor: () => "off" });
  expect(closed.host.listeners()).toEqual([]);
  expect(closed.host.schemes().map(({ name }) => name)).toEqual(["sign"]);
});

eachDatabase("what a module without types registers by mistake is refused, with what is wrong", async (database) => {
  const refuse = (register: (context: ModuleContext) => void, message: string) =>
    expect(initializing(database, gameWith(register, { ports: { board: { port: 5000, variable: "BOARD_PORT" } } })))
      .rejects.toThrow(message);
  const none = undefined as never;
  const hook = 'Could not register a hook for "my_game": it is no function';
  for (
    const name of [
      "registerCharacterCreateHook",
      "registerCharacterSelectHook",
      "registerCharacterDeleteHook",
      "afterCharacterCreate",
      "afterCharacterSelect",
      "afterCharacterLeave",
      "afterCharacterDelete",
    ] as const
  ) await refuse((context) => context[name]("my_game", none), hook);
  for (
    const name of [
      "registerAccountCreateHook",
      "registerAccountDeleteHook",
      "afterAccountDelete",
      "registerAccountExport",
    ] as const
  ) await refuse((context) => context[name](none), "Could not register a hook for accounts: it is no function");
  await refuse((context) => context.registerMessageHandler("rest", none), 'the message type "rest": it is no function');
  await refuse(
    (context) => context.registerMessageHandler("rest", nothing, { schema: {} as never }),
    "its schema must be a zod schema",
  );
  await refuse((context) => context.registerJob("clean", 1_000, none), 'the job "clean": it is no function');
  const listen = (some: object) => (context: ModuleContext) => context.listen("board", { ...listenOptions, ...some });
  for (const name of ["helloTimeoutMs", "idleTimeoutMs", "frameBytesMax"]) {
    for (const value of [undefined, 0, -1, "1000", Infinity]) {
      await refuse(listen({ [name]: value }), `Could not listen on "board": its ${name} is ${value}`);
    }
  }
  await refuse(listen({ silenceMs: 0 }), "its silenceMs is 0");
  await refuse(listen({ session: undefined }), "its session is no function");
  const pin = (some: object) => (context: ModuleContext) =>
    context.registerCredentialScheme({ ...scheme("pin"), ...some });
  await refuse(pin({ needs: "mail" }), 'it needs mail, "username" or "email" is allowed');
  await refuse(pin({ derive: undefined }), "its derive: it is no function");
  await refuse(pin({ verify: undefined }), "its verify: it is no function");
  await refuse((context) => context.registerSessionKey(none), "it is no kind of tickets");
  await refuse((context) => context.registerImport("other", { tables: "a" as never, row() {} }), "are no list");
  await refuse((context) => context.registerImport("other", { tables: [], row: none }), "it is no function");
});

eachDatabase("a module's routes can be mounted, also when it has none", async (database) => {
  const { host } = await startedHostOf(database, [
    gameWith((context) => void context.routes.get("/top", (c) => c.json(["ada"]))),
    gameWith(nothing, { id: "dice" }),
  ]);
  const app = new Hono();
  for (const [id, routes] of host.routes()) app.route(`/games/${id}`, routes);
  expect(await (await app.request("/games/my_game/top")).json()).toEqual(["ada"]);
  expect((await app.request("/games/dice/top")).status).toBe(404);
});

eachDatabase("each module gets a log, keys and timers of its own", async (database) => {
  const rung: string[] = [];
  let key = new Uint8Array();
  const { host, clock, records } = await startedHostOf(database, [
    gameWith((context) => {
      context.log.info("hello", { board: 64 });
      key = context.deriveKey("seal", 12) as Uint8Array<ArrayBuffer>;
      context.clock.after(1_000, () => rung.push("first"));
      context.clock.after(1_000, () => rung.push("cancelled"))();
      context.clock.after(9_000, () => rung.push("after the end"));
    }),
  ]);
  expect(records).toEqual([{ level: "info", message: "hello", data: { module: "my_game", board: 64 } }]);
  expect(new TextDecoder().decode(key)).toBe("my_game:seal");
  clock.advance(1_000);
  host.stop();
  clock.advance(10_000);
  expect(rung).toEqual(["first"]);
});

eachDatabase("a module makes, lists and changes characters of its own game only", async (database) => {
  let port: ModuleContext["characters"] | undefined;
  const managed = gameWith((context) => {
    port = context.characters;
  }, { id: "slime", character: { ownership: "managed" } });
  const { characters } = await startedHostOf(database, [managed, gameWith(nothing)]);
  const ada = await addAccount(database, "ada");
  const foreign = await characters.create({ accountId: ada, gameId: "my_game", name: "Hero" });
  const made = await port?.create({ accountId: ada, name: "Ada" });
  expect(await port?.list(ada)).toEqual([made]);
  await port?.update(made?.id ?? 0, { level: 3 });
  expect((await port?.list(ada))?.[0]?.level).toBe(3);
  expect(await codeOf(port?.update(foreign.id, { level: 3 }) ?? Promise.resolve())).toBe("unknown_character");
});

eachDatabase("a message reaches its handler as the schema reads it, and an invalid one does not", async (database) => {
  const seen: unknown[] = [];
  const game = gameWith((context) => {
    context.registerMessageHandler<{ hours: number }>("rest", ({ user, character, message }) => {
      seen.push(message);
      user.send({ type: "rested", name: character.name, hours: message.hours });
    }, { schema: z.object({ hours: z.int().min(1).max(8).default(1) }), cost: 5 });
    context.registerMessageHandler("shout", ({ message }) => void seen.push(message));
    const strict = z.strictObject({ type: z.string(), a: z.object({ n: z.number() }) });
    context.registerMessageHandler("strict", () => {}, { schema: strict });
  });
  const { host, characters } = await startedHostOf(database, [game, gameWith(nothing, { id: "dice" })]);
  const ada = await addAccount(database, "ada");
  const character = await characters.create({ accountId: ada, gameId: "my_game", name: "Hero" });
  const user = createTestUser(ada);
  const rest = host.messageHandler("my_game", "rest");
  expect(rest?.cost).toBe(5);
  await rest?.handle({ user, character, message: { type: "rest", hours: 8 } });
  expect(await codeOf(rest?.handle({ user, character, message: { type: "rest", hours: 9 } }) ?? Promise.resolve()))
    .toBe("invalid_input");
  await host.messageHandler("my_game", "shout")?.handle({ user, character, message: { type: "shout", text: "ho" } });
  expect(seen).toEqual([{ hours: 8 }, { type: "shout", text: "ho" }]);
  const strict = host.messageHandler("my_game", "strict")?.handle({
    user,
    character,
    message: { type: "strict", a: {}, b: 1 },
  });
  await expect(strict).rejects.toMatchObject({
    message: "a.n: Invalid input: expected number, received undefined; b: is not known here",
    details: { errors: [{ field: "a.n" }, { field: "b", message: "is not known here" }] },
  });
  expect(user.sent).toEqual([{ type: "rested", name: "Hero", hours: 8 }]);
  expect(host.messageHandler("my_game", "shout")?.cost).toBe(1);
  expect(host.messageHandler("my_game", "constructor")).toBeNull();
  expect(host.messageHandler("dice", "rest")).toBeNull();
});

eachDatabase("a handler that fails or hangs is answered for, and its late statements are refused", async (database) => {
  const hanging = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const afterwards = Promise.withResolvers<string>();
  const game = gameWith((context) => {
    context.registerMessageHandler("fail", () => {
      throw new Error("no such spell");
    });
    context.registerMessageHandler("misread", () => {}, {
      schema: z.unknown().transform(() => {
        throw new Error("no such spell");
      }),
    });
    context.registerMessageHandler("wait", () => {}, { schema: z.unknown().refine(() => Promise.resolve(true)) });
    context.registerMessageHandler("hang", async ({ db }) => {
      hanging.resolve();
      await goOn.promise;
      const late = db.query("insert into my_game_notes values (1)");
      afterwards.resolve(await late.then(() => "it ran", (error) => error.message));
    });
  }, { migrations: { "0001": "create table my_game_notes (id integer)" } });
  const { host, characters, clock } = await startedHostOf(database, [game]);
  const ada = await addAccount(database, "ada");
  const character = await characters.create({ accountId: ada, gameId: "my_game", name: "Hero" });
  const call = { user: createTestUser(ada), character, message: {} };
  for (const type of ["fail", "misread", "wait"]) {
    const code = await codeOf(host.messageHandler("my_game", type)?.handle(call) ?? Promise.resolve());
    expect([type, code]).toEqual([type, "hook_failed"]);
  }
  const hang = codeOf(host.messageHandler("my_game", "hang")?.handle(call) ?? Promise.resolve());
  await hanging.promise;
  clock.advance(2_000);
  expect(await hang).toBe("hook_timeout");
  goOn.resolve();
  expect(await afterwards.promise).toBe("Could not run the SQL: the time is up");
  expect(host.metrics()).toMatchObject([{ work: "message", calls: 4, failures: 4, timeouts: 1 }]);
});
