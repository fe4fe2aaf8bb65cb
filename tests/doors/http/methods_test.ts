import { expect } from "expect";
import { defineGame } from "../../../lib/modules/mod.ts";
import { eachDoor, expectProblem } from "./setup.ts";

const game = defineGame({
  id: "dice",
  name: "Dice",
  initialize({ routes }) {
    routes.get("/page", (c) => c.html("<p>Dice</p>"));
    routes.all("/any", (c) => c.json({ method: c.req.method }));
  },
});

eachDoor("a path that exists says which methods it takes", { games: [game] }, async (door) => {
  const paths = [
    ["/api/auth/login", "POST, OPTIONS"],
    ["/api/auth/verify", "GET, HEAD, OPTIONS"],
    ["/api/account", "GET, HEAD, OPTIONS"],
    ["/api/characters", "GET, HEAD, POST, OPTIONS"],
    ["/api/characters/1", "DELETE, OPTIONS"],
    ["/auth/authenticate", "POST, OPTIONS"],
    ["/admin/api/servers/server_001", "GET, HEAD, PATCH, DELETE, OPTIONS"],
    ["/admin/api/bans", "GET, HEAD, POST, OPTIONS"],
    ["/healthz", "GET, HEAD, OPTIONS"],
    ["/ws", "GET, HEAD, OPTIONS"],
    ["/.well-known/jwks.json", "GET, HEAD, OPTIONS"],
    ["/games/dice/page", "GET, HEAD, OPTIONS"],
    ["/", "GET, HEAD, OPTIONS"],
  ] as const;
  for (const [path, allow] of paths) {
    const answer = await door.call("PUT", path, { body: {} });
    expectProblem(answer, 405, "method_not_allowed");
    expect([path, answer.headers.get("allow")]).toEqual([path, allow]);
  }
  expectProblem(await door.call("PUT", "/api/nowhere"), 404, "not_found");
  expect((await door.call("PUT", "/games/dice/any")).json).toEqual({ method: "PUT" });
  const asked = await door.call("OPTIONS", "/games/dice/page");
  expect([asked.status, asked.headers.get("allow")]).toEqual([204, "GET, HEAD, OPTIONS"]);
  expect((await door.call("OPTIONS", "/games/dice/any")).json).toEqual({ method: "OPTIONS" });
  expectProblem(await door.call("OPTIONS", "/games/dice/nowhere"), 404, "not_found");
  const head = await fetch(`${door.server.url}/api/games`, { method: "HEAD" });
  expect([head.status, await head.text()]).toEqual([200, ""]);
});

eachDoor("the WebSocket's path says what it is to a call without an upgrade", {}, async (door) => {
  const answer = await door.call("GET", "/ws");
  expectProblem(answer, 426, "upgrade_required");
  expect(answer.headers.get("upgrade")).toBe("websocket");
  expect(answer.headers.get("connection")).toBe("upgrade");
});

eachDoor(
  "every answer that is no page lets nothing run, be framed or be guessed at",
  { games: [game] },
  async (door) => {
    const calls = [
      ["GET", "/api/games"],
      ["GET", "/api/account"],
      ["PUT", "/api/auth/login"],
      ["GET", "/nowhere"],
      ["GET", "/admin/api/bans"],
      ["GET", "/healthz"],
      ["GET", "/metrics"],
      ["GET", "/games/dice/any"],
    ] as const;
    for (const [method, path] of calls) {
      const { headers } = await door.call(method, path);
      expect([path, headers.get("content-security-policy")]).toEqual([
        path,
        "default-src 'none'; frame-ancestors 'none'",
      ]);
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
    }
    const page = await door.call("GET", "/games/dice/page");
    expect(page.headers.get("content-security-policy")).toBe(null);
    expect(page.headers.get("x-content-type-options")).toBe("nosniff");
  },
);

eachDoor("a compressed body is refused by its kind", {}, async (door) => {
  const answer = await door.call("POST", "/api/auth/login", {
    headers: { "content-encoding": "gzip" },
    body: new Uint8Array([0x1f, 0x8b, 8]),
  });
  expectProblem(answer, 415, "unsupported_media_type");
});
