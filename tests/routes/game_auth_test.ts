import { expect } from "expect";
import { codeOf } from "../support/code_of.ts";
import { ADMIN } from "../domain/servers/setup.ts";
import { type GameAuthTest, gameAuthTest, PASSWORD } from "./game_auth_setup.ts";

const HOUR_MS = 60 * 60_000;
const suspend = (t: GameAuthTest, until: Date | null = null) =>
  t.suspensions.suspend({ accountId: t.player.id, until, reason: "cheating", ...ADMIN });

gameAuthTest("authenticate by the website's password gives a login token and the characters", async (t) => {
  for (const credentials of [{ username: "merlin", password: PASSWORD }, { username: "Merlin", password: PASSWORD }]) {
    const answer = await t.post("authenticate", { authentication_method: "website", credentials });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.json).toEqual({
      login_token: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
      token_expires_at: new Date(t.clock.now().getTime() + HOUR_MS).toISOString(),
      account_info: {
        account_id: `account_${t.player.id}`,
        username: "Merlin",
        characters: [
          { character_id: `char_${t.character.id}`, server_id: null, character_name: "Arthur", level: 1 },
        ],
      },
    });
  }
});

gameAuthTest("authenticate takes an e-mail address, too", async (t) => {
  await t.accounts.changeEmail({
    accountId: t.player.id,
    password: PASSWORD,
    email: "merlin@example.com",
    origin: { door: "http", address: "192.0.2.1" },
  });
  const credentials = { email: "MERLIN@example.com", password: PASSWORD };
  const { json } = await t.post("authenticate", { authentication_method: "website", credentials });
  expect(json.account_info.username).toBe("Merlin");
});

gameAuthTest("an account_id must be the credentials' own, as text or as a number", async (t) => {
  const statusOf = async (account_id: unknown) => {
    const { credentials } = t;
    return (await t.post("authenticate", { account_id, authentication_method: "website", credentials })).status;
  };
  for (const own of [`account_${t.player.id}`, String(t.player.id), t.player.id, null]) {
    expect(await statusOf(own)).toBe(200);
  }
  for (const foreign of ["account_999", 999, "account_", "Merlin", `char_${t.player.id}`, 1.5]) {
    expect(await statusOf(foreign)).toBe(401);
  }
  expect(await statusOf({})).toBe(422);
});

gameAuthTest("another's account_id gives no token", async (t) => {
  await t.post("authenticate", {
    account_id: 999,
    authentication_method: "website",
    credentials: t.credentials,
  });
  expect(await t.database.read.selectFrom("game_tokens").select("id").execute()).toEqual([]);
});

gameAuthTest("wrong credentials and wrong input are told apart", async (t) => {
  const codeOf = async (body: unknown) => {
    const { status, json } = await t.post("authenticate", body);
    return `${status} ${json.code}`;
  };
  const wrong = { authentication_method: "website", credentials: { username: "Merlin", password: "wrong horse" } };
  expect(await codeOf(wrong)).toBe("401 invalid_credentials");
  const unknown = { authentication_method: "website", credentials: { username: "Nobody", password: PASSWORD } };
  expect(await codeOf(unknown)).toBe("401 invalid_credentials");
  expect(await codeOf({ authentication_method: "carrier pigeon", credentials: {} })).toBe("422 invalid_input");
  expect(await codeOf({ authentication_method: "website" })).toBe("422 invalid_input");
  expect(await codeOf({ authentication_method: "website", credentials: { password: "x" } })).toBe("422 invalid_input");
  expect(await codeOf("{")).toBe("400 invalid_json");
});

gameAuthTest("authenticate by Steam and by Epic makes an account at the first time", async (t) => {
  const steam = await t.post("authenticate", { authentication_method: "steam", credentials: { ticket: "7656 1" } });
  expect(steam.json.account_info).toMatchObject({
    username: expect.stringMatching(/^player_[a-z2-9]{6}$/),
    characters: [],
  });
  const again = await t.post("authenticate", { authentication_method: "steam", credentials: { ticket: "7656 2" } });
  expect(again.json.account_info.account_id).toBe(steam.json.account_info.account_id);

  const epic = await t.post("authenticate", { authentication_method: "epic", credentials: { id_token: "epic-1" } });
  expect(epic.status).toBe(200);
  const replay = await t.post("authenticate", { authentication_method: "steam", credentials: { ticket: "7656 1" } });
  expect(replay.status).toBe(401);
  const down = await t.post("authenticate", { authentication_method: "steam", credentials: { ticket: "down" } });
  expect([down.status, down.json.code]).toEqual([503, "provider_unavailable"]);
});

