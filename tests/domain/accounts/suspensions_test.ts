import { expect } from "expect";
import { findSuspension, statusOf } from "../../../lib/domain/accounts/suspensions.ts";
import { strongest } from "../../../lib/domain/bans/holding.ts";
import { codeOf } from "../../support/code_of.ts";
import { createTestCore, type TestCore } from "../../support/core_services.ts";
import { eachDatabase } from "../../support/test_database.ts";

const ADMIN = { actor: "admin", address: "192.0.2.9" };
const HOUR_MS = 3_600_000;

const suspend = (core: TestCore, accountId: number, hours: number | null, reason = "Spam") =>
  core.suspensions.suspend({
    accountId,
    reason,
    until: hours === null ? null : new Date(core.clock.now().getTime() + hours * HOUR_MS),
    ...ADMIN,
  });

const lift = (core: TestCore, accountId: number, suspensionId: number) =>
  core.suspensions.lift({ accountId, suspensionId, ...ADMIN });

eachDatabase("a suspension ends sessions, seats and game tokens, and keeps WildStar's tickets", async (database) => {
  const core = await createTestCore(database);
  const { id, token } = await core.register("ada");
  const { sessionId } = await core.sessions.verify(token);
  const ends: string[] = [];
  const holder = { holderId: "h", accountId: id, gameId: "g", sessionId, ended: (reason: string) => ends.push(reason) };
  await database.transaction((unit) => core.seats.take(unit, holder, { door: "websocket" }));
  await core.tickets.issue("game", { accountId: id, secret: Uint8Array.of(1), ttlMs: 1_000 });
  await suspend(core, id, 1);
  expect(ends).toEqual(["suspended"]);
  expect(core.sessions.verified(token)).toBeNull();
  expect(await codeOf(core.sessions.verify(token))).toBe("account_suspended");
  expect(await database.read.selectFrom("seats").select("holder_id").execute()).toEqual([]);
  expect(await database.read.selectFrom("sessions").select("end_reason").execute()).toEqual([
    { end_reason: "suspended" },
  ]);
  expect(await core.tickets.find("game", { secret: Uint8Array.of(1) })).toEqual({ accountId: id });
});

eachDatabase("what a suspension ended stays ended when it is over", async (database) => {
  const core = await createTestCore(database);
  const { id, token } = await core.register("ada");
  await suspend(core, id, 1);
  core.clock.advance(HOUR_MS);
  expect(await codeOf(core.sessions.verify(token))).toBe("invalid_token");
  expect(await codeOf(core.logIn("ada"))).toBe("no error");
});

eachDatabase("of several the longest counts, a ban before all", async (database) => {
  const core = await createTestCore(database);
  const { id } = await core.register("ada");
  const status = async () => {
    const counting = await findSuspension(database.read, id, core.clock.now());
    return `${statusOf(counting)} ${counting?.reason}`;
  };
  expect(await status()).toBe("active undefined");
  await suspend(core, id, 48, "two days");
  await suspend(core, id, 1, "an hour");
  expect(await status()).toBe("suspended two days");
  const ban = await suspend(core, id, null, "for good");
  await suspend(core, id, 72, "three days");
  expect(await status()).toBe("banned for good");
  await lift(core, id, ban.id);
  expect(await status()).toBe("suspended three days");
});

Deno.test("of no suspensions none counts", () => {
  expect(strongest([])).toBeNull();
});

eachDatabase("a lifted suspension lets the player in at once", async (database) => {
  const core = await createTestCore(database);
  const { id } = await core.register("ada");
  const first = await suspend(core, id, null);
  const second = await suspend(core, id, 1);
  await lift(core, id, first.id);
  expect(await codeOf(core.logIn("ada"))).toBe("account_suspended");
  await lift(core, id, second.id);
  expect(await codeOf(core.logIn("ada"))).toBe("no error");
});

eachDatabase("bans, suspensions and their ends are in the audit log", async (database) => {
  const core = await createTestCore(database);
  const { id } = await core.register("ada");
  const ban = await suspend(core, id, null, "Cheating");
  await suspend(core, id, 1, "Spam");
  await lift(core, id, ban.id);
  const { items } = await core.audit.list(database.read, { accountId: id, limit: 3 });
  expect(items.map(({ action, actor, address, reason }) => ({ action, actor, address, reason }))).toEqual([
    { action: "account.unsuspend", actor: "admin", address: "192.0.2.9", reason: "Cheating" },
    {
      action: "account.suspend",
      actor: "admin",
      address: "192.0.2.9",
      reason: "until 2026-01-01T01:00:00.000Z: Spam",
    },
    { action: "account.ban", actor: "admin", address: "192.0.2.9", reason: "Cheating" },
  ]);
});

eachDatabase("what is not there cannot be suspended or lifted", async (database) => {
  const core = await createTestCore(database);
  const { id } = await core.register("ada");
  const { id: bob } = await core.register("bob");
  expect(await codeOf(suspend(core, 999, 1))).toBe("not_found");
  expect(await codeOf(suspend(core, id, 0))).toBe("invalid_input");
  expect(await codeOf(suspend(core, id, -1))).toBe("invalid_input");
  const { id: suspension } = await suspend(core, id, 1);
  expect(await codeOf(lift(core, bob, suspension))).toBe("not_found");
  expect(await codeOf(lift(core, id, suspension))).toBe("no error");
  expect(await codeOf(lift(core, id, suspension))).toBe("not_found");
});

eachDatabase("a login at the same time as a ban is over before it or refused by it", async (database) => {
  const core = await createTestCore(database);
  const { id } = await core.register("ada");
  const logins = Array.from({ length: 6 }, () => core.logIn("ada").catch(() => null));
  const [ban, ...tokens] = await Promise.all([suspend(core, id, null), ...logins]);
  expect(ban.until).toBeNull();
  for (const token of tokens) {
    if (token !== null) expect(await codeOf(core.sessions.verify(token))).toBe("account_banned");
  }
  const living = await database.read.selectFrom("sessions").select("id").where("ended_at", "is", null).execute();
  expect(living).toEqual([]);
});
