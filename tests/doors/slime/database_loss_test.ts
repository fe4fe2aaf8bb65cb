/** The database goes away in the middle of something: no verdict, SERVER_CLOSE, and nothing half written. */
import { expect } from "expect";
import pg from "pg";
import { createInlineHasher } from "../../../lib/platform/crypto/inline_hasher.ts";
import { AppError } from "../../../lib/platform/errors.ts";
import { createTestClock, type TestClock } from "../../support/test_clock.ts";
import { testEngines, withEmptySchema } from "../../support/test_database.ts";
import { ONE_CONNECTION, startTestServer, type TestServer } from "../../support/test_server.ts";
import { loginFrame } from "./client.ts";
import { type Cut, type DatabaseRelay, openDatabaseRelay } from "../../support/database_relay.ts";
import { type Door, eachDoor, openDoor, PASSWORD } from "./setup.ts";
import { LOGOUT } from "./wire.ts";
import { until } from "../../support/until.ts";

const unavailable = () => {
  throw new AppError("unavailable", "Could not reach the database");
};
/** A game whose part of another's transaction fails as a lost database would. */
const broken = {
  id: "broken",
  name: "Broken",
  initialize: (context: { registerCharacterCreateHook(gameId: string, hook: () => void): void }) =>
    context.registerCharacterCreateHook("slime", unavailable),
};

eachDoor("when the database fails inside a transaction", { games: [broken] }, async (door, t) => {
  await t.step("REGISTER gets SERVER_CLOSE, and there is no account", async () => {
    const line = await door.connect();
    await expect(line.register({ username: "unlucky", password: PASSWORD })).rejects.toThrow("SERVER_CLOSE");
    expect(await line.idsUntilEnd()).toEqual([]);
    expect((await door.admin("GET", "/accounts?search=unlucky")).json.items).toEqual([]);
  });

  await t.step("so does the first login of a browser's account, and there is no character", async () => {
    const body = { username: "unluckier", password: PASSWORD };
    const { json: { token } } = await door.call("POST", "/api/auth/register", { body });
    const line = await door.connect();
    await expect(line.login(body)).rejects.toThrow("SERVER_CLOSE");
    const { json } = await door.call("GET", "/api/characters?gameId=slime", { bearer: token });
    expect(json.characters).toEqual([]);
    expect((await door.account("unluckier")).sessions.map(({ door }: { door: string }) => door)).toEqual(["http"]);
  });
});

/** What a login that is through leaves, and what would be half of one. */
const ONLINE = ["online player", "seat", "session"];
const LEFT = `
  select 'session' as what from sessions where ended_at is null and door = 'slime'
  union all select 'seat' from seats
  union all select 'online player' from slime_online_players
  union all select 'session without its seat' from sessions left join seats on seats.session_id = sessions.id
    where ended_at is null and sessions.door = 'slime' and seats.session_id is null
  union all select 'character without its rows' from characters
    left join slime_characters s on s.character_id = characters.id
    left join slime_inventories i on i.character_id = characters.id
    where s.character_id is null or i.character_id is null
  union all select 'rows without their character' from slime_characters s
    left join characters on characters.id = s.character_id where characters.id is null
  union all select 'native account without its character' from accounts
    where username like 'native%' and not exists (select 1 from characters where account_id = accounts.id)
  order by what`;

interface Losing {
  readonly door: Door;
  readonly relay: DatabaseRelay;
  readonly clock: TestClock;
  readonly server: TestServer;
  /** Asks the database behind the relay's back what `LEFT` tells. */
  left(): Promise<string[]>;
}

