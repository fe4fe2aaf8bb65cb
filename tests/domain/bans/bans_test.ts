import { expect } from "expect";
import { codeOf } from "../../support/code_of.ts";
import { createTestCore, ORIGIN, type TestCore } from "../../support/core_services.ts";
import { eachDatabase } from "../../support/test_database.ts";

const ADMIN = { actor: "admin", address: "192.0.2.9" };
const HOUR_MS = 3_600_000;

const ban = (core: TestCore, kind: "ip" | "mac", value: string, hours: number | null = null, reason = "Spam") =>
  core.bans.create({
    kind,
    value,
    reason,
    until: hours === null ? null : new Date(core.clock.now().getTime() + hours * HOUR_MS),
    ...ADMIN,
  });

eachDatabase("a ban is kept in one canonical form", async (database) => {
  const core = await createTestCore(database);
  expect((await ban(core, "ip", "198.51.100.77/24")).value).toBe("198.51.100.0/24");
  expect((await ban(core, "ip", "2001:DB8:0:0::1/64")).value).toBe("2001:db8::/64");
  expect((await ban(core, "ip", "::ffff:198.51.100.1")).value).toBe("198.51.100.1");
  expect((await ban(core, "mac", "00-1A-2B-3C-4D-5E")).value).toBe("001a2b3c4d5e");
});

eachDatabase("what is no address, no MAC or already over is refused", async (database) => {
  const core = await createTestCore(database);
  expect(await codeOf(ban(core, "ip", "everybody"))).toBe("invalid_input");
  expect(await codeOf(ban(core, "mac", ""))).toBe("invalid_input");
  expect(await codeOf(ban(core, "ip", "192.0.2.1", 0))).toBe("invalid_input");
  expect((await core.bans.list({ limit: 10 })).items).toEqual([]);
});

eachDatabase("the list has what holds now", async (database) => {
  const core = await createTestCore(database);
  const lifted = await ban(core, "ip", "192.0.2.1");
  await ban(core, "ip", "192.0.2.2", 1);
  await ban(core, "mac", "00:1A:2B:3C:4D:5E", 2);
  await core.bans.lift({ id: lifted.id, ...ADMIN });
  core.clock.advance(HOUR_MS);
  expect((await core.bans.list({ limit: 10 })).items.map(({ kind }) => kind)).toEqual(["mac"]);
});

eachDatabase("a device ban ends the sessions of that device", async (database) => {
  const core = await createTestCore(database);
  const { id } = await core.register("ada");
  const session = (sessionId: string, mac: string) => ({
    id: sessionId,
    account_id: id,
    door: "slime",
    address: "192.0.2.1",
    mac_key: mac,
    character_id: null,
    token_id: null,
    created_at: 0,
    last_active_at: 0,
    expires_at: null,
    ended_at: null,
    end_reason: null,
  });
  await database.write.insertInto("sessions").values([session("a", "001a2b3c4d5e"), session("b", "001a2b3c4d5f")])
    .execute();
  await ban(core, "mac", "00:1A:2B:3C:4D:5E");
  const rows = await database.read.selectFrom("sessions").select(["id", "end_reason"]).where("door", "=", "slime")
    .orderBy("id").execute();
  expect(rows).toEqual([{ id: "a", end_reason: "banned" }, { id: "b", end_reason: null }]);
});

eachDatabase("a device ban tells its reason, and of several the one that lasts", async (database) => {
  const core = await createTestCore(database);
  const refusal = () => core.bans.checkMac(database.read, "00:1a:2b:3c:4d:5e").then(() => null, (error) => error);
  expect(await refusal()).toBeNull();
  await ban(core, "mac", "00:1A:2B:3C:4D:5E", 1, "an hour");
  await ban(core, "mac", "00:1A:2B:3C:4D:5E", 3, "three hours");
  await ban(core, "mac", "00:1A:2B:3C:4D:5E", 2, "two hours");
  expect(await refusal()).toMatchObject({
    code: "mac_banned",
    details: { reason: "three hours", until: new Date("2026-01-01T03:00:00Z") },
  });
  const { id } = await ban(core, "mac", "00:1A:2B:3C:4D:5E", null, "for good");
  expect(await refusal()).toMatchObject({ details: { reason: "for good", until: null } });
  await core.bans.lift({ id, ...ADMIN });
  core.clock.advance(3 * HOUR_MS);
  expect(await refusal()).toBeNull();
});

eachDatabase("bans and their ends are in the audit log", async (database) => {
  const core = await createTestCore(database);
  const { id } = await ban(core, "ip", "192.0.2.0/24", 1);
  await core.bans.lift({ id, ...ADMIN });
  expect(await codeOf(core.bans.lift({ id, ...ADMIN }))).toBe("not_found");
  const { items } = await core.audit.list(database.read, { limit: 10 });
  expect(items.map(({ action, actor, reason }) => ({ action, actor, reason }))).toEqual([
    { action: "ban.lift", actor: "admin", reason: "ip 192.0.2.0/24" },
    { action: "ban.create", actor: "admin", reason: "ip 192.0.2.0/24 until 2026-01-01T01:00:00.000Z: Spam" },
  ]);
});

eachDatabase("an automatic ban does not pile up", async (database) => {
  const core = await createTestCore(database, { limits: { autoBanMinutes: 60 } });
  const banAutomatically = () =>
    core.database.transaction((unit) => core.bans.banAutomatically(unit, { network: ORIGIN.address, ...ORIGIN }));
  await banAutomatically();
  await banAutomatically();
  expect((await core.bans.list({ limit: 10 })).items).toHaveLength(1);
  core.clock.advance(HOUR_MS);
  await banAutomatically();
  expect((await core.bans.list({ limit: 10 })).items).toMatchObject([{ until: "2026-01-01T02:00:00.000Z" }]);
});

eachDatabase(
  "what an operator did holds at once: when it is answered the list is read, and the lines have heard",
  async (database) => {
    const core = await createTestCore(database);
    const address = "198.51.100.1";
    const heard: boolean[] = [];
    core.banList.onChange(() => heard.push(core.banList.isBanned(address)));
    const { id } = await ban(core, "ip", address, 2);
    expect(heard.splice(0)).toEqual([true]);

    const until = new Date(core.clock.now().getTime() + HOUR_MS);
    await core.bans.change({ id, change: { until }, ...ADMIN });
    expect(heard.splice(0)).toEqual([true]);
    await core.bans.lift({ id, ...ADMIN });
    expect(heard.splice(0)).toEqual([false]);

    const again = await ban(core, "ip", "198.51.100.0/24");
    expect(heard.splice(0)).toEqual([true]);
    await core.bans.liftMany({ ids: [again.id], reason: "A mistake", ...ADMIN });
    expect(heard).toEqual([false]);
  },
);
