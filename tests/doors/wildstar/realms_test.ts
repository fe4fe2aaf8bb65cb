/** Which realm a player is sent to. */
import { expect } from "expect";
import { denied } from "./binary_client.ts";
import { type Door, eachDoor } from "./setup.ts";

interface NewRealm {
  readonly name: string;
  readonly game_id?: string;
  readonly online?: boolean;
}

let ports = 24_100;
const newRealm = async (door: Door, realm: NewRealm): Promise<{ id: string; key: string }> =>
  (await door.admin("POST", "/servers", { address: "127.0.0.1", port: ports++, online: true, ...realm })).json;

const heartbeat = async (door: Door, { key }: { key: string }, players?: number) =>
  expect((await door.call("POST", "/auth/heartbeat", { bearer: key, body: { players } })).status).toBe(204);

eachDoor("the realm", {}, async (door, t) => {
  let players = 0;
  /** Where somebody is sent who was never here. */
  const newcomer = async () => (await door.enter(await door.newPlayer(`newcomer_${players++}`))).name;
  const veteran = await door.newPlayer("veteran");

  await t.step("is the seeded one at first", async () => expect(await newcomer()).toBe("Gatehouse"));

  const a = await newRealm(door, { name: "Alpha", game_id: "wildstar" });
  const b = await newRealm(door, { name: "Beta" });
  await newRealm(door, { name: "Elsewhere", game_id: "slime" });
  await door.admin("PATCH", "/servers/server_001", { online: false });

  await t.step("is the first of those with equally few players", async () => expect(await newcomer()).toBe("Alpha"));

  await t.step("is the one with the fewest players, as their heartbeats tell", async () => {
    await heartbeat(door, a, 12);
    await heartbeat(door, b, 11);
    expect(await newcomer()).toBe("Beta");
    await heartbeat(door, b, 13);
    expect(await newcomer()).toBe("Alpha");
    expect((await door.enter(veteran)).name).toBe("Alpha");
  });

  await t.step("is the one where the account was last, however full", async () => {
    await heartbeat(door, a, 500);
    expect((await door.enter(veteran)).name).toBe("Alpha");
    expect(await newcomer()).toBe("Beta");
  });

  await t.step("is another one while that is silent for 90 s, and the last one from then on", async () => {
    door.clock.advance(60_000);
    await heartbeat(door, b);
    door.clock.advance(29_999);
    expect((await door.enter(veteran)).name).toBe("Alpha");
    door.clock.advance(1);
    expect((await door.enter(veteran)).name).toBe("Beta");
    await heartbeat(door, a, 0);
    expect((await door.enter(veteran)).name).toBe("Beta");
  });

  await t.step("that never sent a heartbeat stays as the operator set it", async () => {
    await door.admin("PATCH", "/servers/server_001", { online: true });
    door.clock.advance(3_600_000);
    expect(await newcomer()).toBe("Gatehouse");
  });

  await t.step("that an operator switched off is off, with heartbeats or without", async () => {
    for (const id of ["server_001", a.id, b.id]) await door.admin("PATCH", `/servers/${id}`, { online: false });
    await heartbeat(door, a, 0);
    expect(await door.askAuth(veteran, await door.token(veteran))).toEqual([denied(18)]);
  });

  await t.step("that is named by its host is told by its IPv4 address, and is none without one", async () => {
    await door.admin("PATCH", `/servers/${a.id}`, { online: true, address: "localhost" });
    expect(await door.enter(veteran)).toMatchObject({ name: "Alpha", address: 0x7f00_0001 });
    await door.admin("PATCH", `/servers/${a.id}`, { address: "2001:db8::1" });
    expect(await door.askAuth(veteran, await door.token(veteran))).toEqual([denied(18)]);
    await door.admin("PATCH", `/servers/${a.id}`, { online: false });
    door.clock.advance(60_000);
  });

  await t.step("that was made offline comes with its first heartbeat", async () => {
    const c = await newRealm(door, { name: "Gamma", online: false });
    expect(await door.askAuth(veteran, await door.token(veteran))).toEqual([denied(18)]);
    await heartbeat(door, c);
    expect((await door.enter(veteran)).name).toBe("Gamma");
  });

  await t.step("that is deleted is nobody's last one any more", async () => {
    await door.admin("PATCH", `/servers/${b.id}`, { online: true });
    await heartbeat(door, b, 40);
    expect((await door.admin("GET", "/servers")).json.items.length).toBe(5);
    const gamma = (await door.admin("GET", "/servers")).json.items.find(({ name }: NewRealm) => name === "Gamma");
    await door.admin("DELETE", `/servers/${gamma.id}`);
    expect((await door.enter(veteran)).name).toBe("Beta");
  });
});