/** A server whose PostgreSQL is behind a relay. */
async function withLosing(run: (losing: Losing) => Promise<void>): Promise<void> {
  await withEmptySchema("built_in_games", async ({ url: databaseUrl }) => {
    const relay = openDatabaseRelay(databaseUrl);
    const direct = new pg.Client({ connectionString: databaseUrl });
    await direct.connect();
    const clock = createTestClock();
    const server = await startTestServer({ clock, env: ONE_CONNECTION, databaseUrl: relay.url });
    const { door, close } = openDoor(server, clock, false);
    const left = async () => (await direct.query<{ what: string }>(LEFT)).rows.map(({ what }) => what);
    try {
      await run({ door, relay, clock, server, left });
    } finally {
      close();
      relay.restore();
      await server.close();
      await direct.end();
      relay.close();
    }
  });
}

const isPostgresThere = testEngines().includes("postgres");
const cuts: readonly Cut[] = isPostgresThere ? ["request", "answer"] : [];
for (const cut of cuts) {
  for (const act of ["login", "register"] as const) {
    Deno.test(`wherever the database is lost in a ${act}, by the ${cut}, there is all of it or nothing`, () =>
      withLosing(async ({ door, relay, left }) => {
        for (let messages = 0;; messages++) {
          const body = { username: act === "login" ? `browser_${messages}` : `native_${messages}`, password: PASSWORD };
          if (act === "login") await door.call("POST", "/api/auth/register", { body });
          const line = await door.connect();
          expect(await line.isAnswered()).toBe(true);

          relay.cutAfter(messages, cut);
          const result = await line[act](body).catch((error: Error) => error.message);
          const wasCut = relay.restore();
          // Answered: what was cut, if anything, came behind it.
          if (typeof result !== "string") break;
          expect(wasCut).toBe(true);
          expect(result).toBe("Instead of an answer came SERVER_CLOSE");
          expect(await line.idsUntilEnd()).toEqual([]);
          // Where the answer to a commit was lost, the change is whole and its line gone.
          const there = await left();
          expect(cut === "answer" && there.length > 0 ? there : [...ONLINE, ...there]).toEqual(ONLINE);
          if (there.length === 0 && act === "login") continue;

          const again = await door.connect();
          if (act === "register") expect(await again.register(body)).toBeLessThanOrEqual(2);
          await again.enter(body);
          await again.send(LOGOUT);
          expect(await again.idsUntilEnd()).toEqual([]);
          expect(await left()).toEqual([]);
        }
      }));
  }
}

Deno.test({
  name: "a player who leaves while the database is away is written down as gone once it is back",
  ignore: !isPostgresThere,
  fn: () =>
    withLosing(async ({ door, relay, clock, server, left }) => {
      const line = await door.newPlayer("unseen");
      await line.enter({ username: "unseen", password: PASSWORD });
      relay.cut();
      line.close();
      await until(() => server.log.some(({ message }) => message.startsWith("Could not end the session of a line")));
      expect(await left()).toEqual(ONLINE);
      relay.restore();
      clock.advance(5_000);
      await until(async () => !(await left()).includes("session"));
      expect((await door.account("unseen")).sessions).toMatchObject([{ endReason: "disconnected" }]);
    }),
});

Deno.test({
  name: "a database that is lost while the password is checked gets SERVER_CLOSE",
  ignore: !isPostgresThere,
  fn: () =>
    withEmptySchema("built_in_games", async ({ url: databaseUrl }) => {
      const relay = openDatabaseRelay(databaseUrl);
      const hasher = createInlineHasher();
      const clock = createTestClock();
      const cutting = (password: string, hash: string) => {
        relay.cut();
        return hasher.verify(password, hash);
      };
      const server = await startTestServer({
        clock,
        env: ONE_CONNECTION,
        databaseUrl: relay.url,
        hasher: { ...hasher, verify: cutting },
      });
      const { door, close } = openDoor(server, clock, false);
      const line = await door.newPlayer("halfway");
      await line.write(loginFrame({ username: "halfway", password: PASSWORD }));
      expect(await line.isTurnedAway()).toBe(true);
      relay.restore();
      expect(await door.account("halfway")).toMatchObject({ lastLogin: null, sessions: [] });
      close();
      await server.close();
      relay.close();
    }),
});
