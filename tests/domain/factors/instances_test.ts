/** Two servers on one PostgreSQL: what ends on one is over on the other within a second. */
import { expect } from "expect";
import { CLOSE } from "../../../lib/doors/websocket/close_codes.ts";
import { columnTypes } from "../../../lib/platform/database/column_types.ts";
import { migrate } from "../../../lib/platform/database/migrator.ts";
import { coreHistory } from "../../../migrations/mod.ts";
import { type Door, openDoor } from "../../doors/websocket/setup.ts";
import { codeOf } from "../../support/code_of.ts";
import { ORIGIN, PASSWORD } from "../../support/core_services.ts";
import { openPostgresForTest, testEngines, withPostgresSchema } from "../../support/test_database.ts";
import { registerGuarded } from "./setup.ts";

function instancesTest(name: string, run: (here: Door, there: Door) => Promise<void>): void {
  if (!testEngines().includes("postgres")) return;
  Deno.test(name, () =>
    withPostgresSchema(async (url) => {
      const first = await openPostgresForTest(url);
      await migrate(first, coreHistory(columnTypes("postgres")));
      const second = await openPostgresForTest(url);
      const here = await openDoor(first);
      const there = await openDoor(second);
      try {
        await run(here, there);
      } finally {
        await here.close();
        await there.close();
        await first.close();
        await second.close();
      }
    }));
}

instancesTest("a second factor turned on or off here closes the sockets there", async (here, there) => {
  const ada = await registerGuarded(here, "ada");
  const challenge = async () =>
    (await here.accounts.logIn(
      { username: "ada", password: PASSWORD, factor: { kind: "challenge" }, origin: ORIGIN },
      () => Promise.resolve(),
    ).then(() => null, (error) => error)).details.challenge;
  const logIn = async () => {
    const answer = { code: ada.code() };
    const finished = await here.factorLogins.finish(
      { challenge: await challenge(), answer, origin: ORIGIN },
      (unit, account) => here.sessions.open(unit, account, ORIGIN, { secondFactor: true }),
    );
    return finished.result;
  };
  const other = await there.signIn(await logIn());
  const own = await there.signIn(ada.token);
  await here.totp.turnOff(ada.caller);
  expect(await other.socket.closed).toEqual({ ...CLOSE.sessionEnded, reason: "session ended: security_changed" });
  expect(await own.ask({ type: "ping" })).toEqual({ type: "pong" });
  expect(await codeOf(there.sessions.verify(ada.token))).toBe("no error");
});

instancesTest("of one code used on two instances at once one login comes", async (here, there) => {
  const ada = await registerGuarded(here, "ada");
  const challenges = await Promise.all([here, there].map(async (door) =>
    (await door.accounts.logIn(
      { username: "ada", password: PASSWORD, factor: { kind: "challenge" }, origin: ORIGIN },
      () => Promise.resolve(),
    ).then(() => null, (error) => error)).details.challenge as string
  ));
  const answer = { code: ada.code() };
  there.clock.advance(here.clock.now().getTime() - there.clock.now().getTime());
  const codes = await Promise.all([here, there].map((door, index) =>
    codeOf(door.factorLogins.finish(
      { challenge: challenges[index]!, answer, origin: ORIGIN },
      () => Promise.resolve(),
    ))
  ));
  expect(codes.toSorted()).toEqual(["invalid_code", "no error"]);
});
