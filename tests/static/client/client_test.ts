import { expect } from "expect";
import { createGatehouseClient } from "../../../static/client.js";
import { createShelf } from "./fake_socket.ts";

interface Call {
  readonly method: string;
  readonly url: string;
  readonly bearer: string | null;
  readonly body: unknown;
}
type Answer = (call: Call) => Response | Promise<Response>;

/** A client whose calls go to `answer`, and all that was asked. */
function createTestApi(answer: Answer, { local = createShelf(), session = createShelf() } = {}) {
  const calls: Call[] = [];
  const fetch = async (input: Request | URL | string, init?: RequestInit) => {
    const request = new Request(input, init);
    const call = {
      method: request.method,
      url: request.url,
      bearer: request.headers.get("authorization"),
      body: request.body === null ? null : await request.json(),
    };
    calls.push(call);
    return await answer(call);
  };
  const client = createGatehouseClient({ baseUrl: "https://play.example", storage: { local, session }, fetch });
  return { client, calls, local, session };
}

const signedIn = () => Response.json({ token: "t1", id: 7, username: "Mara" });
const problem = (status: number, body: object, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers });

function shelfWith(token: string) {
  const shelf = createShelf();
  shelf.setItem("game_token", token);
  return shelf;
}

Deno.test("a remembered sign-in outlives the tab, another does not, and neither keeps the password", async () => {
  for (const remember of [true, false]) {
    const { client, local, session, calls } = createTestApi(signedIn);
    await client.logIn({ username: "Mara", password: "lantern-42", remember });
    expect([local.getItem("game_token"), session.getItem("game_token")]).toEqual(
      remember ? ["t1", null] : [null, "t1"],
    );
    expect(calls[0]?.body).toEqual({ username: "Mara", password: "lantern-42" });
  }
});

Deno.test("a sign-in that is not remembered removes an older remembered one", async () => {
  const { client, local } = createTestApi(signedIn, { local: shelfWith("old") });
  await client.logIn({ email: "mara@example.org", password: "lantern-42" });
  expect(local.getItem("game_token")).toBe(null);
  expect(client.token).toBe("t1");
});

Deno.test("calls that need a token carry it in a header and never in the address", async () => {
  const { client, calls } = createTestApi(() => Response.json({ success: true, userId: 7, username: "Mara" }), {
    session: shelfWith("t1"),
  });
  expect(await client.verify()).toEqual({ userId: 7, username: "Mara" });
  expect(calls).toEqual([
    { method: "GET", url: "https://play.example/api/auth/verify", bearer: "Bearer t1", body: null },
  ]);
});

Deno.test("without a token nothing is asked", async () => {
  const { client, calls } = createTestApi(signedIn);
  await expect(client.account()).rejects.toMatchObject({ code: "signed_out" });
  expect(calls).toEqual([]);
});

Deno.test("every call has the contract's path and method", async () => {
  const { client, calls } = createTestApi(
    ({ method }) =>
      method === "GET"
        ? Response.json({ games: [], characters: [] })
        : method === "DELETE"
        ? new Response(null, { status: 204 })
        : Response.json({ character: {} }),
    { session: shelfWith("t1") },
  );
  await client.games();
  await client.account();
  await client.characters.list("my game");
  await client.characters.create({ gameId: "my_game", name: "Aria" });
  await client.characters.delete(3);
  await client.changePassword({ currentPassword: "a", newPassword: "b" });
  await client.changeEmail({ password: "a", email: "m@example.org" });
  expect(calls.map(({ method, url }) => `${method} ${url.slice("https://play.example".length)}`)).toEqual([
    "GET /api/games",
    "GET /api/account",
    "GET /api/characters?gameId=my%20game",
    "POST /api/characters",
    "DELETE /api/characters/3",
    "POST /api/auth/password",
    "POST /api/account/email",
  ]);
});

Deno.test("a problem document becomes an error with everything it says", async () => {
  const { client } = createTestApi(() =>
    problem(403, {
      title: "account suspended",
      detail: "The account is suspended",
      code: "account_suspended",
      reason: "Selling gold",
      until: "2027-05-01T10:00:00Z",
    })
  );
  await expect(client.logIn({ username: "m", password: "p" })).rejects.toMatchObject({
    code: "account_suspended",
    status: 403,
    message: "The account is suspended",
    reason: "Selling gold",
    until: new Date("2027-05-01T10:00:00Z"),
  });
});

