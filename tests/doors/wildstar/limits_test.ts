/** What one address may do at this door, counted with all others. */
import { expect } from "expect";
import { denied } from "./binary_client.ts";
import { readPacket } from "./frames.ts";
import type { Line } from "./line.ts";
import { join } from "./numbers.ts";
import { type Door, eachDoor, oneDoor, PASSWORD } from "./setup.ts";
import { StsClient } from "./sts_client.ts";

const MINUTE_MS = 60_000;
const FALSE_TOKEN = new Uint8Array(16).fill(9);

const isProven = async (door: Door, email: string, password: string, address: string) => {
  const client = await door.sts(address);
  const proven = await client.logIn({ email, password });
  await client.line.end();
  return proven;
};

eachDoor("limits", {}, async (door, t) => {
  const hunted = await door.newPlayer("hunted");

  await t.step("a player may go all the way in five times a minute, and no sixth time", async () => {
    const player = await door.newPlayer("eager");
    for (let logins = 0; logins < 5; logins++) expect(await door.enter(player)).toMatchObject({ name: "Gatehouse" });
    expect(await isProven(door, player.email, PASSWORD, player.address)).toBe(false);
    door.clock.advance(MINUTE_MS);
    expect(await door.enter(player)).toMatchObject({ name: "Gatehouse" });
  });

  await t.step(
    "an address that is over its attempts is refused by Auth as well, with 0, its token left alone",
    async () => {
      const player = await door.newPlayer("hasty");
      const token = await door.token(player);
      for (let attempts = 0; attempts < 5; attempts++) await isProven(door, player.email, "wrong one", player.address);
      expect(await door.askAuth(player, token)).toEqual([denied(0)]);
      expect(await door.askAuth(player, token, "documented")).toEqual([denied(0)]);
      door.clock.advance(MINUTE_MS);
      expect((await door.askAuth(player, token)).length).toBe(3);
    },
  );

  await t.step("false tokens at Auth are attempts: five, then 0 at every door", async () => {
    const address = door.newAddress();
    const ask = async () => (await door.askAuth({ email: hunted.email, address }, FALSE_TOKEN)).at(-1);
    for (let attempts = 0; attempts < 5; attempts++) expect(await ask()).toEqual(denied(16));
    expect(await ask()).toEqual(denied(0));
    expect(await isProven(door, hunted.email, PASSWORD, address)).toBe(false);
    const client = await door.binary(address);
    await client.line.write(client.hello({ email: hunted.email }));
    await client.greeted();
    expect(await client.answer()).toEqual(denied(0));
    const body = { username: "hunted", password: PASSWORD };
    expect((await door.call("POST", "/api/auth/login", { body, address })).status).toBe(429);
  });

  await t.step("STS, Auth and HTTP count together; a look at Auth alone is no attempt", async () => {
    const address = door.newAddress();
    for (let looks = 0; looks < 6; looks++) {
      const client = await door.auth(address);
      expect(await client.ask({ email: hunted.email, token: FALSE_TOKEN, build: 1 })).toEqual([denied(19)]);
      await client.line.end();
    }
    const body = { username: "hunted", password: "wrong password" };
    for (let attempts = 0; attempts < 2; attempts++) {
      expect((await door.call("POST", "/api/auth/login", { body, address })).status).toBe(401);
      expect(await isProven(door, hunted.email, "wrong password", address)).toBe(false);
    }
    expect(await door.askAuth({ email: hunted.email, address }, FALSE_TOKEN)).toEqual([denied(16)]);
    expect(await isProven(door, hunted.email, PASSWORD, address)).toBe(false);
    door.clock.advance(MINUTE_MS);
    expect(await isProven(door, hunted.email, PASSWORD, address)).toBe(true);
  });

  await t.step("after 20 failures the next keeps logins from the address out: STS says 3002, Auth 26", async () => {
    const address = "203.0.113.77";
    // Known to the account: its guesses do not wait for others'.
    expect(await isProven(door, hunted.email, PASSWORD, address)).toBe(true);
    door.clock.advance(MINUTE_MS);
    for (let failures = 1; failures <= 20; failures++) {
      if (failures % 2 === 0) expect(await isProven(door, hunted.email, "wrong password", address)).toBe(false);
      else expect(await door.askAuth({ email: hunted.email, address }, FALSE_TOKEN)).toEqual([denied(16)]);
      if (failures % 5 === 0) door.clock.advance(MINUTE_MS);
    }
    const last = await door.sts(address);
    await last.line.write(last.startRequest("nobody@example.com"));
    expect(await last.reply()).toMatchObject({ status: "200  OK" });
    await last.line.write(last.proofRequest({ M1: new Uint8Array(32).fill(1) }));
    expect(await last.reply()).toMatchObject({ status: "400  Bad Request" });

    expect(await isProven(door, hunted.email, PASSWORD, address)).toBe(false);
    expect(await door.askAuth({ email: hunted.email, address }, FALSE_TOKEN)).toEqual([denied(26)]);
    const { json } = await door.admin("GET", "/audit?action=ban.automatic");
    expect(json.items[0]).toMatchObject({ address, actor: "system" });
    door.clock.advance(60 * MINUTE_MS);
    expect(await isProven(door, hunted.email, PASSWORD, address)).toBe(true);
  });
});

oneDoor("three lines for each address and door; a fourth is closed in silence", {}, async (door) => {
  const address = door.newAddress();
  const auth = await Promise.all([1, 2, 3].map(() => door.auth(address)));
  const sts = await Promise.all([1, 2, 3].map(() => door.sts(address)));
  for (const client of sts) expect(await client.start("nobody@example.com")).not.toBe(null);
  expect(await (await door.line("realm", address)).isEnded()).toBe(true);
  const fourth = new StsClient(await door.line("auth", address));
  expect(await fourth.line.isEnded()).toBe(true);
  await door.auth();

  await auth[0]!.line.end();
  await door.auth(address);
});

oneDoor("a line brings 200 messages at once and 50 a second more; the next one ends it", {}, async (door, t) => {
  const ping = Uint8Array.of(7, 0, 0, 0, 0, 0, 1);
  const pong = { opcode: 1, payload: Uint8Array.of(1) };
  const flood = async (line: Line, count: number) => {
    await line.write(join(...Array.from({ length: count }, () => ping)));
    for (let answers = 0; answers < count; answers++) expect(await readPacket(line)).toEqual(pong);
  };
  const drain = async (line: Line) => {
    await flood(line, 200);
    door.clock.advance(1_000);
    await flood(line, 50);
    await line.write(ping);
    expect(await line.isEnded()).toBe(true);
  };

  await t.step("at Auth", async () => await drain((await door.auth()).line));

  await t.step("at STS in the documented dialect, also in one segment with the first byte", async () => {
    const client = await door.binary();
    await client.line.write(ping);
    await client.greeted();
    expect(await readPacket(client.line)).toEqual(pong);
    door.clock.advance(1_000);
    await drain(client.line);
  });

  await t.step("at STS in the native dialect", async () => {
    const client = await door.sts(); // its Connect is the first
    const pings = Array.from({ length: 198 }, () => client.request("/Sts/Ping"));
    await client.line.write(join(...pings));
    expect(await client.ask("/Nowhere")).toMatchObject({ status: "404  Not Found" });
    await client.line.write(client.request("/Nowhere"));
    expect(await client.line.isEnded()).toBe(true);
  });
});
