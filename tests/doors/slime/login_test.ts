import { expect } from "expect";
import { eachDoor, oneDoor, PASSWORD } from "./setup.ts";
import { frame, LOGIN, LOGOUT, MOVEMENT, PING, strings } from "./wire.ts";
import { until } from "../../support/until.ts";

/** 1 January 2026, 00:00 UTC: a Thursday. */
const SERVER_TIME = 1_767_225_600;

eachDoor("LOGIN", {}, async (door, t) => {
  await t.step("1: the account data of a new player, field by field", async () => {
    const line = await door.newPlayer("Newcomer", { mac: "00-11-22-33-44-55" });
    expect(await line.enter({ username: "newcomer", password: PASSWORD, mac: "00-11-22-33-44-55" })).toEqual({
      playerId: expect.any(Number),
      serverTime: SERVER_TIME,
      motd: "Welcome to Slime Online 2!",
      day: 5,
      hour: 0,
      minute: 0,
      username: "Newcomer",
      spawn: [160, 120, 1],
      body: 1,
      worn: [0, 0],
      points: 0,
      signature: 0,
      questId: 0,
      questStep: 0,
      treesPlanted: 0,
      objectsBuilt: 0,
      emotes: Array(5).fill(0),
      outfits: Array(9).fill(0),
      accessories: Array(9).fill(0),
      items: Array(9).fill(0),
      tools: Array(9).fill(0),
    });
  });

  await t.step("1: the same, byte by byte", async () => {
    const line = await door.newPlayer("bytewise");
    await line.send(LOGIN, strings("0.106", "bytewise", PASSWORD, ""));
    const { id, body } = (await line.next())!;
    expect(id).toBe(LOGIN);
    const playerId = [...body.subarray(1, 3)];
    expect(playerId).not.toEqual([0, 0]);
    expect(body.toHex()).toBe(
      Uint8Array.of(
        ...[1, ...playerId, 0x00, 0xb9, 0x55, 0x69, ...strings("Welcome to Slime Online 2!"), 5, 0, 0],
        ...[...strings("bytewise"), 160, 0, 120, 0, 1, 0, 1, 0, 0, 0, 0, 0],
        ...new Uint8Array(4 + 1 + 2 + 1 + 2 + 2),
        ...new Uint8Array(5 + 9 * 2 + 9 * 2 + 9 * 2 + 9),
      ).toHex(),
    );
  });

  await t.step("2: no such account", async () => {
    const line = await door.connect();
    expect(await line.login({ username: "nobody", password: PASSWORD })).toBe(2);
  });

  await t.step("3: a wrong password; the line goes on and may log in", async () => {
    const line = await door.newPlayer("forgetful");
    expect(await line.login({ username: "forgetful", password: "password124" })).toBe(3);
    expect(await line.login({ username: "forgetful", password: "x".repeat(100) })).toBe(3);
    expect(await line.enter({ username: "forgetful", password: PASSWORD })).toMatchObject({ username: "forgetful" });
  });

  await t.step("5: another version, told before anything else", async () => {
    await door.banAddress("192.0.2.1");
    const line = await door.connect("192.0.2.1");
    expect(await line.login({ username: "nobody", password: PASSWORD, version: "0.105" })).toBe(5);
    expect(await line.login({ username: "nobody", password: PASSWORD })).toBe(7);
  });

  await t.step("6: a banned or suspended account, told only after the right password", async () => {
    const line = await door.newPlayer("outcast");
    const id = await door.accountId("outcast");
    const until = new Date(door.clock.now().getTime() + 60_000).toISOString();
    const { json } = await door.admin("POST", `/accounts/${id}/suspensions`, { reason: "for a minute", until });
    expect(await line.login({ username: "outcast", password: "password124" })).toBe(3);
    expect(await line.login({ username: "outcast", password: PASSWORD })).toBe(6);
    await door.admin("DELETE", `/accounts/${id}/suspensions/${json.id}`);
    await door.admin("POST", `/accounts/${id}/suspensions`, { reason: "for ever" });
    expect(await line.login({ username: "outcast", password: PASSWORD })).toBe(6);
  });

  await t.step("7: a banned address, one of a banned block, and one over its attempts", async () => {
    await door.banAddress("203.0.113.0/25");
    const banned = await door.connect("203.0.113.127");
    expect(await banned.login({ username: "newcomer", password: PASSWORD })).toBe(7);
    const neighbour = await door.connect("203.0.113.128");
    expect(await neighbour.login({ username: "newcomer", password: "password124" })).toBe(3);

    const line = await door.connect();
    for (let attempt = 1; attempt <= 5; attempt++) {
      expect(await line.login({ username: "newcomer", password: "password124" })).toBe(3);
    }
    expect(await line.login({ username: "newcomer", password: PASSWORD })).toBe(7);
    door.clock.advance(60_000);
    const later = await door.connect();
    expect(await later.enter({ username: "newcomer", password: PASSWORD })).toMatchObject({ username: "Newcomer" });
  });

  await t.step(
    "8: a banned MAC, in whichever case and with whichever separators, before the account is looked at",
    async () => {
      await door.admin("POST", "/bans", { kind: "mac", value: "00-1a-2B-3c-4D-5e", reason: "a bad device" });
      for (const mac of ["00:1A:2B:3C:4D:5E", "001a.2b3c.4d5e", "001A2B3C4D5E"]) {
        const line = await door.connect();
        expect(await line.login({ username: "nobody", password: PASSWORD, mac })).toBe(8);
      }
      const line = await door.connect();
      expect(await line.login({ username: "nobody", password: PASSWORD, mac: "00-1a-2B-3c-4D-5f" })).toBe(2);
    },
  );

  await t.step("8: what is not shaped like a MAC is compared as it is written", async () => {
    const value = "\xe9".repeat(64);
    expect((await door.admin("POST", "/bans", { kind: "mac", value, reason: "a made-up one" })).status).toBe(201);
    const line = await door.connect();
    const mac = new Uint8Array(64).fill(0xe9);
    expect(await line.login({ username: "nobody", password: PASSWORD, mac })).toBe(8);
    mac.fill(0xc9, 0, 1);
    expect(await line.login({ username: "nobody", password: PASSWORD, mac })).toBe(2);
  });

  await t.step("players online have different ids", async () => {
    const ids = new Set<number>();
    for (let player = 0; player < 5; player++) {
      const line = await door.newPlayer(`online_${player}`);
      ids.add((await line.enter({ username: `online_${player}`, password: PASSWORD })).playerId);
    }
    expect(ids.size).toBe(5);
  });

  await t.step("LOGOUT gives the seat back, ends the session and closes the line", async () => {
    const line = await door.newPlayer("leaver");
    await line.enter({ username: "leaver", password: PASSWORD });
    await line.send(LOGOUT);
    expect(await line.idsUntilEnd()).toEqual([]);
    const { sessions } = await door.account("leaver");
    expect(sessions).toMatchObject([{ door: "slime", endReason: "logged_out" }]);
    const again = await door.connect();
    expect(await again.enter({ username: "leaver", password: PASSWORD })).toMatchObject({ username: "leaver" });
  });

  await t.step(
    "a session is a row: account, character, door, address, connected, last activity, ended and why",
    async () => {
      const address = door.newAddress();
      const line = await door.newPlayer("watched", { address, mac: "00-11-22-33-44-66" });
      const connected = door.clock.now().toISOString();
      await line.enter({ username: "watched", password: PASSWORD, mac: "00:11:22:33:44:77" });
      const before = await door.account("watched");
      expect(before).toMatchObject({
        lastLogin: connected,
        lastAddress: address,
        macs: expect.arrayContaining(["00-11-22-33-44-66", "00:11:22:33:44:77"]),
        sessions: [{
          id: expect.any(String),
          account: before.id,
          door: "slime",
          address,
          character: expect.any(Number),
          connected,
          lastActivity: connected,
          ended: null,
          endReason: null,
        }],
      });

      await line.send(MOVEMENT);
      await line.send(PING);
      expect(await line.next()).toMatchObject({ id: PING });
      door.clock.advance(60_000);
      const active = door.clock.now().toISOString();
      await until(async () => (await door.account("watched")).sessions[0].lastActivity === active);
      await line.send(LOGOUT);
      await line.idsUntilEnd();
      expect((await door.account("watched")).sessions).toMatchObject([
        { lastActivity: active, ended: active, endReason: "logged_out" },
      ]);
    },
  );

  await t.step("logins are in the audit log, the failed ones with their address", async () => {
    const line = await door.newPlayer("audited");
    await line.login({ username: "audited", password: "password124" });
    await line.enter({ username: "audited", password: PASSWORD });
    const { json: { items } } = await door.admin("GET", `/audit?account=${await door.accountId("audited")}`);
    expect(items.map(({ action }: { action: string }) => action).toReversed()).toEqual([
      "account.register",
      "character.create",
      "login.failed",
      "login.succeeded",
    ]);
    for (const { door, address } of items.filter(({ action }: { action: string }) => action !== "character.create")) {
      expect([door, address]).toEqual(["slime", expect.stringMatching(/^198\.51\./)]);
    }
  });
});

