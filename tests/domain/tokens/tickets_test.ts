import { expect } from "expect";
import { type Database, datedBy } from "../../../lib/platform/database/database.ts";
import { createTickets, deleteExpiredTickets } from "../../../lib/domain/tokens/tickets.ts";
import { addAccount } from "../../support/accounts.ts";
import { createTestClock } from "../../support/test_clock.ts";
import { eachDatabase } from "../../support/test_database.ts";

const MINUTE_MS = 60_000;
const SECRET = Uint8Array.from({ length: 16 }, (_, index) => index);
const OTHER = SECRET.map((byte) => byte ^ 0xff);

async function setUp(database: Database) {
  const clock = createTestClock();
  const ada = await addAccount(database, "ada");
  return { clock, ada, tickets: createTickets({ database: datedBy(clock, database), clock }) };
}

eachDatabase("a ticket is good once", async (database) => {
  const { tickets, ada } = await setUp(database);
  await tickets.issue("game", { accountId: ada, secret: SECRET, ttlMs: MINUTE_MS });
  expect(await tickets.redeem("game", { secret: SECRET })).toEqual({ accountId: ada });
  expect(await tickets.redeem("game", { secret: SECRET })).toBeNull();
});

eachDatabase("of sixteen who redeem a ticket at once one succeeds", async (database) => {
  const { tickets, ada } = await setUp(database);
  await tickets.issue("game", { accountId: ada, secret: SECRET, ttlMs: MINUTE_MS });
  const answers = await Promise.all(Array.from({ length: 16 }, () => tickets.redeem("game", { secret: SECRET })));
  expect(answers.filter((answer) => answer !== null)).toEqual([{ accountId: ada }]);
});

eachDatabase("looking at a ticket does not use it up", async (database) => {
  const { tickets, ada } = await setUp(database);
  await tickets.issue("game", { accountId: ada, secret: SECRET, ttlMs: MINUTE_MS });
  expect(await tickets.find("game", { secret: SECRET })).toEqual({ accountId: ada });
  expect(await tickets.find("game", { secret: SECRET })).toEqual({ accountId: ada });
  expect(await tickets.redeem("game", { secret: SECRET })).toEqual({ accountId: ada });
});

eachDatabase("a ticket ends at its last millisecond", async (database) => {
  const { tickets, ada, clock } = await setUp(database);
  await tickets.issue("game", { accountId: ada, secret: SECRET, ttlMs: MINUTE_MS });
  clock.advance(MINUTE_MS - 1);
  expect(await tickets.find("game", { secret: SECRET })).toEqual({ accountId: ada });
  clock.advance(1);
  expect(await tickets.find("game", { secret: SECRET })).toBeNull();
  expect(await tickets.redeem("game", { secret: SECRET })).toBeNull();
});

eachDatabase("a ticket of one kind is none of another", async (database) => {
  const { tickets, ada } = await setUp(database);
  await tickets.issue("game", { accountId: ada, secret: SECRET, ttlMs: MINUTE_MS });
  expect(await tickets.redeem("session", { secret: SECRET })).toBeNull();
  expect(await tickets.redeem("game", { secret: OTHER })).toBeNull();
  expect(await tickets.redeem("game", { secret: SECRET })).toEqual({ accountId: ada });
});

eachDatabase("a wrong account or address leaves the ticket to its bearer", async (database) => {
  const { tickets, ada } = await setUp(database);
  await tickets.issue("game", { accountId: ada, secret: SECRET, ttlMs: MINUTE_MS, address: "192.0.2.1" });
  expect(await tickets.redeem("game", { secret: SECRET, accountId: ada + 1, address: "192.0.2.1" })).toBeNull();
  expect(await tickets.redeem("game", { secret: SECRET, address: "192.0.2.2" })).toBeNull();
  expect(await tickets.redeem("game", { secret: SECRET })).toBeNull();
  expect(await tickets.find("game", { secret: SECRET, address: "192.0.2.2" })).toBeNull();
  expect(await tickets.redeem("game", { secret: SECRET, accountId: ada, address: "192.0.2.1" })).toEqual({
    accountId: ada,
  });
});

eachDatabase("a ticket that replaces ends the account's older ones of its kind, and no others", async (database) => {
  const { tickets, ada } = await setUp(database);
  const bob = await addAccount(database, "bob");
  await tickets.issue("session", { accountId: ada, secret: SECRET, ttlMs: MINUTE_MS });
  await tickets.issue("game", { accountId: ada, secret: SECRET, ttlMs: MINUTE_MS });
  await tickets.issue("session", { accountId: bob, secret: Uint8Array.of(7), ttlMs: MINUTE_MS });
  await tickets.issue("session", { accountId: ada, secret: OTHER, ttlMs: MINUTE_MS, replaces: true });
  expect(await tickets.find("session", { secret: SECRET })).toBeNull();
  expect(await tickets.find("session", { secret: OTHER })).toEqual({ accountId: ada });
  expect(await tickets.find("game", { secret: SECRET })).toEqual({ accountId: ada });
  expect(await tickets.find("session", { secret: Uint8Array.of(7) })).toEqual({ accountId: bob });
});

eachDatabase("of tickets that replace one another at once one is left", async (database) => {
  const { tickets, ada } = await setUp(database);
  const secrets = Array.from({ length: 8 }, (_, index) => Uint8Array.of(index));
  await Promise.all(
    secrets.map((secret) => tickets.issue("session", { accountId: ada, secret, ttlMs: MINUTE_MS, replaces: true })),
  );
  const found = await Promise.all(secrets.map((secret) => tickets.find("session", { secret })));
  expect(found.filter((answer) => answer !== null)).toHaveLength(1);
});

eachDatabase("the database holds no ticket's secret", async (database) => {
  const { tickets, ada } = await setUp(database);
  await tickets.issue("game", { accountId: ada, secret: SECRET, ttlMs: MINUTE_MS });
  const { secret_hash } = await database.read.selectFrom("tickets").select("secret_hash").executeTakeFirstOrThrow();
  // printf of the bytes 00 to 0f into sha256sum
  expect(secret_hash.toHex()).toBe("be45cb2605bf36bebde684841a28f0fd43c69850a3dce5fedba69928ee3a8991");
});

eachDatabase("expired tickets are deleted in batches, living ones stay", async (database) => {
  const { tickets, ada, clock } = await setUp(database);
  await tickets.issue("game", { accountId: ada, secret: SECRET, ttlMs: MINUTE_MS });
  await database.write.insertInto("tickets").values(Array.from({ length: 501 }, (_, index) => ({
    kind: "old",
    secret_hash: Uint8Array.of(index >> 8, index & 0xff),
    account_id: ada,
    address: null,
    created_at: 0,
    expires_at: clock.now().getTime(),
  }))).execute();
  expect(await deleteExpiredTickets(database, clock.now())).toBe(true);
  expect(await deleteExpiredTickets(database, clock.now())).toBe(false);
  const rows = await database.read.selectFrom("tickets").select("kind").execute();
  expect(rows).toEqual([{ kind: "game" }]);
});
