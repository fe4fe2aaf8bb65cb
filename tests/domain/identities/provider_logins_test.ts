import { expect } from "expect";
import { deleteExpiredSeenTickets } from "../../../lib/domain/identities/seen_tickets.ts";
import { codeOf } from "../../support/code_of.ts";
import { epicToken, identityTest, ORIGIN, steamTicket } from "./setup.ts";

const ARTHUR = "76561197960287930";
const DAY_MS = 24 * 60 * 60_000;

identityTest("a first login makes an account with a made-up name and links the identity", async (t) => {
  const account = await t.logIn(steamTicket(ARTHUR));

  expect(account.username).toMatch(/^player_[a-z2-9]{6}$/);
  expect(account).toMatchObject({ usernamePending: true, email: null, passwordHash: null });
  expect(await t.identities.list(account.id)).toMatchObject([{ provider: "steam", subject: ARTHUR }]);
  expect(await t.actions()).toEqual(["account.register", "identity.link", "login.succeeded"]);
});

identityTest("the next login is the same account's", async (t) => {
  const first = await t.logIn(steamTicket(ARTHUR, 1));
  const second = await t.logIn(steamTicket(ARTHUR, 2));
  const another = await t.logIn(steamTicket("76561197960287931", 3));

  expect(second.id).toBe(first.id);
  expect(another.id).not.toBe(first.id);
  expect((await t.accounts.get(first.id)).lastLogin).toEqual(t.clock.now());
  expect((await t.identities.list(first.id))[0]?.lastUsed).toEqual(t.clock.now());
});

identityTest("one subject at two providers is two players", async (t) => {
  const bySteam = await t.logIn(steamTicket(ARTHUR));
  const byEpic = await t.logIn(epicToken(ARTHUR));
  expect(byEpic.id).not.toBe(bySteam.id);
});

identityTest("of eight first logins at once one makes the account, and all get in", async (t) => {
  const accounts = await Promise.all(Array.from({ length: 8 }, (_, index) => t.logIn(steamTicket(ARTHUR, index))));

  expect(new Set(accounts.map(({ id }) => id)).size).toBe(1);
  expect(await t.countOf("accounts")).toBe(1);
  expect(await t.countOf("identities")).toBe(1);
});

identityTest("a ticket lets in once", async (t) => {
  await t.logIn(steamTicket(ARTHUR));
  expect(await codeOf(t.logIn(steamTicket(ARTHUR)))).toBe("invalid_credentials");
  t.clock.advance(29 * DAY_MS);
  await deleteExpiredSeenTickets(t.database, t.clock.now());
  expect(await codeOf(t.logIn(steamTicket(ARTHUR)))).toBe("invalid_credentials");
});

identityTest("of one ticket shown eight times at once one is let in", async (t) => {
  await t.logIn(steamTicket(ARTHUR, 1));
  const results = await Promise.all(Array.from({ length: 8 }, () => codeOf(t.logIn(steamTicket(ARTHUR, 2)))));
  expect(results.filter((code) => code === "no error").length).toBe(1);
  expect(results.filter((code) => code === "invalid_credentials").length).toBe(7);
});

identityTest("seen tickets are forgotten after thirty days", async (t) => {
  await t.logIn(steamTicket(ARTHUR));
  t.clock.advance(30 * DAY_MS);
  expect(await deleteExpiredSeenTickets(t.database, t.clock.now())).toBe(false);
  expect(await t.countOf("seen_tickets")).toBe(0);
});

identityTest("an Epic token is bounded by its own expiry, and may come twice", async (t) => {
  const first = await t.logIn(epicToken("epic-player"));
  expect((await t.logIn(epicToken("epic-player"))).id).toBe(first.id);
});

identityTest("a provider that is down counts no failure and makes nothing", async (t) => {
  expect(await codeOf(t.logIn(steamTicket("down")))).toBe("provider_unavailable");
  expect(await t.actions()).toEqual([]);
  expect(await t.countOf("accounts")).toBe(0);
});

identityTest("a refused ticket is a failed login", async (t) => {
  expect(await codeOf(t.logIn(steamTicket("bad")))).toBe("invalid_credentials");
  expect(await t.actions()).toEqual(["login.failed"]);
});

identityTest("a banned account is refused, and the refusal is written down", async (t) => {
  const { id: accountId } = await t.logIn(steamTicket(ARTHUR, 1));
  const by = { actor: "admin", address: "192.0.2.1", reason: "cheating" };
  await t.suspensions.suspend({ accountId, until: null, ...by });

  expect(await codeOf(t.logIn(steamTicket(ARTHUR, 2)))).toBe("account_banned");
  expect((await t.actions()).at(-1)).toBe("login.refused");
});

identityTest("attempts by providers count like all others", async (t) => {
  await t.logIn(epicToken("epic-player"));
  await t.logIn(epicToken("epic-player"));
  expect(await codeOf(t.logIn(epicToken("epic-player")))).toBe("rate_limited");
}, { limits: { loginAttemptsPerMinute: 2 } });

identityTest("accounts made by providers count as registrations", async (t) => {
  await t.logIn(epicToken("one"));
  expect(await codeOf(t.logIn(epicToken("two")))).toBe("rate_limited");
  expect(await t.countOf("accounts")).toBe(1);
  expect((await t.logIn(epicToken("one"))).username).toMatch(/^player_/);
}, { limits: { registrationsPerDay: 1 } });

identityTest("what the login adds and fails undoes the account and the ticket", async (t) => {
  const failing = t.logins.logIn(
    { credentials: steamTicket(ARTHUR), origin: ORIGIN },
    () => Promise.reject(new Error("no room")),
  );
  await expect(failing).rejects.toThrow("no room");
  expect(await t.countOf("accounts")).toBe(0);
  expect((await t.logIn(steamTicket(ARTHUR))).username).toMatch(/^player_/);
});