oneDoor(
  "with hideUnknownAccounts an unknown account is 3 as well",
  { config: { gameConfig: { slime: { hideUnknownAccounts: true } } } },
  async (door) => {
    const line = await door.connect();
    expect(await line.login({ username: "nobody", password: PASSWORD })).toBe(3);
  },
);

oneDoor(
  "message of the day, time zone and spawn are the operator's",
  {
    config: {
      gameConfig: {
        slime: { motd: "Grüße!", timeZone: "America/New_York", spawn: { x: 65_535, y: 0, room: 7 } },
      },
    },
  },
  async (door) => {
    const line = await door.newPlayer("far_away");
    expect(await line.enter({ username: "far_away", password: PASSWORD })).toMatchObject({
      motd: "Grüße!",
      serverTime: SERVER_TIME,
      day: 4,
      hour: 19,
      minute: 0,
      spawn: [65_535, 0, 7],
    });
  },
);

eachDoor(
  "a new character of the shipped client stands where its game begins, with what it brings",
  { config: { gameConfig: { slime: { newCharacter: "shipped" } } } },
  async (door) => {
    const line = await door.newPlayer("real_slime");
    expect(await line.enter({ username: "real_slime", password: PASSWORD })).toMatchObject({
      spawn: [385, 71, 32],
      emotes: [5, 4, 6, 8, 7],
      items: [1, 1, 1, 24, 0, 0, 0, 0, 0],
    });
  },
);

