/** The seat in the game: Auth takes it with the session key. */
import { expect } from "expect";
import { denied } from "./binary_client.ts";
import { type Door, eachDoor, type Player } from "./setup.ts";
import { openBrowser } from "./browser.ts";

const sessions = async (door: Door, { id }: Player): Promise<{ door: string; endReason: string | null }[]> =>
  (await door.admin("GET", `/accounts/${id}`)).json.sessions;
const authSessions = async (door: Door, player: Player): Promise<(string | null)[]> =>
  (await sessions(door, player)).filter((session) => session.door === "wildstar_auth").map(({ endReason }) =>
    endReason
  );

eachDoor("the seat", {}, async (door, t) => {
  await t.step("a session key takes it from a browser, which is told, and stays signed in", async () => {
    const player = await door.newPlayer("browsing");
    const browser = await openBrowser(door, player, "Explorer");
    await door.enter(player);
    expect(await browser.closed).toBe(4409);
    expect(await authSessions(door, player)).toEqual([null]);
    expect((await door.call("GET", "/api/auth/verify", { bearer: player.bearer })).status).toBe(200);
  });

  await t.step("a browser takes it back: the line to Auth is closed", async () => {
    const player = await door.newPlayer("returning");
    const client = await door.auth(player.address);
    const token = await door.token(player);
    expect((await client.ask({ email: player.email, token })).length).toBe(3);
    const browser = await openBrowser(door, player, "Returner");
    expect(await client.line.isEnded()).toBe(true);
    expect(await authSessions(door, player)).toEqual(["taken_elsewhere"]);
    browser.close();
  });

  await t.step("a newer session key takes it from the older", async () => {
    const player = await door.newPlayer("twice");
    const older = await door.auth(player.address);
    expect((await older.ask({ email: player.email, token: await door.token(player) })).length).toBe(3);
    door.clock.advance(1);
    await door.enter(player);
    expect(await older.line.isEnded()).toBe(true);
    expect(await authSessions(door, player)).toEqual([null, "taken_elsewhere"]);
  });

  await t.step("it outlives the line: the player has gone on to the world server", async () => {
    const player = await door.newPlayer("gone_on");
    await door.enter(player);
    expect(await authSessions(door, player)).toEqual([null]);
  });

  await t.step("a login that fails sends nobody away", async () => {
    const player = await door.newPlayer("seated");
    const browser = await openBrowser(door, player, "Sitter");
    expect(await (await door.sts()).logIn({ ...player, password: "wrong password" })).toBe(false);
    expect(await door.askAuth(player, new Uint8Array(16))).toEqual([denied(16)]);
    const token = await door.token(player);
    await door.admin("PATCH", "/servers/server_001", { online: false });
    expect(await door.askAuth(player, token)).toEqual([denied(18)]);
    await door.admin("PATCH", "/servers/server_001", { online: true });
    expect(await browser.isAnswered()).toBe(true);
    browser.close();
  });

  await t.step("a ban ends it and the line to Auth, and its session key is no longer good", async () => {
    const player = await door.newPlayer("cheater");
    const client = await door.auth(player.address);
    const answers = await client.ask({ email: player.email, token: await door.token(player) });
    await door.admin("POST", `/accounts/${player.id}/suspensions`, { reason: "cheating" });
    expect(await client.line.isEnded()).toBe(true);
    expect(await authSessions(door, player)).toEqual(["banned"]);
    const { json: { key } } = await door.admin("POST", "/servers/server_001/key");
    const realm = answers.at(-1);
    if (realm?.type !== "realm") throw new Error("There was no realm");
    const body = { email: player.email, session_key: realm.sessionKey.toHex() };
    expect((await door.call("POST", "/auth/session-key", { bearer: key, body })).json).toMatchObject({ valid: false });
  });
});
