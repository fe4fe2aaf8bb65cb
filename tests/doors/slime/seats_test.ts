import { expect } from "expect";
import { Browser } from "./browser.ts";
import { type Door, eachDoor, PASSWORD } from "./setup.ts";
import { LOGOUT, SERVER_CLOSE } from "./wire.ts";
import { WIDE_POOL } from "../../support/test_server.ts";
import { until } from "../../support/until.ts";

const enter = async (door: Door, username: string) => {
  const line = await door.connect();
  const { playerId } = await line.enter({ username, password: PASSWORD });
  return { line, playerId };
};
/** Why its sessions ended, in no order; `null` for those that live. */
const ends = async (door: Door, username: string): Promise<string[]> =>
  (await door.account(username)).sessions.map(({ endReason }: { endReason: string | null }) => String(endReason))
    .toSorted();

eachDoor("the seat", { env: WIDE_POOL }, async (door, t) => {
  await t.step("a second login takes it: the older line gets SERVER_CLOSE and is closed", async () => {
    await door.newPlayer("twice");
    const older = await enter(door, "twice");
    const newer = await enter(door, "twice");
    expect(await older.line.isTurnedAway()).toBe(true);
    expect(newer.playerId).toBe(older.playerId);
    expect(await newer.line.isAnswered()).toBe(true);
    expect(await ends(door, "twice")).toEqual(["null", "taken_elsewhere"]);
  });

  await t.step("a login that fails kicks nobody", async () => {
    await door.newPlayer("seated");
    const { line } = await enter(door, "seated");
    await door.admin("POST", "/bans", { kind: "mac", value: "00-00-00-00-00-99", reason: "a bad device" });
    const other = await door.connect();
    expect(await other.login({ username: "seated", password: "password124" })).toBe(3);
    expect(await other.login({ username: "seated", password: PASSWORD, mac: "00-00-00-00-00-99" })).toBe(8);
    expect(await other.login({ username: "seated", password: PASSWORD, version: "0.107" })).toBe(5);
    expect(await line.isAnswered()).toBe(true);
  });

  await t.step("of many logins at once one stays, the others are closed after their SERVER_CLOSE", async () => {
    await door.newPlayer("crowd");
    const lines = await Promise.all(Array.from({ length: 8 }, () => enter(door, "crowd")));
    const staying = (await ends(door, "crowd")).filter((reason) => reason === "null");
    expect(staying).toHaveLength(1);
    const open = new Set(lines.map(({ line }) => line));
    const closings = lines.map(({ line }) => line.idsUntilEnd().finally(() => open.delete(line)));
    await until(() => open.size === 1);
    for (const line of open) await line.send(LOGOUT);
    expect((await Promise.all(closings)).flat()).toEqual(Array(7).fill(SERVER_CLOSE));
    expect(await ends(door, "crowd")).toEqual([
      ...Array(8).fill(expect.stringMatching(/^(taken_elsewhere|logged_out)$/)),
    ]);
  });

  await t.step("a player id is given back when the line just goes", async () => {
    await door.newPlayer("gone");
    const { line } = await enter(door, "gone");
    line.close();
    const again = await enter(door, "gone");
    await again.line.send(LOGOUT);
    expect(await again.line.idsUntilEnd()).toEqual([]);
    expect((await ends(door, "gone")).includes("null")).toBe(false);
  });

  await t.step("a browser that plays the character loses the seat to a login here, with 4409", async () => {
    await door.newPlayer("two_windows");
    const browser = await Browser.play(door, "two_windows");
    const { line } = await enter(door, "two_windows");
    expect(await browser.closed).toBe(4409);
    expect(await line.isAnswered()).toBe(true);
  });

  await t.step("and a browser that selects the character ends the line here", async () => {
    await door.newPlayer("other_window");
    const { line } = await enter(door, "other_window");
    const browser = await Browser.play(door, "other_window");
    expect(await line.isTurnedAway()).toBe(true);
    expect(await ends(door, "other_window")).toEqual(["null", "taken_elsewhere"]);
    await browser.close();
  });
});
