/** One account for this door and the browser's. */
import { expect } from "expect";
import { type Door, eachDoor, PASSWORD } from "./setup.ts";
import { WIDE_POOL } from "../../support/test_server.ts";

/** "passé", as a GameMaker program sends it and as a browser may. */
const WINDOWS_1252 = Uint8Array.of(0x70, 0x61, 0x73, 0x73, 0xe9);
const DECOMPOSED = "passe\u0301";

const online = async (door: Door, username: string) => {
  const line = await door.connect();
  await line.enter({ username, password: PASSWORD });
  return line;
};
const bearerOf = async (door: Door, username: string, password = PASSWORD): Promise<string> =>
  (await door.call("POST", "/api/auth/login", { body: { username, password } })).json.token;
const register = async (door: Door, username: string): Promise<string> =>
  (await door.call("POST", "/api/auth/register", { body: { username, password: PASSWORD } })).json.token;

eachDoor("this door and the browser", { env: WIDE_POOL }, async (door, t) => {
  await t.step("an account made here logs in over HTTP", async () => {
    await door.newPlayer("Native_One");
    const body = { username: "native_one", password: PASSWORD };
    expect(await door.call("POST", "/api/auth/login", { body })).toMatchObject({
      status: 200,
      json: { username: "Native_One" },
    });
  });

  await t.step("an account made over HTTP logs in here, and gets its character at its first login", async () => {
    const bearer = await register(door, "Browser_One");
    const characters = async () => (await door.call("GET", "/api/characters?gameId=slime", { bearer })).json.characters;
    expect(await characters()).toEqual([]);
    const line = await online(door, "browser_one");
    expect(await characters()).toMatchObject([{ name: "Browser_One", gameId: "slime" }]);
    line.close();
    await online(door, "browser_one");
    expect(await characters()).toHaveLength(1);
  });

  await t.step("of many first logins at once all find one character", async () => {
    const bearer = await register(door, "rushing");
    const entries = await Promise.allSettled(Array.from({ length: 6 }, () => online(door, "rushing")));
    // Who loses the seat before the answer is out gets SERVER_CLOSE in its place.
    expect(entries.filter(({ status }) => status === "fulfilled").length).toBeGreaterThan(0);
    const { json } = await door.call("GET", "/api/characters?gameId=slime", { bearer });
    expect(json.characters).toHaveLength(1);
  });

  await t.step("players' own create and delete calls are managed_by_game", async () => {
    await door.newPlayer("managed");
    const bearer = await bearerOf(door, "managed");
    const body = { gameId: "slime", name: "Another" };
    expect(await door.call("POST", "/api/characters", { bearer, body })).toMatchObject({
      status: 409,
      json: { code: "managed_by_game" },
    });
    const { json: { characters: [character] } } = await door.call("GET", "/api/characters?gameId=slime", { bearer });
    expect(await door.call("DELETE", `/api/characters/${character.id}`, { bearer })).toMatchObject({
      status: 409,
      json: { code: "managed_by_game" },
    });
  });

  await t.step("logout-all ends the line", async () => {
    await door.newPlayer("everywhere");
    const line = await online(door, "everywhere");
    const bearer = await bearerOf(door, "everywhere");
    expect((await door.call("POST", "/api/auth/logout-all", { bearer })).status).toBe(204);
    expect(await line.isTurnedAway()).toBe(true);
  });

  await t.step("logout of the browser leaves the line alone", async () => {
    await door.newPlayer("elsewhere");
    const line = await online(door, "elsewhere");
    const bearer = await bearerOf(door, "elsewhere");
    expect((await door.call("POST", "/api/auth/logout", { bearer })).status).toBe(204);
    expect(await line.isAnswered()).toBe(true);
  });

  await t.step("a changed password ends the line, and is asked for here from then on", async () => {
    await door.newPlayer("changing");
    const line = await online(door, "changing");
    const bearer = await bearerOf(door, "changing");
    const body = { currentPassword: PASSWORD, newPassword: "another password" };
    expect((await door.call("POST", "/api/auth/password", { bearer, body })).status).toBe(204);
    expect(await line.isTurnedAway()).toBe(true);
    const again = await door.connect();
    expect(await again.login({ username: "changing", password: PASSWORD })).toBe(3);
    await again.enter({ username: "changing", password: "another password" });
  });

  await t.step("a password in Windows-1252 is the same as in a browser, composed or not", async () => {
    const line = await door.connect();
    // "passé" alone has five characters, one too few for a new account.
    const password = Uint8Array.of(...WINDOWS_1252, 0x21);
    expect(await line.register({ username: "accented", password })).toBe(1);
    await line.enter({ username: "accented", password });
    for (const typed of ["passé!", `${DECOMPOSED}!`]) {
      const { status } = await door.call("POST", "/api/auth/login", {
        body: { username: "accented", password: typed },
      });
      expect(status).toBe(200);
    }
    const utf8 = await door.connect();
    await utf8.enter({ username: "accented", password: new TextEncoder().encode(`${DECOMPOSED}!`) });
  });

  await t.step("and the other way round", async () => {
    const body = { username: "from_browser", password: `${DECOMPOSED}!` };
    expect((await door.call("POST", "/api/auth/register", { body })).status).toBe(201);
    const line = await door.connect();
    await line.enter({ username: "from_browser", password: Uint8Array.of(...WINDOWS_1252, 0x21) });
  });
});
