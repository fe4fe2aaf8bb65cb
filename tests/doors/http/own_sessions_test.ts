import { expect } from "expect";
import { until } from "../../support/until.ts";
import { eachDoor, expectProblem, expectWrongFields, PASSWORD } from "./setup.ts";

eachDoor("a player's own sessions, tokens and attempts", {}, async (door, t) => {
  const { token, id } = await door.register("Ada", { email: "ada@example.com" });
  const other = await door.register("Eve");

  await t.step("the current session comes first, and another one can be ended", async () => {
    const second = await door.logIn("ada");
    const { json } = await door.call("GET", "/api/account/sessions", { bearer: token });
    expect(json.sessions).toHaveLength(2);
    expect(json.sessions[0]).toEqual({
      id: expect.any(String),
      door: "http",
      address: expect.any(String),
      device: expect.stringMatching(/^Deno/),
      gameId: null,
      character: null,
      createdAt: expect.any(String),
      lastActive: expect.any(String),
      expiresAt: expect.any(String),
      current: true,
      secondFactor: false,
    });
    const [, old] = json.sessions;
    expect(old.current).toBe(false);

    const path = `/api/account/sessions/${old.id}`;
    expectProblem(await door.call("DELETE", path, { bearer: other.token }), 404, "not_found");
    const socket = new WebSocket(`${door.server.url.replace("http", "ws")}/ws`);
    const { promise: signedIn, resolve } = Promise.withResolvers<unknown>();
    const { promise: closed, resolve: close } = Promise.withResolvers<number>();
    socket.onopen = () => socket.send(JSON.stringify({ type: "auth", token: second }));
    socket.onmessage = ({ data }) => resolve(JSON.parse(data).type);
    socket.onclose = ({ code }) => close(code);
    expect(await signedIn).toBe("auth_success");
    expect((await door.call("DELETE", path, { bearer: token })).status).toBe(204);
    expect(await closed).toBe(4401);
    expect(await door.verify(second)).toBe("invalid_token");
    expectProblem(await door.call("DELETE", path, { bearer: token }), 404, "not_found");
  });

  await t.step("a game token can be ended", async () => {
    const body = { authentication_method: "website", credentials: { username: "ada", password: PASSWORD } };
    const { json: { login_token } } = await door.call("POST", "/auth/authenticate", { body });
    const { json } = await door.call("GET", "/api/account/sessions", { bearer: token });
    expect(json.gameTokens).toEqual([
      {
        id: expect.any(String),
        kind: "login",
        server: null,
        game: null,
        createdAt: door.clock.now().toISOString(),
        expiresAt: new Date(door.clock.now().getTime() + 60 * 60_000).toISOString(),
        lastUsed: null,
      },
    ]);
    expect(JSON.stringify(json)).not.toContain(login_token);

    const path = `/api/account/game-tokens/${json.gameTokens[0].id}`;
    expectProblem(await door.call("DELETE", path, { bearer: other.token }), 404, "not_found");
    expect((await door.call("DELETE", path, { bearer: token })).status).toBe(204);
    const asked = { token: login_token, token_type: "login" };
    expect((await door.call("POST", "/auth/revalidate", { body: asked })).json).toEqual({
      valid: false,
      reason: "revoked",
    });
    expectProblem(await door.call("DELETE", path, { bearer: token }), 404, "not_found");
  });

  await t.step("attempts stand in the trail, without what was typed", async () => {
    await door.call("POST", "/api/auth/login", { body: { username: "Ada", password: "canary-wrong" } });
    await door.call("POST", "/api/auth/login", { body: { username: "my secret passphrase!", password: "canary" } });
    door.clock.advance(1_000);
    const rows = async () => (await door.call("GET", "/api/account/logins", { bearer: token })).json.items;
    await until(async () => (await rows()).length >= 4);
    expect(await rows()).toEqual([
      expect.objectContaining({ door: "http", result: "failed", code: "invalid_credentials" }),
      expect.objectContaining({ door: "game_auth", result: "succeeded", code: null }),
      expect.objectContaining({ door: "websocket", result: "succeeded", code: null }),
      expect.objectContaining({ door: "http", result: "succeeded", code: null }),
    ]);
    expect(Object.keys((await rows())[0])).toEqual(["id", "at", "door", "address", "device", "result", "code"]);

    const page = await door.call("GET", "/api/account/logins?limit=1", { bearer: token });
    expect(page.json.items).toHaveLength(1);
    const next = await door.call("GET", `/api/account/logins?limit=1&after=${page.json.next}`, { bearer: token });
    expect(next.json.items[0].door).toBe("game_auth");

    const all = await door.admin("GET", "/trail?limit=200");
    for (const secret of [PASSWORD, "canary", "passphrase"]) expect(all.text).not.toContain(secret);
    const { json: { items: [unknown] } } = await door.admin("GET", "/trail?rule=account.known");
    expect(unknown).toMatchObject({ name: null, account: null, result: "failed" });
  });

  await t.step("the trail is filtered by network, time and account, and knows its filters", async () => {
    const address = "203.0.113.77";
    await door.call("POST", "/api/auth/login", { body: { username: "Ada", password: PASSWORD }, address });
    door.clock.advance(1_000);
    const found = async (query: string) => (await door.admin("GET", `/trail?${query}`)).json.items;
    await until(async () => (await found(`address=${address}`)).length > 0);
    expect(await found("address=203.0.113.0/24&result=succeeded")).toEqual([
      expect.objectContaining({ address, account: id, name: "Ada", requestId: expect.any(String) }),
    ]);
    expect(await found("address=203.0.112.0/24")).toEqual([]);
    expect(await found(`account=${id}&from=2030-01-01T00:00:00Z`)).toEqual([]);
    expect((await found(`account=${id}&to=2030-01-01T00:00:00Z`)).length).toBeGreaterThan(2);
    expectWrongFields(await door.admin("GET", "/trail?adress=203.0.113.1"), ["adress"]);
    expectWrongFields(await door.admin("GET", "/trail?address=nowhere"), ["address"]);
  });
});
