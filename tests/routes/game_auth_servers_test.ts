import { expect } from "expect";
import { ADMIN } from "../domain/servers/setup.ts";
import { type GameAuthTest, gameAuthTest, PASSWORD } from "./game_auth_setup.ts";

const KEY = new Uint8Array(16).fill(0xab);
const EMAIL = "merlin@example.com";

/** A session key of the player, as WildStar's Auth door issues it. */
async function issueSessionKey(t: GameAuthTest): Promise<void> {
  const origin = { door: "http", address: "192.0.2.1" };
  await t.accounts.changeEmail({ accountId: t.player.id, password: PASSWORD, email: EMAIL, origin });
  await t.tickets.issue("wildstar-session", { accountId: t.player.id, secret: KEY, ttlMs: 300_000 });
}
const redeem = async (t: GameAuthTest, email = EMAIL, key = t.server.key) =>
  (await t.post("session-key", { email, session_key: KEY.toHex() }, key)).json;

gameAuthTest("a session key is good once", async (t) => {
  await issueSessionKey(t);
  expect(await redeem(t)).toEqual({ valid: true, account_id: `account_${t.player.id}` });
  expect(await redeem(t)).toEqual({ valid: false, account_id: null });
});

gameAuthTest("a session key of another e-mail address is refused, and stays good", async (t) => {
  await issueSessionKey(t);
  expect(await redeem(t, "nimue@example.com")).toEqual({ valid: false, account_id: null });
  expect((await redeem(t, "MERLIN@example.com")).valid).toBe(true);
});

gameAuthTest("a session key that is over, or a banned player's, lets nobody in", async (t) => {
  await issueSessionKey(t);
  t.clock.advance(300_000);
  expect((await redeem(t)).valid).toBe(false);

  const replaces = { accountId: t.player.id, secret: KEY, ttlMs: 300_000, replaces: true };
  await t.tickets.issue("wildstar-session", replaces);
  await t.suspensions.suspend({ accountId: t.player.id, until: null, reason: "cheating", ...ADMIN });
  expect((await redeem(t)).valid).toBe(false);
});

gameAuthTest("servers of other games redeem no session keys", async (t) => {
  await issueSessionKey(t);
  const saga = await t.addServer({ name: "Saga", game_id: "saga" });
  const realm = await t.addServer({ name: "Nexus", game_id: "wildstar" });
  expect((await redeem(t, EMAIL, saga.key)).valid).toBe(false);
  expect((await redeem(t, EMAIL, realm.key)).valid).toBe(true);
});

gameAuthTest("a heartbeat brings a server online, with its players", async (t) => {
  const { id, key } = await t.addServer({ name: "Avalon", online: false });
  expect((await t.servers.get(id)).online).toBe(false);
  const answer = await t.post("heartbeat", { players: 12 }, key);

  expect(answer.status).toBe(204);
  expect(await t.servers.get(id)).toMatchObject({ online: true, players: 12 });
  expect((await t.call("POST", "/auth/heartbeat", { bearer: key })).status).toBe(204);
  t.clock.advance(90_000);
  expect((await t.servers.get(id)).online).toBe(false);
});

gameAuthTest("wrong counts of players are refused", async (t) => {
  for (const players of [-1, 1.5, "many", 2_000_000]) {
    expect((await t.post("heartbeat", { players }, t.server.key)).status).toBe(422);
  }
});

gameAuthTest("a game server saves what changed of a character", async (t) => {
  const body = { level: 7, class: "mage", position: { x: 1.5, y: -2, z: 3 }, map_id: "camelot" };
  const path = `/auth/characters/char_${t.character.id}`;
  const answer = await t.call("PATCH", path, { body, bearer: t.server.key });

  expect(answer.status).toBe(200);
  expect(answer.json).toEqual({
    character_id: `char_${t.character.id}`,
    account_id: `account_${t.player.id}`,
    name: "Arthur",
    character_name: "Arthur",
    game_id: "my_game",
    server_id: null,
    data: null,
    ...body,
  });
  const one = await t.call("PATCH", `/auth/characters/${t.character.id}`, {
    body: { level: 8, class: null },
    bearer: t.server.key,
  });
  expect(one.json).toMatchObject({ level: 8, class: null, position: body.position, map_id: "camelot" });

  const { items } = await t.audit.list(t.database.read, { action: "character.update", limit: 1 });
  expect(items).toMatchObject([{ actor: t.server.id, account: t.player.id }]);
});

gameAuthTest("a game server changes characters of its own game only, and only what it may", async (t) => {
  const saga = await t.addServer({ name: "Saga", game_id: "saga" });
  const patch = async (id: unknown, body: unknown, bearer: string) => {
    const { status, json } = await t.call("PATCH", `/auth/characters/${id}`, { body, bearer });
    return `${status} ${json.code}`;
  };
  expect(await patch(t.character.id, { level: 2 }, saga.key)).toBe("404 unknown_character");
  expect(await patch(999, { level: 2 }, t.server.key)).toBe("404 unknown_character");
  expect(await patch("char_x", { level: 2 }, t.server.key)).toBe("404 unknown_character");
  const wrong = [{ level: 0 }, { level: 1.5 }, { class: "x".repeat(51) }, { position: { x: 1 } }, { map_id: "" }];
  for (const body of wrong) expect(await patch(t.character.id, body, t.server.key)).toBe("422 invalid_input");
  expect((await t.characters.list(t.player.id, "my_game"))[0]?.level).toBe(1);
});

gameAuthTest("what is for game servers needs a server's key", async (t) => {
  const calls = [
    ["POST", "/auth/session-key", { email: EMAIL, session_key: KEY.toHex() }],
    ["POST", "/auth/heartbeat", {}],
    ["PATCH", `/auth/characters/${t.character.id}`, { level: 2 }],
  ] as const;
  for (const [method, path, body] of calls) {
    const without = await t.call(method, path, { body });
    expect([without.status, without.json.code]).toEqual([401, "invalid_token"]);
    for (const bearer of [t.player.token, await t.newLogin()]) {
      expect((await t.call(method, path, { body, bearer })).status).toBe(401);
    }
  }
});
