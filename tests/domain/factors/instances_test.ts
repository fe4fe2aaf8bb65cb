/** Two servers on one PostgreSQL: what ends on one is over on the other within a second. */
import { expect } from "expect";
import { CLOSE } from "../../../lib/doors/websocket/close_codes.ts";
import { codeAt } from "../../doors/accounts/authenticator.ts";
import { type Door, type DoorSetup, openDoor } from "../../doors/websocket/setup.ts";
import { codeOf } from "../../support/code_of.ts";
import { ORIGIN, PASSWORD } from "../../support/core_services.ts";
import { testEngines, withTwoInstances } from "../../support/test_database.ts";
import { registerGuarded } from "./setup.ts";

function instancesTest(
  name: string,
  run: (here: Door, there: Door) => Promise<void>,
  setup: DoorSetup = {},
): void {
  if (!testEngines().includes("postgres")) return;
  Deno.test(name, () =>
    withTwoInstances(async (first, second) => {
      const here = await openDoor(first, setup);
      const there = await openDoor(second, setup);
      try {
        await run(here, there);
      } finally {
        await here.close();
        await there.close();
      }
    }));
}

/** What each does to `ada`, whose calls come by a session of her own, and why her others end, where they are told. */
const ENDS: readonly (readonly [
  what: string,
  reason: string | null,
  act: (core: Door, caller: { accountId: number; sessionId: string; origin: typeof ORIGIN }) => Promise<unknown>,
])[] = [
  ["a second factor turned on", "security_changed", async (core, caller) => {
    const { secret } = await core.totp.begin(caller.accountId);
    await core.totp.verify(caller, codeAt(secret, core.clock.now()));
  }],
  ["a removed password", "security_changed", async (core, caller) => {
    await core.database.write.insertInto("passkeys").values({
      id: "a",
      account_id: caller.accountId,
      credential_id: "a",
      public_key: new Uint8Array(1),
      counter: 0,
      name: "A key",
      created_at: 0,
      last_used_at: null,
    }).execute();
    await core.accountSecurity.renewRecoveryCodes(caller);
    await core.accountSecurity.removePassword(caller);
  }],
  ["a reset", null, async ({ database, links, resets }, { accountId, origin }) => {
    const { url } = await database.transaction((unit) =>
      links.issue(unit, { kind: "reset", accountId, ttlMs: 60_000 })
    );
    await resets.finish({ token: url.split("=")[1]!, newPassword: "another one", answer: {}, origin });
  }],
  ["an undo", "security_changed", async ({ database, undo }, { accountId, origin }) => {
    const { url } = await database.transaction((unit) => undo.issue(unit, accountId, { act: "second_factor" }));
    await undo.undo(url.split("=")[1]!, origin);
  }],
  [
    "a deletion",
    "deleted",
    ({ deletion }, { accountId, origin }) =>
      deletion.request({ accountId, by: { actor: `account_${accountId}`, ...origin } }),
  ],
];

for (const [what, reason, act] of ENDS) {
  instancesTest(`${what} here closes the socket there within a second`, async (here, there) => {
    const { id: accountId, token } = await here.register("ada");
    const { sessionId } = await here.sessions.verify(token);
    const other = await there.signIn(await here.logIn("ada"));
    const startedMs = performance.now();
    await act(here, { accountId, sessionId, origin: ORIGIN });
    expect((await other.socket.closed).reason).toBe(reason === null ? "session ended" : `session ended: ${reason}`);
    expect(performance.now() - startedMs).toBeLessThan(1_000);
  }, { config: { publicUrl: "https://play.example.org" } });
}

instancesTest(
  "a second factor turned off here closes the sockets there, but the one that did it",
  async (here, there) => {
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
  },
);

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
