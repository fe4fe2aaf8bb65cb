import { expect } from "expect";
import { SILENCE_MS_MAX } from "../../../lib/domain/servers/server.ts";
import { codeOf } from "../../support/code_of.ts";
import { eachDatabase } from "../../support/test_database.ts";
import { ADMIN, newServer, serversOn } from "./setup.ts";

eachDatabase("a server is known by its key, and by no other", async (database) => {
  const { servers, setup } = serversOn(database);
  const { key } = await setup.create(newServer(), ADMIN);
  expect(key).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect((await servers.authenticate(key)).id).toBe("server_001");
  expect(await codeOf(servers.authenticate(`${key}x`))).toBe("invalid_token");
  expect(await codeOf(servers.authenticate(""))).toBe("invalid_token");
});

eachDatabase("a server that never sent a heartbeat stays as the admin set it", async (database) => {
  const { servers, setup, clock } = serversOn(database);
  await setup.create(newServer({ name: "Alpha", online: true }), ADMIN);
  await setup.create(newServer({ name: "Beta", online: false }), ADMIN);
  clock.advance(1_000 * SILENCE_MS_MAX);
  const online = (await servers.list({ limit: 50 })).items.map((server) => [server.id, server.online]);
  expect(online).toEqual([["server_001", true], ["server_002", false]]);
});

eachDatabase("a server that was silent for 90 s is offline, and has no players", async (database) => {
  const { servers, setup, clock } = serversOn(database);
  const { server } = await setup.create(newServer({ online: true }), ADMIN);
  await servers.heartbeat(server, { players: 12 });
  clock.advance(89_999);
  expect(await servers.get("server_001")).toMatchObject({ online: true, players: 12 });
  clock.advance(1);
  expect(await servers.get("server_001")).toMatchObject({ online: false, players: 0 });
  expect(await servers.onlineFor("wildstar")).toEqual([]);
});

eachDatabase("a heartbeat brings a silent server back, without its old players", async (database) => {
  const { servers, setup, clock } = serversOn(database);
  const { server } = await setup.create(newServer({ online: true }), ADMIN);
  await servers.heartbeat(server, { players: 12 });
  clock.advance(SILENCE_MS_MAX);
  await servers.heartbeat(await servers.get(server.id), {});
  expect(await servers.get(server.id)).toMatchObject({ online: true, players: 0 });
});

eachDatabase("a heartbeat without a count leaves the players as they were", async (database) => {
  const { servers, setup, clock } = serversOn(database);
  const { key } = await setup.create(newServer(), ADMIN);
  await servers.heartbeat(await servers.authenticate(key), { players: 7 });
  clock.advance(30_000);
  await servers.heartbeat(await servers.authenticate(key), {});
  expect(await servers.get("server_001")).toMatchObject({
    players: 7,
    lastHeartbeat: new Date("2026-01-01T00:00:30Z"),
  });
});

eachDatabase("the first heartbeat of a new server brings it online", async (database) => {
  const { servers, setup } = serversOn(database);
  const { server } = await setup.create(newServer({ online: false }), ADMIN);
  expect(server.online).toBe(false);
  await servers.heartbeat(server, {});
  expect((await servers.get(server.id)).online).toBe(true);
});

eachDatabase("what an admin has switched off stays off, whatever it sends", async (database) => {
  const { servers, setup } = serversOn(database);
  const { server } = await setup.create(newServer({ online: true }), ADMIN);
  await servers.heartbeat(server, {});
  await setup.update(server.id, { online: false }, ADMIN);
  await servers.heartbeat(await servers.get(server.id), {});
  expect((await servers.get(server.id)).online).toBe(false);
  await setup.update(server.id, { online: true }, ADMIN);
  expect((await servers.get(server.id)).online).toBe(true);
});

eachDatabase("a game gets its own servers and those of every game, in order of their ids", async (database) => {
  const { servers, setup } = serversOn(database);
  await setup.create(newServer({ id: "c", name: "C", online: true, game_id: "wildstar" }), ADMIN);
  await setup.create(newServer({ id: "a", name: "A", online: true }), ADMIN);
  await setup.create(newServer({ id: "b", name: "B", online: true, game_id: "slime" }), ADMIN);
  await setup.create(newServer({ id: "d", name: "D", online: false }), ADMIN);
  expect((await servers.onlineFor("wildstar")).map((server) => server.id)).toEqual(["a", "c"]);
  expect((await servers.onlineFor("slime")).map((server) => server.id)).toEqual(["a", "b"]);
});

eachDatabase("the list comes in pages", async (database) => {
  const { servers, setup } = serversOn(database);
  for (const name of ["A", "B", "C"]) await setup.create(newServer({ name }), ADMIN);
  const first = await servers.list({ limit: 2 });
  expect(first.items.map((server) => server.name)).toEqual(["A", "B"]);
  expect(first.next).toBe("server_002");
  const second = await servers.list({ limit: 2, after: "server_002" });
  expect(second.items.map((server) => server.name)).toEqual(["C"]);
  expect(second.next).toBeNull();
});

eachDatabase("other instances hear when a heartbeat changes who is online, and only then", async (database) => {
  const { servers, setup, clock } = serversOn(database);
  const { server } = await setup.create(newServer(), ADMIN);
  const heard: string[] = [];
  database.events.subscribe((event) => heard.push(event.type));
  await servers.heartbeat(server, {});
  expect(heard).toEqual(["servers_changed"]);
  clock.advance(30_000);
  await servers.heartbeat(await servers.get(server.id), {});
  expect(heard).toEqual(["servers_changed"]);
});

eachDatabase("a server that nobody made is not found", async (database) => {
  const { servers } = serversOn(database);
  expect(await servers.find("server_009")).toBeNull();
  expect(await codeOf(servers.get("server_009"))).toBe("unknown_server");
});

eachDatabase(
  "after the clock has gone back two hours a silent server is no longer online for two hours",
  async (database) => {
    const { servers, setup, clock } = serversOn(database);
    const { server } = await setup.create(newServer({ online: true }), ADMIN);
    await servers.heartbeat(server, { players: 12 });
    clock.setBack(2 * 60 * 60_000);
    expect(await servers.get("server_001")).toMatchObject({ online: false });
    await servers.heartbeat(server, { players: 3 });
    expect(await servers.get("server_001")).toMatchObject({ online: true, players: 3 });
  },
);
