import { expect } from "expect";
import { createAudit } from "../../../lib/domain/audit/audit.ts";
import { createTestClock } from "../../support/test_clock.ts";
import { eachDatabase } from "../../support/test_database.ts";

const audit = createAudit({ clock: createTestClock() });

eachDatabase("an entry says who did what, to whom, from where, why and when", async (database) => {
  await audit.record(database.write, {
    action: "account.ban",
    actor: "admin",
    accountId: 7,
    door: "http",
    address: "192.0.2.1",
    reason: "Cheating",
  });
  await audit.record(database.write, { action: "key.rotate", actor: "system" });
  const { items } = await audit.list(database.read, { limit: 10 });
  expect(items).toEqual([
    {
      id: items[0]!.id,
      at: "2026-01-01T00:00:00.000Z",
      action: "key.rotate",
      actor: "system",
      account: null,
      door: null,
      address: null,
      reason: null,
    },
    {
      id: items[1]!.id,
      at: "2026-01-01T00:00:00.000Z",
      action: "account.ban",
      actor: "admin",
      account: 7,
      door: "http",
      address: "192.0.2.1",
      reason: "Cheating",
    },
  ]);
});

eachDatabase(
  "what an operator did came by their door; the server itself and its commands come by none",
  async (database) => {
    await audit.record(database.write, { action: "account.ban", actor: "admin", accountId: 7, address: "192.0.2.1" });
    await audit.record(database.write, { action: "account.role", actor: "command", accountId: 7, address: "" });
    await audit.record(database.write, { action: "audit.archive", actor: "system" });
    await audit.record(database.write, {
      action: "login.failed",
      actor: "anonymous",
      door: null,
      address: "192.0.2.1",
    });
    const { items } = await audit.list(database.read, { limit: 10 });
    expect(items.map(({ action, door }) => [action, door])).toEqual([
      ["login.failed", null],
      ["audit.archive", null],
      ["account.role", null],
      ["account.ban", "admin"],
    ]);
  },
);

eachDatabase("no entry is changed or deleted, not even by this program", async (database) => {
  await audit.record(database.write, { action: "key.rotate", actor: "system" });
  const change = database.write.updateTable("audit_log").set({ actor: "nobody" }).execute();
  await expect(change).rejects.toThrow("append-only");
  await expect(database.write.deleteFrom("audit_log").execute()).rejects.toThrow("append-only");
  expect((await audit.list(database.read, { limit: 10 })).items).toMatchObject([{ actor: "system" }]);
});

eachDatabase("an entry loses its address once, and nothing else of it changes with that", async (database) => {
  const entry = { action: "account.email", actor: "account_7", accountId: 7, reason: "why", name: "ada" } as const;
  await audit.record(database.write, { ...entry, door: "http", address: "192.0.2.1" });
  const change = (values: object) => database.write.updateTable("audit_log").set(values).execute();
  const columns = { id: 8, at: 8, action: "a", actor: "b", account_id: null, door: null, reason: null, name: null };
  for (const [column, value] of Object.entries(columns)) {
    await expect(change({ address: null, [column]: value })).rejects.toThrow();
  }
  await expect(change({ address: "192.0.2.2" })).rejects.toThrow("append-only");
  await change({ address: null });
  await expect(change({ address: "192.0.2.1" })).rejects.toThrow("append-only");
  const [kept] = await database.read.selectFrom("audit_log").selectAll().execute();
  expect(kept).toMatchObject({ action: entry.action, actor: entry.actor, account_id: 7, reason: "why", name: "ada" });
});

eachDatabase("an entry is undone with what it tells of", async (database) => {
  const failing = database.transaction(async (unit) => {
    await audit.record(unit.db, { action: "key.rotate", actor: "system" });
    throw new Error("undo");
  });
  await expect(failing).rejects.toThrow("undo");
  expect((await audit.list(database.read, { limit: 10 })).items).toEqual([]);
});

eachDatabase("pages go from the newest to the oldest, without gaps while entries are added", async (database) => {
  const record = (accountId: number) =>
    audit.record(database.write, { action: "account.email", actor: "a", accountId });
  for (const accountId of [1, 2, 3, 4, 5]) await record(accountId);
  const first = await audit.list(database.read, { limit: 2 });
  await record(6);
  const second = await audit.list(database.read, { limit: 2, after: first.next! });
  const third = await audit.list(database.read, { limit: 2, after: second.next! });
  expect([first, second, third].map(({ items }) => items.map(({ account }) => account))).toEqual([[5, 4], [3, 2], [1]]);
  expect(third.next).toBeNull();
});

eachDatabase("the log is filtered by account and action together", async (database) => {
  const record = (action: "account.email" | "account.ban", accountId: number) =>
    audit.record(database.write, { action, actor: "a", accountId });
  await record("account.email", 1);
  await record("account.ban", 1);
  await record("account.ban", 2);
  const count = async (filter: { accountId?: number; action?: string }) =>
    (await audit.list(database.read, { ...filter, limit: 10 })).items.length;
  expect(await count({ accountId: 1 })).toBe(2);
  expect(await count({ action: "account.ban" })).toBe(2);
  expect(await count({ accountId: 1, action: "account.ban" })).toBe(1);
  expect(await count({ action: "account" })).toBe(0);
});

eachDatabase("a long reason is cut", async (database) => {
  await audit.record(database.write, { action: "account.ban", actor: "admin", reason: "x".repeat(501) });
  expect((await audit.list(database.read, { limit: 1 })).items[0]!.reason).toBe("x".repeat(500));
});
