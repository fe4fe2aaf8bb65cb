import { expect } from "expect";
import { createTestCore, ORIGIN, type TestCore } from "../../support/core_services.ts";
import { eachDatabase } from "../../support/test_database.ts";

const DAY_MS = 24 * 60 * 60_000;
const CONFIG = { accounts: { guests: true, guestDays: 30 } };

/** One run of each job of the room. */
async function runJobs({ deletionJobs }: TestCore) {
  for (const { run } of deletionJobs) await run(new AbortController().signal);
}

const guest = ({ guests, sessions }: TestCore) =>
  guests.create(ORIGIN, (unit, account) => sessions.open(unit, account, ORIGIN));

eachDatabase("a guest who was not here for 30 days goes, and who was, or is none any more, stays", async (database) => {
  const core = await createTestCore(database, { config: CONFIG });
  const [idle, busy, back, kept] = [await guest(core), await guest(core), await guest(core), await guest(core)];
  const there = async () =>
    (await database.read.selectFrom("accounts").select("id").execute()).map(({ id }) => id).sort();
  await core.guests.upgrade(
    { accountId: kept.account.id, username: "kept", password: "correct horse", origin: ORIGIN },
    () => Promise.resolve(),
  );

  core.clock.advance(29 * DAY_MS);
  await runJobs(core);
  expect(await there()).toHaveLength(4);
  await core.guests.logIn(back.guestKey, ORIGIN, () => Promise.resolve());
  await database.write.updateTable("sessions").set({ last_active_at: core.clock.now().getTime() })
    .where("account_id", "=", busy.account.id).execute();

  core.clock.advance(DAY_MS);
  await runJobs(core);
  expect(await there()).toEqual([busy, back, kept].map(({ account }) => account.id));
  // No mail, no reserved name; each that stays is looked at again when it could be idle.
  expect(await database.read.selectFrom("reserved_logins").selectAll().execute()).toEqual([]);
  expect(await database.read.selectFrom("mails").selectAll().execute()).toEqual([]);
  const log = await database.read.selectFrom("audit_log").select(["action", "actor", "address"])
    .where("account_id", "=", idle.account.id).orderBy("id").execute();
  expect(log.map(({ actor, action }) => `${actor} ${action}`).slice(-2)).toEqual([
    "system account.delete",
    "system account.delete",
  ]);
  expect(log.every(({ address }) => address === null)).toBe(true);

  core.clock.advance(28 * DAY_MS);
  await runJobs(core);
  expect(await there()).toHaveLength(3);
  core.clock.advance(DAY_MS);
  await runJobs(core);
  expect(await there()).toEqual([kept.account.id]);
  await core.close();
});

eachDatabase("many guests who are here do not hide one who is not", async (database) => {
  const core = await createTestCore(database, { config: CONFIG });
  core.clock.advance(40 * DAY_MS);
  const now = core.clock.now().getTime();
  const rows = Array.from({ length: 101 }, (_, index) => ({
    username: `guest_${index}`,
    username_key: `guest_${index}`,
    is_guest: 1,
    created_at: 0,
    last_login_at: index < 100 ? now : null,
  }));
  const made = await database.write.insertInto("accounts").values(rows).returning("id").execute();
  const keys = made.map(({ id }, index) => ({
    account_id: id,
    key_hash: Uint8Array.of(index),
    created_at: 0,
    last_seen_at: index,
  }));
  await database.write.insertInto("guest_keys").values(keys).execute();
  await runJobs(core);
  const left = await database.read.selectFrom("accounts").select("id").orderBy("id").execute();
  expect(left).toEqual(made.slice(0, 100));
  await core.close();
});
