import { expect } from "expect";
import { eachDoor, PASSWORD } from "./setup.ts";

eachDoor("REGISTER", {}, async (door, t) => {
  await t.step("the shipped client's layout, three strings, makes an account", async () => {
    const line = await door.connect();
    expect(await line.register({ username: "shipped", password: PASSWORD, mac: "00-11-22-33-44-55" })).toBe(1);
  });

  await t.step("the document's layout, with the version first, makes one too", async () => {
    const line = await door.connect();
    expect(await line.register({ username: "documented", password: PASSWORD, version: "0.106" })).toBe(1);
  });

  await t.step("the line goes on: the same one may log in", async () => {
    const line = await door.newPlayer("goes_on");
    expect(await line.enter({ username: "goes_on", password: PASSWORD })).toMatchObject({ username: "goes_on" });
  });

  await t.step("a name that is taken, in whichever case, is 2", async () => {
    const line = await door.newPlayer("Taken");
    expect(await line.register({ username: "tAKEN", password: PASSWORD })).toBe(2);
  });

  await t.step("a name or password that the rules refuse is 2, and nothing is made", async () => {
    const line = await door.connect();
    expect(await line.register({ username: "no", password: PASSWORD })).toBe(2);
    expect(await line.register({ username: "sp ace", password: PASSWORD })).toBe(2);
    expect(await line.register({ username: "short_password", password: "12345" })).toBe(2);
    expect(await line.register({ username: "long_password", password: "x".repeat(73) })).toBe(2);
    expect(await line.register({ username: "unversioned", password: PASSWORD, version: "0.105" })).toBe(2);
    for (const name of ["short_password", "long_password", "unversioned"]) {
      expect((await door.admin("GET", `/accounts?search=${name}`)).json.items).toEqual([]);
    }
  });

  await t.step("a name may begin with a digit", async () => {
    const line = await door.newPlayer("1st_slime");
    expect(await line.enter({ username: "1st_slime", password: PASSWORD })).toMatchObject({ username: "1st_slime" });
  });

  await t.step("from a banned address it is 3, with a banned MAC 4", async () => {
    await door.banAddress("192.0.2.0/28");
    await door.admin("POST", "/bans", { kind: "mac", value: "AA:BB:CC:DD:EE:01", reason: "a bad device" });
    const line = await door.connect("192.0.2.15");
    expect(await line.register({ username: "banned_street", password: PASSWORD })).toBe(3);
    const other = await door.connect();
    expect(await other.register({ username: "banned_mac", password: PASSWORD, mac: "aabb.ccdd.ee01" })).toBe(4);
    expect((await door.admin("GET", "/accounts?search=banned_")).json.items).toEqual([]);
  });

  await t.step("the fourth account of a day from one address is 3, counted with the browser's", async () => {
    const address = door.newAddress();
    const body = { username: "day_one", password: PASSWORD };
    expect((await door.call("POST", "/api/auth/register", { body, address })).status).toBe(201);
    const line = await door.connect(address);
    expect(await line.register({ username: "day_two", password: PASSWORD })).toBe(1);
    expect(await line.register({ username: "day_three", password: PASSWORD })).toBe(1);
    expect(await line.register({ username: "day_four", password: PASSWORD })).toBe(3);
    expect((await door.call("POST", "/api/auth/register", { body: { ...body, username: "day_five" }, address })).status)
      .toBe(429);
  });

  await t.step("the account, its character and the character's inventory are there at once", async () => {
    await door.newPlayer("whole");
    const { json: { token } } = await door.call("POST", "/api/auth/login", {
      body: { username: "whole", password: PASSWORD },
    });
    const { json } = await door.call("GET", "/api/characters?gameId=slime", { bearer: token });
    expect(json.characters).toMatchObject([{ name: "whole", gameId: "slime", level: 1 }]);
  });
});