eachDoor(
  "an account whose name this game refuses is told so, not that its right password is wrong",
  {},
  async (door) => {
    const { json } = await door.call("POST", "/api/auth/register", { body: { username: "zolw", password: PASSWORD } });
    await door.server.database.write.updateTable("accounts").set({ username: "żółw", username_key: "żółw" })
      .where("id", "=", json.id).execute();
    const name = Uint8Array.of(...new TextEncoder().encode("żółw"));
    const line = await door.connect();
    await line.write(frame(LOGIN, strings("0.106", name, PASSWORD, "")));
    expect(await line.loginResult()).toBe(2);
    await line.write(frame(LOGIN, strings("0.106", name, "another password", "")));
    expect(await line.loginResult()).toBe(3);

    const reason = expect.stringContaining('a character named "żółw"');
    // The machine's limit of open files may be worth a warning of its own.
    const told = door.server.log.filter(({ level, message }) =>
      (level === "warn" || level === "error") && !message.startsWith("The limit of open files")
    );
    expect(told).toMatchObject([
      { level: "warn", message: "Refused a right password", data: { accountId: json.id, reason, door: "slime" } },
    ]);
    const { json: audit } = await door.admin("GET", `/audit?account=${json.id}&action=login.refused`);
    expect(audit.items).toMatchObject([{ door: "slime", account: json.id, reason }]);
  },
);
