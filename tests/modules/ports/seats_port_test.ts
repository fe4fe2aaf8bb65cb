import { expect } from "expect";
import { unwatchedWork } from "../../../lib/platform/watchdog/work_watch.ts";
import { lockMac, macKey } from "../../../lib/domain/bans/mac_address.ts";
import type { Database } from "../../../lib/platform/database/database.ts";
import { AppError } from "../../../lib/platform/errors.ts";
import { createHookRunner } from "../../../lib/modules/host/hook_runner.ts";
import { createModuleMetrics } from "../../../lib/modules/host/metrics.ts";
import { createSeatsPort } from "../../../lib/modules/ports/seats_port.ts";
import type { SeatEnd, SeatsPort } from "../../../lib/modules/types.ts";
import { createTestCore, type TestCore } from "../../support/core_services.ts";
import { eachDatabase } from "../../support/test_database.ts";

type Taking = Parameters<SeatsPort["take"]>[0];

const MAC = "00-11-22-33-44-55";

async function createFixture(database: Database) {
  const core = await createTestCore(database);
  const { clock, log } = core;
  const runner = createHookRunner({
    database,
    clock,
    log,
    metrics: createModuleMetrics(),
    budgetMs: 2_000,
    watch: unwatchedWork,
  });
  const seats = createSeatsPort({ ...core, runner, doorOf: (said) => said, gameName: "Slime Online" }, "slime");
  const { id: accountId } = await core.register("player");
  const ends: SeatEnd[] = [];
  const taking: Taking = {
    accountId,
    door: "slime",
    address: "192.0.2.1",
    ended: (reason) => ends.push(reason),
  };
  const sessions = () =>
    database.read.selectFrom("sessions").select(["door", "address", "mac_key", "ended_at", "end_reason", "device"])
      .where("door", "=", "slime").orderBy("created_at").execute();
  const seatRows = () => database.read.selectFrom("seats").selectAll().execute();
  return { core, seats, taking, ends, sessions, seatRows };
}

/** Long enough for a seat that need not wait; where the engine has one writer, all do. */
async function takeAnother(core: TestCore, seats: SeatsPort, taking: Taking): Promise<void> {
  if (core.database.engine === "sqlite") return;
  const { id: accountId } = await core.register("other");
  await seats.take({ ...taking, accountId });
}

eachDatabase("a seat opens a session, and its release ends it for the reason given", async (database) => {
  const { core, seats, taking, ends, sessions, seatRows } = await createFixture(database);
  const seat = await seats.take({ ...taking, macAddress: MAC });
  const row = { door: "slime", address: "192.0.2.1", mac_key: "001122334455", device: "Slime Online" };
  expect(await sessions()).toEqual([{ ...row, ended_at: null, end_reason: null }]);
  core.clock.advance(1_000);
  await seat.release("timed_out");
  await seat.release("shutdown");
  expect(await sessions()).toEqual([{ ...row, ended_at: core.clock.now().getTime(), end_reason: "timed_out" }]);
  expect(await seatRows()).toEqual([]);
  expect(ends).toEqual([]);
  await core.close();
});

eachDatabase("what a module writes with the seat is there with it, or not at all", async (database) => {
  const { core, seats, taking, sessions, seatRows } = await createFixture(database);
  await database.write.schema.createTable("slime_notes").addColumn("note", "text").execute();
  const also = async (db: Parameters<NonNullable<typeof taking.also>>[0]) =>
    void await db.query("insert into slime_notes (note) values (?)", ["here"]);
  const refusing = async (db: Parameters<typeof also>[0]) => {
    await also(db);
    throw new AppError("overloaded", "Could not find a number");
  };
  const notes = () => database.read.selectFrom("slime_notes" as "seats").selectAll().execute();

  await expect(seats.take({ ...taking, also: refusing })).rejects.toMatchObject({ code: "overloaded" });
  expect([await notes(), await sessions(), await seatRows()]).toEqual([[], [], []]);
  await seats.take({ ...taking, also });
  expect([(await notes()).length, (await sessions()).length, (await seatRows()).length]).toEqual([1, 1, 1]);
  await core.close();
});

eachDatabase("a seat that is refused leaves the older holder where it is", async (database) => {
  const { core, seats, taking, ends } = await createFixture(database);
  await seats.take(taking);
  const refused = seats.take({ ...taking, also: () => Promise.reject(new AppError("overloaded", "Could not")) });
  await expect(refused).rejects.toThrow();
  expect(ends).toEqual([]);
  await core.close();
});

eachDatabase("a suspension or a MAC's ban that came after the proof refuses the seat", async (database) => {
  const { core, seats, taking, sessions } = await createFixture(database);
  const by = { actor: "admin", address: "192.0.2.9", until: null };
  await core.bans.create({ kind: "mac", value: "00:11:22:33:44:55", reason: "a bad device", ...by });
  await expect(seats.take({ ...taking, macAddress: MAC })).rejects.toMatchObject({ code: "mac_banned" });
  await core.suspensions.suspend({ accountId: taking.accountId, reason: "cheating", ...by });
  await expect(seats.take(taking)).rejects.toMatchObject({ code: "account_banned" });
  expect(await sessions()).toEqual([]);
  await core.close();
});

eachDatabase("a MAC's ban that is not committed yet holds a seat on its way up", async (database) => {
  const { core, seats, taking } = await createFixture(database);
  const written = Promise.withResolvers<void>();
  const commit = Promise.withResolvers<void>();
  const banning = database.transaction(async (unit) => {
    await lockMac(unit, MAC);
    await unit.db.insertInto("bans").values({
      kind: "mac",
      value: macKey(MAC),
      reason: "a bad device",
      until: null,
      created_at: core.clock.now().getTime(),
      created_by: "admin",
      lifted_at: null,
    }).execute();
    written.resolve();
    await commit.promise;
  });
  await written.promise;
  const taken = seats.take({ ...taking, macAddress: MAC }).catch((error) => error.code);
  await takeAnother(core, seats, taking);
  commit.resolve();
  await banning;
  expect(await taken).toBe("mac_banned");
  await core.close();
});

eachDatabase("a seat that is taken while its older line just ends waits for that, and gets it", async (database) => {
  const { core, seats, taking, sessions } = await createFixture(database);
  const older = await seats.take(taking);
  const ended = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const ending = database.transaction(async (unit) => {
    await unit.db.updateTable("sessions").set({ ended_at: 1, end_reason: "disconnected" })
      .where("id", "=", older.sessionId).execute();
    ended.resolve();
    await goOn.promise;
    await unit.db.deleteFrom("seats").where("session_id", "=", older.sessionId).execute();
  });
  await ended.promise;
  const taken = seats.take(taking);
  await takeAnother(core, seats, taking);
  goOn.resolve();
  await ending;
  await taken;
  const reasons = (await sessions()).map(({ end_reason }) => end_reason);
  expect(reasons.filter((reason) => reason === "disconnected")).toHaveLength(1);
  await core.close();
});
