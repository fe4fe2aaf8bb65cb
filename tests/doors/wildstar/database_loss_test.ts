/** The database goes away in the middle of a login: 3002 or 2, a line that goes on, and nothing half written. */
import { expect } from "expect";
import pg from "pg";
import { createTestClock } from "../../support/test_clock.ts";
import { testEngines, withEmptySchema } from "../../support/test_database.ts";
import { ONE_CONNECTION, startTestServer } from "../../support/test_server.ts";
import { type Cut, openDatabaseRelay } from "../../support/database_relay.ts";
import { createBackDoor } from "./back_door.ts";
import { denied } from "./binary_client.ts";
import { eachDoor, openDoor } from "./setup.ts";

const backDoor = createBackDoor();
eachDoor("when the database fails", { games: [backDoor.game] }, async (door, t) => {
  const player = await door.newPlayer("unlucky");
  const breakTable = (name: string) => backDoor.query(`alter table ${name} rename to ${name}_gone`);
  const mendTable = (name: string) => backDoor.query(`alter table ${name}_gone rename to ${name}`);

  await t.step("STS refuses each step with 3002, and the line goes on", async () => {
    const client = await door.sts();
    await breakTable("accounts");
    expect(await client.start(player.email)).toBe(null);
    await mendTable("accounts");
    const proof = client.prove(player, (await client.start(player.email))!);
    await breakTable("account_secrets");
    await client.line.write(client.proofRequest(proof));
    expect(client.finish(await client.reply(), proof)).toBe(false);
    await mendTable("account_secrets");
    expect(await client.logIn(player)).toBe(true);
    await breakTable("tickets");
    expect(await client.gameToken()).toBe(null);
    await mendTable("tickets");
    expect(await client.gameToken()).not.toBe(null);
  });

  await t.step("the documented dialect is denied with 2", async () => {
    const client = await door.binary();
    await breakTable("accounts");
    await client.line.write(client.hello({ email: player.email }));
    await client.greeted();
    expect(await client.answer()).toEqual(denied(2));
    await mendTable("accounts");
    expect(await client.logIn(player)).toMatchObject({ type: "accepted" });
  });

  await t.step("Auth denies with 2, in either form, and a token that it had not used is good later", async () => {
    for (const travel of ["encrypted", "documented"] as const) {
      const token = await door.token(player);
      for (const table of ["accounts", "tickets", "servers"]) {
        await breakTable(table);
        expect(await door.askAuth(player, token, travel)).toEqual([denied(2)]);
        await mendTable(table);
      }
      expect((await door.askAuth(player, token, travel)).length).toBe(3);
    }
  });

  await t.step("when the very last write fails the older holder of the seat keeps it", async () => {
    const seat = () => backDoor.query("select holder_id from seats");
    await door.enter(player);
    const before = await seat();
    const token = await door.token(player);
    await breakTable("wildstar_accounts");
    await backDoor.query("create view wildstar_accounts as select distinct * from wildstar_accounts_gone");
    expect(await door.askAuth(player, token)).toEqual([denied(2)]);
    await backDoor.query("drop view wildstar_accounts");
    await mendTable("wildstar_accounts");
    expect(await seat()).toEqual(before);
    door.clock.advance(60_000);
    await door.enter(player);
    expect(await seat()).not.toEqual(before);
  });
});

/** What a login that is through leaves of live sessions and seats at this door, and what would be half of one. */
const LEFT = `
  select 'session' as what from sessions where ended_at is null and door = 'wildstar_auth'
  union all select 'seat' from seats
  union all select 'seat of an ended session' from seats
    left join sessions on sessions.id = seats.session_id where sessions.id is null or sessions.ended_at is not null
  union all select 'session without its seat' from sessions left join seats on seats.session_id = sessions.id
    where ended_at is null and sessions.door = 'wildstar_auth' and seats.session_id is null
  union all select 'last server without a seat ever' from wildstar_accounts
    where account_id not in (select account_id from sessions where door = 'wildstar_auth')
  order by what`;
const SEATED = ["seat", "session"];

const cuts: readonly Cut[] = testEngines().includes("postgres") ? ["request", "answer"] : [];
for (const cut of cuts) {
  Deno.test(`wherever Auth loses the database, by the ${cut}, there is a seat with its session or none`, () =>
    withEmptySchema("built_in_games", async ({ url: databaseUrl }) => {
      const relay = openDatabaseRelay(databaseUrl);
      const direct = new pg.Client({ connectionString: databaseUrl });
      await direct.connect();
      const clock = createTestClock();
      const server = await startTestServer({ clock, env: ONE_CONNECTION, databaseUrl: relay.url });
      const { door, close } = openDoor(server, clock, false);
      const left = async () => (await direct.query<{ what: string }>(LEFT)).rows.map(({ what }) => what);
      try {
        for (let messages = 0, wasLost = true; wasLost; messages++) {
          const player = await door.newPlayer(`player_${messages}`);
          const token = await door.token(player);
          relay.cutAfter(messages, cut);
          const answers = await door.askAuth(player, token);
          const wasCut = relay.restore();
          // Else what was cut, if anything, came behind the answer.
          wasLost = answers.some(({ type }) => type === "denied");
          if (wasLost) expect([wasCut, answers]).toEqual([true, [denied(2)]]);
          const there = await left();
          expect(wasLost && there.length === 0 ? SEATED : there).toEqual(SEATED);

          expect(await door.enter(player)).toMatchObject({ accountId: player.id });
          expect(await left()).toEqual(SEATED);
          await door.call("POST", "/api/auth/logout-all", { bearer: player.bearer });
          expect(await left()).toEqual([]);
        }
      } finally {
        close();
        relay.restore();
        await server.close();
        await direct.end();
        relay.close();
      }
    }));
}
