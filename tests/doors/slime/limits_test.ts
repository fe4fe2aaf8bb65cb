import { expect } from "expect";
import { eachDoor, oneDoor, PASSWORD } from "./setup.ts";
import type { SlimeClient } from "./client.ts";
import { frame, PING } from "./wire.ts";
import { until } from "../../support/until.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

eachDoor("limits", {}, async (door, t) => {
  await door.newPlayer("hunted");

  await t.step("attempts at this door and over HTTP count together", async () => {
    const address = door.newAddress();
    const line = await door.connect(address);
    const body = { username: "hunted", password: "password124" };
    for (let attempt = 0; attempt < 3; attempt++) expect(await line.login(body)).toBe(3);
    for (let attempt = 0; attempt < 2; attempt++) {
      expect((await door.call("POST", "/api/auth/login", { body, address })).status).toBe(401);
    }
    expect(await line.login({ ...body, password: PASSWORD })).toBe(7);
    expect((await door.call("POST", "/api/auth/login", { body, address })).status).toBe(429);
  });

  await t.step(
    "after 20 failures the next keeps logins from the address out on every door, for an hour, and the audit log says so",
    async () => {
      const address = "203.0.113.77";
      const wrong = { username: "hunted", password: "password124" };
      // Known to the account: its guesses do not wait for others'.
      const proven = await door.connect(address);
      await proven.enter({ username: "hunted", password: PASSWORD });
      door.clock.advance(MINUTE_MS);
      for (let failure = 1; failure <= 20; failure++) {
        using line = await door.connect(address);
        expect(await line.login(wrong)).toBe(3);
        if (failure % 5 === 0) door.clock.advance(MINUTE_MS);
      }
      const line = await door.connect(address);
      expect(await line.login(wrong)).toBe(3);

      const until = new Date(door.clock.now().getTime() + HOUR_MS).toISOString();
      const body = { username: "hunted", password: PASSWORD };
      expect(await door.call("POST", "/api/auth/login", { body, address })).toMatchObject({
        status: 403,
        json: { code: "address_banned", until },
      });
      expect((await door.call("GET", "/api/games", { address })).status).toBe(200);
      const { json: { items: [entry] } } = await door.admin("GET", "/audit?action=ban.automatic");
      expect(entry).toMatchObject({ actor: "system", door: "slime", address });
      expect(entry.reason).toContain(until);
      expect(entry.reason).toContain(address);

      const banned = await door.connect(address);
      expect(await banned.login({ username: "hunted", password: PASSWORD })).toBe(7);
      door.clock.advance(HOUR_MS);
      const later = await door.connect(address);
      await later.enter({ username: "hunted", password: PASSWORD });
      expect((await door.call("GET", "/api/games", { address })).status).toBe(200);
    },
  );
});

oneDoor("over linesPerAddress a new line is closed in silence, until an older one is gone", {}, async (door) => {
  const address = door.newAddress();
  const lines: SlimeClient[] = [];
  for (let count = 0; count < 3; count++) lines.push(await door.connect(address));
  for (const line of lines) expect(await line.isAnswered()).toBe(true);

  const fourth = await door.connect(address);
  expect(await fourth.idsUntilEnd()).toEqual([]);
  expect(await (await door.connect()).isAnswered()).toBe(true);

  lines[0]!.close();
  // The server hears of the end in its own time.
  await until(async () => await (await door.connect(address)).isAnswered());
});

oneDoor("a line brings 200 messages at once and 50 a second more; the next one ends it", {}, async (door) => {
  const pings = (count: number) => Uint8Array.from(Array.from({ length: count }, () => [...frame(PING)]).flat());
  const line = await door.connect();
  const pong = { id: PING, body: new Uint8Array() };
  await line.write(pings(200));
  expect(await line.next()).toEqual(pong);
  door.clock.advance(1_000);
  await line.write(pings(50));
  expect(await line.next()).toEqual(pong); // one a second
  await line.write(pings(1));
  expect(await line.isTurnedAway()).toBe(true);
});