gameAuthTest("a banned account is told why, with the right password only", async (t) => {
  await suspend(t);
  const right = await t.post("authenticate", { authentication_method: "website", credentials: t.credentials });
  expect(right.status).toBe(403);
  expect(right.json).toMatchObject({ code: "account_banned", reason: "cheating", until: null });
  const wrong = { username: "Merlin", password: "wrong horse" };
  expect((await t.post("authenticate", { authentication_method: "website", credentials: wrong })).status).toBe(401);
});

gameAuthTest("logins through /auth count as attempts like all others", async (t) => {
  await t.newLogin();
  const { status, headers } = await t.post("authenticate", {
    authentication_method: "website",
    credentials: t.credentials,
  });
  expect(status).toBe(429);
  expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
}, { limits: { loginAttemptsPerMinute: 1 } });

gameAuthTest("select-character binds a token to the character, its game and the server", async (t) => {
  const login_token = await t.newLogin();
  t.clock.advance(1_000);
  const answer = await t.post("select-character", {
    login_token,
    character_id: `char_${t.character.id}`,
    server_id: t.server.id,
  });
  expect(answer.status).toBe(200);
  expect(answer.json).toEqual({
    character_token: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
    token_expires_at: new Date(t.clock.now().getTime() + 24 * HOUR_MS).toISOString(),
    character_data: {
      character_id: `char_${t.character.id}`,
      character_name: "Arthur",
      level: 1,
      position: { x: 0, y: 0, z: 0 },
      map_id: null,
    },
  });
  const row = await t.database.read.selectFrom("game_tokens").selectAll().where("kind", "=", "character")
    .executeTakeFirstOrThrow();
  expect(row).toMatchObject({ character_id: t.character.id, server_id: t.server.id, game_id: "my_game" });
  const [character] = await t.characters.list(t.player.id, "my_game");
  expect(character).toMatchObject({ serverId: t.server.id, lastPlayed: t.clock.now().toISOString() });
});

gameAuthTest("select-character refuses what is not there, another's, or another game's", async (t) => {
  const other = await t.register("Nimue");
  const others = await t.characters.create({ accountId: other.id, gameId: "my_game", name: "Viviane" });
  const gone = await t.characters.create({ accountId: t.player.id, gameId: "my_game", name: "Uther" });
  await t.characters.delete({ accountId: t.player.id, characterId: gone.id });
  await t.addServer({ id: "saga_1", name: "Saga", game_id: "saga", online: true });
  await t.addServer({ id: "asleep", name: "Avalon", online: false });
  const login_token = await t.newLogin();
  const codeOf = async (character_id: unknown, server_id: unknown = t.server.id) =>
    (await t.post("select-character", { login_token, character_id, server_id })).json.code;

  for (const id of [others.id, gone.id, 999, "char_x", -1]) expect(await codeOf(id)).toBe("unknown_character");
  expect(await codeOf(t.character.id, "no_such_server")).toBe("unknown_server");
  expect(await codeOf(t.character.id, "saga_1")).toBe("unknown_server");
  expect(await codeOf(t.character.id, "asleep")).toBe("server_offline");
  expect(await codeOf(t.character.id, 5)).toBe("invalid_input");
});

gameAuthTest("select-character takes a live login token and nothing else", async (t) => {
  const login = await t.newLogin();
  const character = await t.newSelection();
  const codeOf = async (login_token: string) =>
    (await t.post("select-character", { login_token, character_id: t.character.id, server_id: t.server.id })).json
      .code;

  expect(await codeOf("never-issued")).toBe("invalid_token");
  expect(await codeOf(character)).toBe("wrong_token_type");
  await t.post("rotate", { token: login, token_type: "login" });
  expect(await codeOf(login)).toBe("token_rotated");
  const other = await t.newLogin();
  t.clock.advance(HOUR_MS);
  expect(await codeOf(other)).toBe("token_expired");
});

gameAuthTest("a rotated login token that selects a character later ends its line", async (t) => {
  const login = await t.newLogin();
  const { json: { login_token: next } } = await t.post("rotate", { token: login, token_type: "login" });
  t.clock.advance(10_001);
  const answer = await t.post("select-character", {
    login_token: login,
    character_id: t.character.id,
    server_id: t.server.id,
  });
  expect(answer.json.code).toBe("invalid_token");
  const { json } = await t.post("revalidate", { token: next, token_type: "login" });
  expect(json).toEqual({ valid: false, reason: "revoked" });
  expect(await t.actions()).toContain("token.reuse");
});

