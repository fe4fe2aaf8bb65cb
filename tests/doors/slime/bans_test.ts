import { expect } from "expect";
import { type Door, eachDoor, PASSWORD } from "./setup.ts";
import { LOGOUT, PING } from "./wire.ts";

const MAC = "00-AA-BB-CC-DD-01";

async function enter(door: Door, username: string, more: { mac?: string; address?: string } = {}) {
  const { mac = "", address } = more;
  await door.newPlayer(username, { ...(address === undefined ? {} : { address }), mac });
  const line = await door.connect(address);
  await line.enter({ username, password: PASSWORD, mac });
  return line;
}

eachDoor("bans that are made while a player is online", {}, async (door, t) => {
  const bystander = await enter(door, "bystander", { mac: "00-AA-BB-CC-DD-02" });

  await t.step("an account's ban ends its line", async () => {
    const line = await enter(door, "banned");
    const id = await door.accountId("banned");
    expect((await door.admin("POST", `/accounts/${id}/suspensions`, { reason: "cheating" })).status).toBe(201);
    expect(await line.isTurnedAway()).toBe(true);
    expect(await door.endReason("banned")).toBe("banned");
  });

  await t.step("an account's suspension ends its line", async () => {
    const line = await enter(door, "suspended");
    const id = await door.accountId("suspended");
    const until = new Date(door.clock.now().getTime() + 60_000).toISOString();
    await door.admin("POST", `/accounts/${id}/suspensions`, { reason: "a minute to think", until });
    expect(await line.isTurnedAway()).toBe(true);
    expect(await door.endReason("suspended")).toBe("suspended");
    door.clock.advance(60_000);
    const again = await door.connect();
    expect(await again.enter({ username: "suspended", password: PASSWORD })).toMatchObject({ username: "suspended" });
  });

  await t.step(
    "an account that is being deleted has its line ended, and is told 6 behind its password only",
    async () => {
      const line = await enter(door, "leaving");
      const id = await door.accountId("leaving");
      expect((await door.admin("DELETE", `/accounts/${id}`, { reason: "asked by post" })).status).toBe(202);
      expect(await line.isTurnedAway()).toBe(true);
      expect(await door.endReason("leaving")).toBe("deleted");
      const again = await door.connect();
      expect(await again.login({ username: "leaving", password: "wrong horse" })).toBe(3);
      expect(await again.login({ username: "leaving", password: PASSWORD })).toBe(6);
      expect((await door.admin("POST", `/accounts/${id}/restore`)).status).toBe(204);
      await again.enter({ username: "leaving", password: PASSWORD });
    },
  );

  await t.step("an operator's revoke ends the line, and the player may come back", async () => {
    const line = await enter(door, "revoked");
    const id = await door.accountId("revoked");
    expect((await door.admin("POST", `/accounts/${id}/revoke`, { reason: "a lost laptop" })).status).toBe(204);
    expect(await line.isTurnedAway()).toBe(true);
    const again = await door.connect();
    await again.enter({ username: "revoked", password: PASSWORD });
  });

  await t.step("a MAC's ban ends the lines that came with it, however they wrote it", async () => {
    const line = await enter(door, "bad_device", { mac: MAC });
    await door.admin("POST", "/bans", { kind: "mac", value: "00aa.bbcc.dd01", reason: "a bad device" });
    expect(await line.isTurnedAway()).toBe(true);
    expect(await door.endReason("bad_device")).toBe("banned");
  });

  await t.step("an address's ban ends its lines, those without a player too", async () => {
    const address = "203.0.113.9";
    const line = await enter(door, "bad_street", { address });
    const visitor = await door.connect(address);
    expect(await visitor.isAnswered()).toBe(true);
    await door.admin("POST", "/bans", { kind: "ip", value: "203.0.113.8/29", reason: "a bad street" });
    expect(await line.isTurnedAway()).toBe(true);
    expect(await visitor.isTurnedAway()).toBe(true);
    expect(await door.endReason("bad_street")).toBe("banned");
    expect((await door.call("GET", "/api/games", { address })).json).toMatchObject({ code: "address_banned" });
  });

  await t.step("nobody else is touched", async () => {
    await bystander.send(LOGOUT);
    expect((await bystander.idsUntilEnd()).every((id) => id === PING)).toBe(true);
  });
});