Deno.test("wrong fields and the seconds to wait reach the error", async () => {
  const errors = [{ field: "username", message: "too short" }];
  const { client } = createTestApi(() =>
    problem(429, { code: "rate_limited", detail: "slow down", errors: [...errors, 5] }, { "retry-after": "43" })
  );
  await expect(client.games()).rejects.toMatchObject({ code: "rate_limited", retryAfterSeconds: 43, errors });
});

Deno.test("an answer that is not Gatehouse's own still has a code", async () => {
  const answers: [Response, string][] = [
    [problem(502, {}), "unexpected_answer"],
    [new Response("<h1>Bad gateway</h1>", { status: 502 }), "unavailable"],
    [new Response("slow down", { status: 429 }), "rate_limited"],
    [new Response("<h1>Hello</h1>"), "unexpected_answer"],
  ];
  for (const [answer, code] of answers) {
    const { client } = createTestApi(() => answer);
    await expect(client.games()).rejects.toMatchObject({ code });
  }
});

Deno.test("a server out of reach and one that is too slow are told apart", async () => {
  const unreachable = createTestApi(() => Promise.reject(new TypeError("failed to fetch")));
  await expect(unreachable.client.games()).rejects.toMatchObject({ code: "unreachable", status: null });
  const slow = createTestApi(() => Promise.reject(new DOMException("time is up", "TimeoutError")));
  await expect(slow.client.games()).rejects.toMatchObject({ code: "timeout" });
});

Deno.test("a call is given up after the longest wait", async () => {
  const fetch = (_: unknown, init?: RequestInit) =>
    new Promise<Response>((_, reject) => init?.signal?.addEventListener("abort", () => reject(init.signal?.reason)));
  const client = createGatehouseClient({ baseUrl: "https://play.example", fetch, timeoutMs: 1 });
  await expect(client.games()).rejects.toMatchObject({ code: "timeout" });
});

Deno.test("a refused token is forgotten", async () => {
  const { client } = createTestApi(() => problem(401, { code: "invalid_token" }), { local: shelfWith("t1") });
  await expect(client.verify()).rejects.toMatchObject({ code: "invalid_token" });
  expect(client.token).toBe(null);
});

Deno.test("a refusal that is not about the token leaves it", async () => {
  const { client } = createTestApi(() => problem(401, { code: "invalid_credentials" }), { session: shelfWith("t1") });
  await expect(client.changePassword({ currentPassword: "a", newPassword: "b" })).rejects.toMatchObject({
    status: 401,
  });
  expect(client.token).toBe("t1");
});

Deno.test("a call that met another window's refresh is made again with the fresh token", async () => {
  const local = shelfWith("t1");
  const { client, calls } = createTestApi(({ bearer }) => {
    if (bearer === "Bearer t2") return Response.json({ userId: 7, username: "Mara" });
    local.setItem("game_token", "t2");
    return problem(401, { code: "invalid_token" });
  }, { local });
  expect(await client.verify()).toEqual({ userId: 7, username: "Mara" });
  expect(calls.map(({ bearer }) => bearer)).toEqual(["Bearer t1", "Bearer t2"]);
});

Deno.test("a fresh token takes the place of the old one, and calls at once share the refresh", async () => {
  const { client, calls, local, session } = createTestApi(() => Response.json({ token: "t2" }), {
    local: shelfWith("t1"),
  });
  await Promise.all([client.refresh(), client.refresh()]);
  expect(calls).toHaveLength(1);
  expect([local.getItem("game_token"), session.getItem("game_token")]).toEqual(["t2", null]);
});

Deno.test("a refresh whose answer comes after signing out brings no token back", async () => {
  const session = shelfWith("t1");
  const { client } = createTestApi(() => {
    session.removeItem("game_token");
    return Response.json({ token: "t2" });
  }, { session });
  await client.refresh();
  expect(client.token).toBe(null);
});