gameAuthTest("revalidate tells what a token is good for, or why it is not", async (t) => {
  const login = await t.newLogin();
  const character = await t.newSelection();
  const ask = async (token: string, token_type: string) => (await t.post("revalidate", { token, token_type })).json;
  const account_id = `account_${t.player.id}`;

  expect(await ask(login, "login")).toEqual({
    valid: true,
    token_info: { account_id, expires_at: new Date(t.clock.now().getTime() + HOUR_MS).toISOString() },
  });
  expect(await ask(character, "character")).toEqual({
    valid: true,
    token_info: {
      account_id,
      character_id: `char_${t.character.id}`,
      server_id: t.server.id,
      expires_at: new Date(t.clock.now().getTime() + 24 * HOUR_MS).toISOString(),
    },
  });
  expect(await ask(login, "character")).toEqual({ valid: false, reason: "wrong_type" });
  expect(await ask("never-issued", "login")).toEqual({ valid: false, reason: "unknown" });
  t.clock.advance(HOUR_MS);
  expect(await ask(login, "login")).toEqual({ valid: false, reason: "expired" });
  await suspend(t);
  expect(await ask(character, "character")).toEqual({ valid: false, reason: "revoked" });
  expect((await t.post("revalidate", { token: login, token_type: "session" })).status).toBe(422);
});

gameAuthTest("revalidation may ask for a server key, and a server then hears of its own game only", async (t) => {
  const token = await t.newSelection();
  const saga = await t.addServer({ name: "Saga", game_id: "saga" });
  const mine = await t.addServer({ name: "Mine", game_id: "my_game" });
  const ask = (key?: string) => t.post("revalidate", { token, token_type: "character" }, key);

  expect((await ask()).status).toBe(401);
  expect((await ask("no key of ours")).status).toBe(401);
  expect((await ask(mine.key)).json.valid).toBe(true);
  expect((await ask(t.server.key)).json.valid).toBe(true);
  expect((await ask(saga.key)).json).toEqual({ valid: false, reason: "unknown" });
}, { revalidateRequiresServerKey: true });

gameAuthTest("rotate answers under the name of the token's type", async (t) => {
  const login = await t.post("rotate", { token: await t.newLogin(), token_type: "login" });
  const character = await t.post("rotate", { token: await t.newSelection(), token_type: "character" });

  expect(Object.keys(login.json).toSorted()).toEqual(["login_token", "token_expires_at"]);
  expect(Object.keys(character.json).toSorted()).toEqual(["character_token", "token_expires_at"]);
  expect(login.json.token_expires_at).toBe(new Date(t.clock.now().getTime() + HOUR_MS).toISOString());
});

gameAuthTest("of sixteen rotations at once one is answered with a token, fifteen with 409", async (t) => {
  const token = await t.newLogin();
  const answers = await Promise.all(
    Array.from({ length: 16 }, () => t.post("rotate", { token, token_type: "login" })),
  );
  const winner = answers.find(({ status }) => status === 200);
  expect(answers.filter(({ status, json }) => status === 409 && json.code === "token_rotated").length).toBe(15);
  const { json } = await t.post("revalidate", { token: winner?.json.login_token, token_type: "login" });
  expect(json.valid).toBe(true);
});

gameAuthTest("rotate refuses with the reason that holds", async (t) => {
  const token = await t.newLogin();
  const codeOf = async (text: string, token_type: string) => {
    const { status, json } = await t.post("rotate", { token: text, token_type });
    return `${status} ${json.code}`;
  };
  expect(await codeOf(token, "character")).toBe("401 wrong_token_type");
  expect(await codeOf("never-issued", "login")).toBe("401 invalid_token");
  await suspend(t, new Date(t.clock.now().getTime() + HOUR_MS));
  expect(await codeOf(token, "login")).toBe("403 account_suspended");
  t.clock.advance(HOUR_MS);
  expect(await codeOf(token, "login")).toBe("401 invalid_token");
});

gameAuthTest("revoke ends a token and tells nobody whether there was one", async (t) => {
  const token = await t.newSelection();
  for (const text of [token, token, "never-issued"]) {
    expect((await t.post("revoke", { token: text })).status).toBe(204);
  }
  const { json } = await t.post("revalidate", { token, token_type: "character" });
  expect(json).toEqual({ valid: false, reason: "revoked" });
});

gameAuthTest("revoke ends the session of a JWT that somebody brings", async (t) => {
  const { id, token } = await t.register("Uther");
  expect((await t.sessions.verify(token)).accountId).toBe(id);
  expect((await t.post("revoke", { token })).status).toBe(204);
  expect(await codeOf(t.sessions.verify(token))).toBe("invalid_token");
});

gameAuthTest("every issue, rotation and revocation is in the audit log, with door and address", async (t) => {
  const login = await t.newLogin();
  await t.post("rotate", { token: login, token_type: "login" });
  await t.post("revoke", { token: login });
  const { items } = await t.audit.list(t.database.read, { accountId: t.player.id, limit: 3 });
  const common = { actor: `account_${t.player.id}`, door: "game_auth", address: "192.0.2.9", reason: "login token" };
  expect(items).toMatchObject([
    { action: "token.revoke", ...common },
    { action: "token.rotate", ...common },
    { action: "token.issue", ...common },
  ]);
});
