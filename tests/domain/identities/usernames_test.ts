import { expect } from "expect";
import type { Random } from "../../../lib/platform/random.ts";
import { makeUpUsername } from "../../../lib/domain/identities/usernames.ts";
import { codeOf } from "../../support/code_of.ts";
import { identityTest, ORIGIN, steamTicket } from "./setup.ts";

identityTest("a player who came by a provider chooses a name once", async (t) => {
  const { id: accountId } = await t.logIn(steamTicket("1"));
  await t.usernames.choose({ accountId, username: "Arthur", origin: ORIGIN });

  expect(await t.accounts.get(accountId)).toMatchObject({ username: "Arthur", usernamePending: false });
  expect((await t.actions()).at(-1)).toBe("account.username");
  expect(await codeOf(t.usernames.choose({ accountId, username: "Mordred", origin: ORIGIN }))).toBe("forbidden");
});

identityTest("a name that was chosen at registration stays", async (t) => {
  const { id: accountId } = await t.register("Merlin");
  expect(await codeOf(t.usernames.choose({ accountId, username: "Arthur", origin: ORIGIN }))).toBe("forbidden");
});

identityTest("a taken or wrong name is refused, and another may be tried", async (t) => {
  await t.register("Merlin");
  const { id: accountId } = await t.logIn(steamTicket("1"));
  const choose = (username: string) => codeOf(t.usernames.choose({ accountId, username, origin: ORIGIN }));

  expect(await choose("MERLIN")).toBe("username_taken");
  expect(await choose("a b")).toBe("invalid_input");
  expect((await t.accounts.get(accountId)).usernamePending).toBe(true);
  expect(await choose("Arthur")).toBe("no error");
});

identityTest("names that are taken are told twenty times an hour, and a free one counts for nothing", async (t) => {
  await t.register("Merlin");
  const { id: accountId } = await t.logIn(steamTicket("1"));
  const choose = (username: string) => codeOf(t.usernames.choose({ accountId, username, origin: ORIGIN }));
  for (let tries = 0; tries < 20; tries++) expect(await choose("merlin")).toBe("username_taken");
  expect(await choose("merlin")).toBe("rate_limited");
  t.clock.advance(60 * 60_000);
  for (let tries = 0; tries < 19; tries++) expect(await choose("merlin")).toBe("username_taken");
  expect(await choose("Arthur")).toBe("no error");
});

identityTest("a chosen name is the session's from the next call on", async (t) => {
  const { result: token } = await t.logins.logIn(
    { credentials: steamTicket("1"), origin: ORIGIN },
    (unit, account) => t.sessions.open(unit, account, ORIGIN),
  );
  const { accountId } = await t.sessions.verify(token);
  await t.usernames.choose({ accountId, username: "Arthur", origin: ORIGIN });
  expect((await t.sessions.verify(token)).username).toBe("Arthur");
});

/** Gives one byte, then another, and so on. */
function fixedRandom(...bytes: number[]): Random {
  return { bytes: (count) => new Uint8Array(count).fill(bytes.shift() ?? 0), uuid: () => "" };
}

identityTest("a made-up name that is taken is passed over", async (t) => {
  await t.register("player_aaaaaa");
  expect(await makeUpUsername(t.database.read, fixedRandom(0, 1))).toBe("player_bbbbbb");
  await expect(makeUpUsername(t.database.read, fixedRandom())).rejects.toThrow("Could not make up a username");
});