Deno.test("signing out forgets the token even when the server can not be told", async () => {
  const { client } = createTestApi(() => Promise.reject(new TypeError("failed to fetch")), { local: shelfWith("t1") });
  await expect(client.logOut()).rejects.toMatchObject({ code: "unreachable" });
  expect(client.token).toBe(null);
});

Deno.test("signing out of a session that is over already is no failure", async () => {
  const { client, calls } = createTestApi(() => problem(401, { code: "invalid_token" }), { local: shelfWith("t1") });
  await client.logOutEverywhere();
  expect(client.token).toBe(null);
  expect(calls[0]?.url).toBe("https://play.example/api/auth/logout-all");
});

Deno.test("outside a browser the server's address is required", () => {
  expect(() => createGatehouseClient()).toThrow(TypeError);
});

Deno.test("a login that lacks its second factor says what goes on with it, and is finished by a code", async () => {
  const challenge = "c".repeat(43);
  const expiresAt = "2026-01-01T00:05:00.000Z";
  const needed = { code: "second_factor_required", detail: "A code", challenge, methods: ["totp"], expiresAt };
  const { client, calls } = createTestApi(({ url }) => url.endsWith("/login") ? problem(401, needed) : signedIn());
  const error = await client.logIn({ username: "Mara", password: "lantern-42" }).catch((error) => error);
  expect(error).toMatchObject({ code: needed.code, challenge, methods: ["totp"], expiresAt: new Date(expiresAt) });
  expect(client.token).toBe(null);
  await client.finishLogIn({ challenge, code: "123456" });
  expect(calls.at(-1)).toMatchObject({
    method: "POST",
    url: "https://play.example/api/auth/second-factor",
    body: { challenge, code: "123456" },
  });
  expect(client.token).toBe("t1");
});

Deno.test("what an old proof refuses is confirmed and asked once more", async () => {
  let confirmed = false;
  const { client, calls } = createTestApi(({ url }) => {
    if (url.endsWith("/confirm")) confirmed = true;
    if (confirmed) return Response.json({ recoveryCodes: ["abcde-fghjk"] });
    return problem(403, { code: "confirmation_required", methods: ["password"] });
  }, { session: shelfWith("t1") });
  const error = await client.security.newRecoveryCodes().catch((error) => error);
  expect(error).toMatchObject({ code: "confirmation_required", methods: ["password"] });
  await client.confirm({ password: "lantern-42" });
  expect(await client.security.newRecoveryCodes()).toEqual(["abcde-fghjk"]);
  expect(calls.map(({ url }) => new URL(url).pathname)).toEqual([
    "/api/account/recovery-codes",
    "/api/auth/confirm",
    "/api/account/recovery-codes",
  ]);
});

Deno.test("what the games' own clients are let in by is seen and changed", async () => {
  const window = { until: "2026-01-01T00:10:00.000Z", address: "198.51.100.7" };
  const { client, calls } = createTestApi(({ method, url }) => {
    if (url.endsWith("/games")) return Response.json({ games: [{ gameId: "slime", access: "window" }] });
    if (method === "DELETE") return new Response(null, { status: 204 });
    if (url.endsWith("/password")) return Response.json({ password: "abcdefghjkmnpqrs" }, { status: 201 });
    return Response.json(method === "PUT" ? { gameId: "slime", access: "closed" } : window);
  }, { local: shelfWith("t1") });
  const { gameClients } = client;
  expect(await gameClients.list()).toEqual([{ gameId: "slime", access: "window" }]);
  expect(await gameClients.setAccess("slime", "closed")).toEqual({ gameId: "slime", access: "closed" });
  expect(await gameClients.newPassword("slime")).toBe("abcdefghjkmnpqrs");
  await gameClients.removePassword("slime");
  expect(await gameClients.openWindow("slime", { attempt: 7 })).toEqual(window);
  await gameClients.closeWindow("slime");
  const base = "https://play.example/api/account/games";
  expect(calls.map(({ method, url, body }) => [method, url, body])).toEqual([
    ["GET", base, null],
    ["PUT", `${base}/slime/access`, { access: "closed" }],
    ["POST", `${base}/slime/password`, null],
    ["DELETE", `${base}/slime/password`, null],
    ["POST", `${base}/slime/window`, { attempt: 7 }],
    ["DELETE", `${base}/slime/window`, null],
  ]);
});
