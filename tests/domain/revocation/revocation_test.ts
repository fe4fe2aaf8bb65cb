import { expect } from "expect";
import type { DatabaseEvent } from "../../../lib/platform/database/events.ts";
import { createRevocation } from "../../../lib/domain/revocation/revocation.ts";
import type { Database } from "../../../lib/platform/database/database.ts";
import { addAccount } from "../../support/accounts.ts";
import { eachDatabase } from "../../support/test_database.ts";

async function setUp(database: Database) {
  const heard: DatabaseEvent[] = [];
  database.events.subscribe((event) => heard.push(event));
  const ada = await addAccount(database, "ada");
  const addSession = (id: string, mac: string | null = null) =>
    database.write.insertInto("sessions").values({
      id,
      account_id: ada,
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
    }).execute();
  const living = async () =>
    (await database.read.selectFrom("sessions").select("id").where("ended_at", "is", null).orderBy("id").execute())
      .map(({ id }) => id);
  return { ada, heard, addSession, living, revocation: createRevocation() };
}

eachDatabase("a session ends once", async (database) => {
  const { heard, addSession, living, revocation } = await setUp(database);
  await addSession("a");
  await addSession("b");
  expect(await database.transaction((unit) => revocation.endSession(unit, "a", "logged_out"))).toBe(true);
  expect(await database.transaction((unit) => revocation.endSession(unit, "a", "revoked"))).toBe(false);
  expect(await living()).toEqual(["b"]);
  expect(heard).toEqual([{ type: "sessions_ended", sessionIds: ["a"], reason: "logged_out" }]);
});

eachDatabase("everything of an account ends but for one session and what hangs on it", async (database) => {
  const { ada, heard, addSession, living, revocation } = await setUp(database);
  for (const id of ["a", "b"]) {
    await addSession(id);
    await database.write.insertInto("seats").values({
      account_id: ada,
      game_id: `game_${id}`,
      holder_id: id,
      session_id: id,
      character_id: null,
      door: "websocket",
      taken_at: 0,
    }).execute();
  }
  await database.transaction((unit) =>
    revocation.endAccount(unit, { accountId: ada, reason: "password_changed", exceptSessionId: "b" })
  );
  expect(await living()).toEqual(["b"]);
  expect(await database.read.selectFrom("seats").select("game_id").execute()).toEqual([{ game_id: "game_b" }]);
  expect(heard).toEqual([
    { type: "account_ended", accountId: ada, reason: "password_changed", exceptSessionId: "b" },
    { type: "game_tokens_ended", accountId: ada },
  ]);
});

eachDatabase("nobody hears of an end that was undone", async (database) => {
  const { ada, heard, addSession, living, revocation } = await setUp(database);
  await addSession("a");
  const failing = database.transaction(async (unit) => {
    await revocation.endAccount(unit, { accountId: ada, reason: "revoked" });
    throw new Error("undo");
  });
  await expect(failing).rejects.toThrow("undo");
  expect(await living()).toEqual(["a"]);
  expect(heard).toEqual([]);
});

eachDatabase("a device's sessions end together, told in events of a hundred", async (database) => {
  const { heard, addSession, living, revocation } = await setUp(database);
  for (let count = 0; count < 101; count++) await addSession(`mac ${count}`, "001122334455");
  await addSession("other", "001122334456");
  await addSession("browser");
  await database.transaction((unit) => revocation.endSessionsOfMac(unit, "001122334455"));
  expect(await living()).toEqual(["browser", "other"]);
  expect(heard.map((event) => event.type === "sessions_ended" && [event.sessionIds.length, event.reason])).toEqual([
    [100, "banned"],
    [1, "banned"],
  ]);
});
