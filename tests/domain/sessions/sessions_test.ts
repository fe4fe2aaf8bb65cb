import { expect } from "expect";
import { codeOf } from "../../support/code_of.ts";
import { createTestCore, ORIGIN, type TestCore } from "../../support/core_services.ts";
import { eachDatabase } from "../../support/test_database.ts";

const DAY_MS = 24 * 60 * 60_000;

/** A player with a session. */
async function setUp(core: TestCore) {
  const { id, token } = await core.register("ada");
  return { id, token, identity: await core.sessions.verify(token) };
}

const sessionRow = (core: TestCore, id: string) =>
  core.database.read.selectFrom("sessions").selectAll().where("id", "=", id).executeTakeFirstOrThrow();

eachDatabase("a token tells who bears it", async (database) => {
  const core = await createTestCore(database);
  const { id, token, identity } = await setUp(core);
  expect(identity).toMatchObject({ accountId: id, username: "ada", role: "player" });
  expect(identity.expiresAt).toEqual(new Date(core.clock.now().getTime() + DAY_MS));
  expect(core.sessions.verified(token)).toBe(identity);
});

eachDatabase(
  "a token that was just issued is known at once, and what ends it meanwhile ends that too",
  async (database) => {
    const core = await createTestCore(database);
    const { token } = await core.register("ada");
    expect(core.sessions.verified(token)).toMatchObject({ username: "ada", role: "player" });
    const fresh = await core.sessions.refresh(token, ORIGIN);
    expect([core.sessions.verified(token), core.sessions.verified(fresh)]).toEqual([
      null,
      expect.objectContaining({ username: "ada" }),
    ]);
    const again = await core.logIn("ada");
    await core.sessions.logOutEverywhere(core.sessions.verified(fresh)!, ORIGIN);
    expect([core.sessions.verified(fresh), core.sessions.verified(again)]).toEqual([null, null]);
  },
);

eachDatabase("what ends nothing tells nobody: a registration, a login, a session's use", async (database) => {
  const core = await createTestCore(database);
  const heard: string[] = [];
  core.database.events.subscribe(({ type }) => heard.push(type));
  await core.register("ada");
  const token = await core.logIn("ada");
  const identity = await core.sessions.verify(token);
  expect(heard).toEqual([]);
  await core.sessions.logOut(identity, ORIGIN);
  expect(heard).toEqual(["sessions_ended"]);
});

eachDatabase("what is no token of ours is refused", async (database) => {
  const core = await createTestCore(database);
  const { token } = await setUp(core);
  const [head, body, signature] = token.split(".");
  const forged = `${head}.${body}.${signature!.replace(/^./, (first) => first === "A" ? "B" : "A")}`;
  for (const wrong of ["", "x", "a.b.c", forged]) {
    expect(await codeOf(core.sessions.verify(wrong))).toBe("invalid_token");
  }
});

eachDatabase("a token ends at its time, remembered or not", async (database) => {
  const core = await createTestCore(database);
  const { token } = await setUp(core);
  core.clock.advance(DAY_MS - 1_000);
  expect(await codeOf(core.sessions.verify(token))).toBe("no error");
  core.clock.advance(1_000);
  expect(core.sessions.verified(token)).toBeNull();
  expect(await codeOf(core.sessions.verify(token))).toBe("token_expired");
});

eachDatabase("a new token keeps the session, and the old one is refused from then on", async (database) => {
  const core = await createTestCore(database);
  const { token, identity } = await setUp(core);
  core.clock.advance(DAY_MS / 2);
  const fresh = await core.sessions.refresh(token, ORIGIN);
  expect(core.sessions.verified(token)).toBeNull();
  expect(await codeOf(core.sessions.verify(token))).toBe("invalid_token");
  const next = await core.sessions.verify(fresh);
  expect(next.sessionId).toBe(identity.sessionId);
  expect(next.expiresAt).toEqual(new Date(core.clock.now().getTime() + DAY_MS));
  expect((await core.audit.list(database.read, { action: "session.refresh", limit: 10 })).items).toHaveLength(1);
});

eachDatabase("a logout ends its session and no other", async (database) => {
  const core = await createTestCore(database);
  const { token, identity } = await setUp(core);
  const other = await core.logIn("ada");
  await core.sessions.logOut(identity, ORIGIN);
  expect(core.sessions.verified(token)).toBeNull();
  expect(await codeOf(core.sessions.verify(token))).toBe("invalid_token");
  expect(await codeOf(core.sessions.refresh(token, ORIGIN))).toBe("invalid_token");
  expect(await codeOf(core.sessions.verify(other))).toBe("no error");
  expect(await sessionRow(core, identity.sessionId)).toMatchObject({
    ended_at: core.clock.now().getTime(),
    end_reason: "logged_out",
  });
  expect((await core.audit.list(database.read, { action: "session.end", limit: 10 })).items).toMatchObject([
    { account: identity.accountId, reason: "logged out" },
  ]);
});

eachDatabase("logging out everywhere ends all sessions of the account and of nobody else", async (database) => {
  const core = await createTestCore(database);
  const { token, identity } = await setUp(core);
  const other = await core.logIn("ada");
  const { token: bobs } = await core.register("bob");
  await core.sessions.logOutEverywhere(identity, ORIGIN);
  expect(await codeOf(core.sessions.verify(token))).toBe("invalid_token");
  expect(await codeOf(core.sessions.verify(other))).toBe("invalid_token");
  expect(await codeOf(core.sessions.verify(bobs))).toBe("no error");
});

eachDatabase("a banned player's token says so, with the reason and the end", async (database) => {
  const core = await createTestCore(database);
  const { id, token } = await setUp(core);
  const by = { actor: "admin", address: "192.0.2.9" };
  await core.suspensions.suspend({ accountId: id, reason: "Cheating", until: null, ...by });
  const refused = await core.sessions.verify(token).catch((error) => error);
  expect(refused).toMatchObject({ code: "account_banned", details: { reason: "Cheating", until: null } });
});

eachDatabase("a change of role is known at the next call", async (database) => {
  const core = await createTestCore(database);
  const { id, token } = await setUp(core);
  await database.transaction(async (unit) => {
    await unit.db.updateTable("accounts").set({ role: "admin" }).where("id", "=", id).execute();
    unit.publish({ type: "account_changed", accountId: id });
  });
  expect((await core.sessions.verify(token)).role).toBe("admin");
});

eachDatabase("an account has fifty sessions; the one idle for the longest ends for the next", async (database) => {
  const core = await createTestCore(database);
  const { token: first } = await setUp(core);
  const tokens: string[] = [];
  for (let count = 0; count < 49; count++) {
    core.clock.advance(1_000);
    tokens.push(await core.logIn("ada"));
  }
  expect(await codeOf(core.sessions.verify(first))).toBe("no error");
  await core.logIn("ada");
  expect(await codeOf(core.sessions.verify(first))).toBe("invalid_token");
  expect(await codeOf(core.sessions.verify(tokens[0]!))).toBe("no error");
});

eachDatabase("when a session was last active is written once a minute", async (database) => {
  const core = await createTestCore(database);
  const { token, identity } = await setUp(core);
  const lastActive = async () => (await sessionRow(core, identity.sessionId)).last_active_at;
  const openedAt = await lastActive();
  core.clock.advance(30_000);
  core.sessions.verified(token);
  await core.activity.flush();
  expect(await lastActive()).toBe(openedAt + 30_000);
  core.clock.advance(10_000);
  await core.activity.flush();
  expect(await lastActive()).toBe(openedAt + 30_000);
});
