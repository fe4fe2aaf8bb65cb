import { expect } from "expect";
import { type Answer, eachDoor, expectProblem, PASSWORD } from "./setup.ts";

const OURS = "https://game.example";
const STRANGE = "https://elsewhere.example";

const allowed = ({ headers }: Answer) => headers.get("access-control-allow-origin");

eachDoor("pages of other origins", { env: { ALLOWED_ORIGINS: OURS } }, async (door, t) => {
  const { token } = await door.register("ada");

  await t.step("may ask and call where they are named", async () => {
    const preflight = await door.call("OPTIONS", "/api/characters", {
      headers: {
        origin: OURS,
        "access-control-request-method": "DELETE",
        "access-control-request-headers": "authorization,content-type",
      },
    });
    expect([preflight.status, allowed(preflight)]).toEqual([204, OURS]);
    expect(preflight.headers.get("access-control-allow-methods")).toContain("DELETE");
    expect(preflight.headers.get("access-control-allow-headers")?.toLowerCase()).toContain("authorization");
    expect(preflight.headers.get("access-control-allow-headers")?.toLowerCase()).toContain("idempotency-key");
    expect(preflight.headers.get("vary")).toBe("Origin");
    expect(preflight.headers.has("access-control-allow-credentials")).toBe(false);
    const answer = await door.call("GET", "/api/auth/verify", { bearer: token, headers: { origin: OURS } });
    expect([answer.status, allowed(answer)]).toEqual([200, OURS]);
    expect(answer.headers.get("vary")?.toLowerCase()).toContain("origin");
  });

  await t.step("may read why they are refused", async () => {
    const refused = await door.call("GET", "/api/auth/verify", { headers: { origin: OURS } });
    expectProblem(refused, 401, "invalid_token");
    expect(allowed(refused)).toBe(OURS);
    const address = "203.0.113.5";
    await door.admin("POST", "/bans", { kind: "ip", value: address, reason: "Spam" });
    const banned = await door.call("GET", "/api/games", { headers: { origin: OURS }, address });
    expectProblem(banned, 403, "address_banned");
    expect(allowed(banned)).toBe(OURS);
    expect(banned.headers.get("access-control-expose-headers")?.toLowerCase()).toContain("retry-after");
  });

  await t.step("get nothing where they are not", async () => {
    for (const origin of [STRANGE, `${OURS}.evil.example`, "http://game.example", "null"]) {
      const answer = await door.call("GET", "/api/auth/verify", { bearer: token, headers: { origin } });
      expect([answer.status, allowed(answer)]).toEqual([200, null]);
    }
  });
});

eachDoor("a preflight is answered whoever is banned, so that the page may read why", {
  env: { ALLOWED_ORIGINS: OURS },
}, async (door) => {
  const address = "203.0.113.6";
  await door.admin("POST", "/bans", { kind: "ip", value: address, reason: "Spam" });
  const preflight = await door.call("OPTIONS", "/api/auth/login", {
    address,
    headers: { origin: OURS, "access-control-request-method": "POST" },
  });
  expect([preflight.status, allowed(preflight)]).toEqual([204, OURS]);
});

eachDoor("every answer for an allowed page may be read by it, whatever went wrong", {
  env: { ALLOWED_ORIGINS: OURS },
}, async (door) => {
  const headers = { origin: OURS };
  for (
    const [method, path, body] of [
      ["GET", "/nowhere", undefined],
      ["PUT", "/api/auth/login", {}],
      ["POST", "/api/auth/login", "{"],
      ["POST", "/api/auth/login", {}],
      ["GET", "/admin/api/bans", undefined],
      ["POST", "/auth/revoke", {}],
      ["GET", "/", undefined],
    ] as const
  ) {
    const answer = await door.call(method, path, { headers, body });
    expect([method, path, allowed(answer)]).toEqual([method, path, OURS]);
    expect(answer.headers.get("vary")?.toLowerCase()).toContain("origin");
  }
});

eachDoor("without allowed origins no other page may read anything", {}, async (door) => {
  const answer = await door.call("GET", "/api/games", { headers: { origin: OURS } });
  expect([answer.status, allowed(answer)]).toEqual([200, null]);
  const preflight = await door.call("OPTIONS", "/api/games", {
    headers: { origin: OURS, "access-control-request-method": "GET" },
  });
  expect([preflight.status, allowed(preflight)]).toEqual([204, null]);
  expect(preflight.headers.get("allow")).toBe("GET, HEAD, OPTIONS");
});

eachDoor("a page elsewhere cannot act by its visitor", {}, async (door, t) => {
  await door.register("ada");
  const login = { username: "ada", password: PASSWORD };
  const address = "203.0.113.7";

  await t.step("on no path, and nothing of it is counted", async () => {
    for (let count = 0; count < 30; count++) {
      for (const headers of [{ origin: STRANGE }, { "sec-fetch-site": "cross-site" }, { origin: "null" }]) {
        const body = { username: "ada", password: "wrong horse" };
        expectProblem(
          await door.call("POST", "/api/auth/login", { headers, body, address }),
          403,
          "origin_not_allowed",
        );
      }
    }
    expect((await door.call("POST", "/api/auth/login", { body: login, address })).status).toBe(200);
    for (
      const [method, path] of [
        ["POST", "/auth/authenticate"],
        ["POST", "/admin/api/bans"],
        ["DELETE", "/api/characters/1"],
        ["PATCH", "/auth/characters/1"],
        ["PUT", "/nowhere"],
        ["POST", "/games/nowhere"],
      ] as const
    ) {
      expectProblem(await door.call(method, path, { headers: { origin: STRANGE } }), 403, "origin_not_allowed");
    }
  });

  await t.step("our own page can, and so can what is no browser", async () => {
    for (const headers of [{ origin: door.server.url }, { "sec-fetch-site": "same-origin", origin: STRANGE }, {}]) {
      expect(
        (await door.call("POST", "/api/auth/login", { headers: headers as Record<string, string>, body: login }))
          .status,
      )
        .toBe(200);
    }
  });

  await t.step("the host that the trusted proxy was asked for is ours", async () => {
    const headers = { origin: "https://front.example", "x-forwarded-host": "front.example" };
    expect((await door.call("POST", "/api/auth/login", { headers, body: login })).status).toBe(200);
  });
});

eachDoor("the public address is our own", { env: { PUBLIC_URL: "https://hall.example/play" } }, async (door) => {
  await door.register("ada");
  const body = { username: "ada", password: PASSWORD };
  const headers = { origin: "https://hall.example" };
  expect((await door.call("POST", "/api/auth/login", { headers, body })).status).toBe(200);
});
