import { expect } from "expect";
import myGame from "../../../examples/my_game/mod.ts";
import { claimsOf, type Door, eachDoor, expectProblem, expectWrongFields, PASSWORD } from "./setup.ts";

const DAY_MS = 24 * 60 * 60_000;

const post = (door: Door, path: string, bearer: string, body?: unknown) =>
  door.call("POST", path, { bearer, ...(body === undefined ? {} : { body }) });
const changePassword = (door: Door, bearer: string, currentPassword: string, newPassword: string) =>
  post(door, "/api/auth/password", bearer, { currentPassword, newPassword });

eachDoor("sessions", {}, async (door, t) => {
  await t.step("a token claims what the contract says, and is verified", async () => {
    const { id, token } = await door.register("Ada");
    const nowSeconds = Math.floor(door.clock.now().getTime() / 1_000);
    expect(claimsOf(token)).toEqual({
      sub: String(id),
      username: "Ada",
      sid: expect.any(String),
      jti: expect.any(String),
      iat: nowSeconds,
      exp: nowSeconds + DAY_MS / 1_000,
      iss: "gatehouse",
      aud: "gatehouse",
    });
    const answer = await door.call("GET", "/api/auth/verify", { bearer: token });
    expect([answer.status, answer.json]).toEqual([200, { success: true, userId: id, username: "Ada" }]);
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });

  await t.step("what is no token of a live session is refused, on every call that needs one", async () => {
    const token = await door.logIn("ada");
    const [header = "", payload = "", signature = ""] = token.split(".");
    const unsigned = btoa(JSON.stringify({ alg: "none", typ: "JWT" })).replace(/=+$/, "");
    const wrong = [
      "",
      "Bearer",
      "Bearer ",
      `Basic ${btoa(`ada:${PASSWORD}`)}`,
      token,
      `Bearer ${token}x`,
      `Bearer ${token.slice(0, -4)}`,
      `Bearer ${header}.${payload}.${signature.split("").toReversed().join("")}`,
      `Bearer ${unsigned}.${payload}.`,
      `Bearer ${"x".repeat(5_000)}`,
      `Bearer ${token} ${token}`,
    ];
    for (const authorization of wrong) {
      const answer = await door.call("GET", "/api/auth/verify", { headers: { authorization } });
      expectProblem(answer, 401, "invalid_token");
    }
    const calls = [
      ["POST", "/api/auth/logout"],
      ["POST", "/api/auth/logout-all"],
      ["POST", "/api/auth/refresh"],
      ["POST", "/api/auth/password"],
      ["GET", "/api/account"],
      ["POST", "/api/account/email"],
      ["GET", "/api/characters?gameId=slime"],
      ["POST", "/api/characters"],
      ["DELETE", "/api/characters/1"],
    ] as const;
    for (const [method, path] of calls) {
      expectProblem(await door.call(method, path), 401, "invalid_token");
    }
    expect(await door.verify(token)).toBe(null);
    expect((await door.call("GET", "/api/auth/verify", { headers: { authorization: `bearer ${token}` } })).status)
      .toBe(200);
  });

  await t.step("a logout ends its session at once, and no other", async () => {
    const [one, other] = [await door.logIn("ada"), await door.logIn("ada")];
    expect(await door.verify(one)).toBe(null);
    const answer = await post(door, "/api/auth/logout", one);
    expect([answer.status, answer.text]).toEqual([204, ""]);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(await door.verify(one)).toBe("invalid_token");
    expectProblem(await post(door, "/api/auth/logout", one), 401, "invalid_token");
    expect(await door.verify(other)).toBe(null);
  });

  await t.step("a logout everywhere ends all sessions of the account, and nobody else's", async () => {
    const bystander = await door.register("bystander");
    const tokens = [await door.logIn("ada"), await door.logIn("ada")];
    expect((await post(door, "/api/auth/logout-all", tokens[0]!)).status).toBe(204);
    for (const token of tokens) expect(await door.verify(token)).toBe("invalid_token");
    expect(await door.verify(bystander.token)).toBe(null);
  });

  await t.step("a refresh gives the session a new token, and ends the old one", async () => {
    const old = await door.logIn("ada");
    expect(await door.verify(old)).toBe(null);
    door.clock.advance(60_000);
    const answer = await post(door, "/api/auth/refresh", old);
    expect([answer.status, answer.json]).toEqual([200, { token: expect.any(String) }]);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    const token = answer.json.token;
    expect(await door.verify(old)).toBe("invalid_token");
    expect(await door.verify(token)).toBe(null);
    const [before, after] = [claimsOf(old), claimsOf(token)];
    expect(after["sid"]).toBe(before["sid"]);
    expect(after["jti"]).not.toBe(before["jti"]);
    expect(after["exp"]).toBe(Number(before["exp"]) + 60);
    door.clock.advance(10_001);
    expectProblem(await post(door, "/api/auth/refresh", old), 401, "invalid_token");
    expect(await door.verify(token)).toBe(null);
  });

  await t.step("of three refreshes at once two get the same token, and both are good", async () => {
    const old = await door.logIn("ada");
    const answers = await Promise.all([1, 2, 3].map(() => post(door, "/api/auth/refresh", old)));
    const won = answers.filter(({ status }) => status === 200);
    expect(won.map(({ json }) => claimsOf(json.token)["jti"])).toEqual(
      Array(2).fill(claimsOf(won[0]?.json.token)["jti"]),
    );
    for (const answer of answers) if (answer.status !== 200) expectProblem(answer, 401, "invalid_token");
    for (const { json } of won) expect(await door.verify(json.token)).toBe(null);
  });

  await t.step("a new password ends the old one and every other session", async () => {
    const [own, other] = [await door.logIn("ada"), await door.logIn("ada")];
    expect(await door.verify(other)).toBe(null);
    const answer = await changePassword(door, own, PASSWORD, "another horse");
    expect([answer.status, answer.text]).toEqual([204, ""]);
    expect(await door.verify(own)).toBe(null);
    expect(await door.verify(other)).toBe("invalid_token");
    const logIn = (password: string) => door.call("POST", "/api/auth/login", { body: { username: "ada", password } });
    expectProblem(await logIn(PASSWORD), 401, "invalid_credentials");
    expect((await logIn("another horse")).status).toBe(200);
    expect((await changePassword(door, own, "another horse", PASSWORD)).status).toBe(204);
  });

  await t.step("a change of password that is refused changes nothing", async () => {
    const [own, other] = [await door.logIn("ada"), await door.logIn("ada")];
    expectProblem(await changePassword(door, own, "wrong horse", "another horse"), 401, "invalid_credentials");
    for (const wrong of ["short", "x".repeat(73), "nul\u0000nul"]) {
      expectWrongFields(await changePassword(door, own, PASSWORD, wrong), ["newPassword"]);
    }
    expectWrongFields(await post(door, "/api/auth/password", own, {}), ["newPassword"]);
    expect([await door.verify(own), await door.verify(other)]).toEqual([null, null]);
    expect(await door.verify(await door.logIn("ada"))).toBe(null);
  });

  await t.step("ended sessions and changed passwords are in the audit log", async () => {
    const { id, token } = await door.register("audited");
    const refreshed = (await post(door, "/api/auth/refresh", token)).json.token;
    await changePassword(door, refreshed, PASSWORD, "another horse");
    await post(door, "/api/auth/logout", refreshed);
    const again = await door.call("POST", "/api/auth/login", {
      body: { username: "audited", password: "another horse" },
    });
    await post(door, "/api/auth/logout-all", again.json.token);
    const log = await door.audit(id);
    expect(log.map(({ action, reason }) => [action, reason])).toEqual([
      ["account.register", null],
      ["session.refresh", null],
      ["account.password", null],
      ["session.end", "logged out"],
      ["login.succeeded", null],
      ["session.end", "logged out everywhere"],
    ]);
    for (const entry of log) expect(entry).toMatchObject({ actor: `account_${id}`, account: id, door: "http" });
    expect(JSON.stringify(log)).not.toContain("horse");
  });

  await t.step("a token ends with its time, known or not", async () => {
    const [known, unknown] = [await door.logIn("ada"), await door.logIn("ada")];
    door.clock.advance(DAY_MS - 1_000);
    expect(await door.verify(known)).toBe(null);
    door.clock.advance(1_000);
    for (const token of [known, unknown]) {
      expectProblem(await door.call("GET", "/api/auth/verify", { bearer: token }), 401, "token_expired");
    }
  });
});

const jwtForCharacters = { games: [myGame], config: { auth: { characterTokenFormat: "jwt" } } };

eachDoor("a token of another kind is told so", jwtForCharacters, async (door) => {
  const { token } = await door.register("ada");
  const { json: { character } } = await door.call("POST", "/api/characters", {
    bearer: token,
    body: { gameId: "my_game", name: "Hero" },
  });
  const { json: { login_token } } = await door.call("POST", "/auth/authenticate", {
    body: { authentication_method: "website", credentials: { username: "ada", password: PASSWORD } },
  });
  const { json: { character_token } } = await door.call("POST", "/auth/select-character", {
    body: { login_token, character_id: `char_${character.id}`, server_id: "server_001" },
  });
  expectProblem(await door.call("GET", "/api/auth/verify", { bearer: character_token }), 401, "wrong_token_type");
  expectProblem(await door.call("GET", "/api/auth/verify", { bearer: login_token }), 401, "invalid_token");
});
