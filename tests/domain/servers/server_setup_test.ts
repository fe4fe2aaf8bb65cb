import { expect } from "expect";
import { createAudit } from "../../../lib/domain/audit/audit.ts";
import { systemRandom } from "../../../lib/platform/random.ts";
import { createServerSetup } from "../../../lib/domain/servers/server_setup.ts";
import { codeOf } from "../../support/code_of.ts";
import { createTestClock } from "../../support/test_clock.ts";
import { eachDatabase } from "../../support/test_database.ts";
import { ADMIN, newServer, serversOn } from "./setup.ts";

eachDatabase("the first start makes one server, and no later one makes it again", async (database) => {
  const { servers, setup } = serversOn(database);
  await setup.seed();
  expect((await servers.list({ limit: 50 })).items).toEqual([{
    id: "server_001",
    name: "Gatehouse",
    gameId: null,
    address: "127.0.0.1",
    port: 24_000,
    type: "pve",
    flags: 0,
    noteTextId: 0,
    online: true,
    players: 0,
    lastHeartbeat: null,
    createdAt: new Date("2026-01-01T00:00:00Z"),
  }]);
  await setup.delete("server_001", ADMIN);
  await setup.seed();
  expect((await servers.list({ limit: 50 })).items).toEqual([]);
});

eachDatabase("instances that start at once make one server together", async (database) => {
  const { servers, setup } = serversOn(database);
  await Promise.all(Array.from({ length: 4 }, () => setup.seed()));
  expect((await servers.list({ limit: 50 })).items).toHaveLength(1);
});

eachDatabase("ids count up, past those that an operator chose, and are not given twice", async (database) => {
  const { setup } = serversOn(database);
  await setup.seed();
  await setup.create(newServer({ id: "server_003", name: "Chosen" }), ADMIN);
  const idOfNext = async (name: string) => (await setup.create(newServer({ name }), ADMIN)).server.id;
  expect(await idOfNext("A")).toBe("server_002");
  expect(await idOfNext("B")).toBe("server_004");
  await setup.delete("server_004", ADMIN);
  expect(await idOfNext("C")).toBe("server_005");
});

eachDatabase("servers that are made at once get ids of their own", async (database) => {
  const { setup } = serversOn(database);
  const made = await Promise.all(["A", "B", "C", "D"].map((name) => setup.create(newServer({ name }), ADMIN)));
  expect(made.map(({ server }) => server.id).sort()).toEqual(["server_001", "server_002", "server_003", "server_004"]);
});

eachDatabase("names are unique without regard to case, ids as they are written", async (database) => {
  const { setup } = serversOn(database);
  await setup.create(newServer({ id: "eu", name: "Alpha" }), ADMIN);
  await setup.create(newServer({ id: "us", name: "Beta" }), ADMIN);
  expect(await codeOf(setup.create(newServer({ name: "ALPHA" }), ADMIN))).toBe("name_taken");
  expect(await codeOf(setup.create(newServer({ id: "eu", name: "Gamma" }), ADMIN))).toBe("name_taken");
  expect(await codeOf(setup.update("us", { name: "alpha" }, ADMIN))).toBe("name_taken");
  expect((await setup.update("us", { name: "BETA" }, ADMIN)).name).toBe("BETA");
});

eachDatabase("a change touches what it names and nothing else", async (database) => {
  const { setup } = serversOn(database);
  const { server } = await setup.create(newServer({ online: true, game_id: "wildstar" }), ADMIN);
  const changed = await setup.update(server.id, { port: 24_001, type: "pvp", flags: 0xffff_ffff }, ADMIN);
  expect(changed).toEqual({ ...server, port: 24_001, type: "pvp", flags: 0xffff_ffff });
  expect((await setup.update(server.id, { game_id: null }, ADMIN)).gameId).toBeNull();
});

eachDatabase("a new key ends the old one", async (database) => {
  const { servers, setup } = serversOn(database);
  const { key: old, server } = await setup.create(newServer(), ADMIN);
  const { key } = await setup.renewKey(server.id, ADMIN);
  expect(await codeOf(servers.authenticate(old))).toBe("invalid_token");
  expect((await servers.authenticate(key)).id).toBe(server.id);
});

eachDatabase("the database holds no key", async (database) => {
  const { setup } = serversOn(database);
  const { key } = await setup.create(newServer(), ADMIN);
  const { key_hash } = await database.read.selectFrom("servers").select("key_hash").executeTakeFirstOrThrow();
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(key));
  expect(key_hash.toHex()).toBe(new Uint8Array(digest).toHex());
});

eachDatabase("what hangs on a server ends in the transaction that deletes it", async (database) => {
  const clock = createTestClock();
  const setup = createServerSetup({
    database,
    random: systemRandom,
    audit: createAudit({ clock }),
    onDeleted: [(_unit, serverId) => Promise.reject(new Error(`could not end what hangs on ${serverId}`))],
  });
  await setup.create(newServer(), ADMIN);
  await expect(setup.delete("server_001", ADMIN)).rejects.toThrow("could not end what hangs on server_001");
  expect(await database.read.selectFrom("servers").select("id").execute()).toEqual([{ id: "server_001" }]);
});

eachDatabase("what no server has cannot be changed", async (database) => {
  const { setup } = serversOn(database);
  expect(await codeOf(setup.update("server_009", { port: 1 }, ADMIN))).toBe("unknown_server");
  expect(await codeOf(setup.renewKey("server_009", ADMIN))).toBe("unknown_server");
  expect(await codeOf(setup.delete("server_009", ADMIN))).toBe("unknown_server");
});

eachDatabase("every change is in the audit log, without a key, and told to every instance", async (database) => {
  const { setup, audit } = serversOn(database);
  const heard: string[] = [];
  database.events.subscribe((event) => heard.push(event.type));
  await setup.create(newServer(), ADMIN);
  await setup.update("server_001", { port: 24_001 }, ADMIN);
  const { key } = await setup.renewKey("server_001", ADMIN);
  await setup.delete("server_001", ADMIN);
  const { items } = await audit.list(database.read, { limit: 10 });
  expect(items.map(({ action, actor, address, reason }) => ({ action, actor, address, reason }))).toEqual([
    { action: "server.delete", actor: "admin", address: "192.0.2.9", reason: 'server_001 "Alpha"' },
    { action: "key.rotate", actor: "admin", address: "192.0.2.9", reason: "the key of server_001" },
    { action: "server.update", actor: "admin", address: "192.0.2.9", reason: 'server_001 {"port":24001}' },
    { action: "server.create", actor: "admin", address: "192.0.2.9", reason: 'server_001 "Alpha"' },
  ]);
  expect(JSON.stringify(items)).not.toContain(key);
  expect(heard).toEqual(Array(4).fill("servers_changed"));
});
