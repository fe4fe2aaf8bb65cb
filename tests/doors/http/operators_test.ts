/** The operators' paths as strangers find them: from where they are there, and what is written of who is refused. */
import { expect } from "expect";
import { startTestServer, TEST_ADMIN_TOKEN } from "../../support/test_server.ts";

const INSIDE = "203.0.113.7";
const OUTSIDE = "198.51.100.7";
const PATHS = [
  "/admin/api/me",
  "/admin/api/nothing",
  "/console/",
  "/console/main.js",
  "/console/api/",
  "//console/main.js",
  "/%63onsole/main.js",
  "/static/console/main.js",
];

Deno.test("outside of admin.addresses nothing of the operators' is there; inside a ban does not close it", async (t) => {
  await using server = await startTestServer({
    env: { TRUSTED_PROXIES: "127.0.0.1", ADMIN_ADDRESSES: "203.0.113.0/24", LIMITS_EXEMPT: "" },
  });
  const ask = async (path: string, address: string, more: RequestInit = {}, bearer = TEST_ADMIN_TOKEN) => {
    const headers = { "x-forwarded-for": address, authorization: `Bearer ${bearer}` };
    const response = await fetch(`${server.url}${path}`, { redirect: "manual", ...more, headers });
    const text = await response.text();
    return { status: response.status, json: text.startsWith("{") ? JSON.parse(text) : null };
  };

  await t.step("elsewhere every path of theirs is 404, with a good token too", async () => {
    for (const path of PATHS) {
      const { status, json } = await ask(path, OUTSIDE);
      expect([path, status, json?.code]).toEqual([path, 404, "not_found"]);
    }
    expect((await ask("/api/games", OUTSIDE)).status).toBe(200);
  });

  await t.step("inside they are, from a banned address as well", async () => {
    const body = JSON.stringify({ kind: "ip", value: INSIDE, reason: "a bad street" });
    expect((await ask("/admin/api/bans", INSIDE, { method: "POST", body })).status).toBe(201);
    for (const path of ["/admin/api/me", "/console/", "/console/main.js"]) {
      expect([path, (await ask(path, INSIDE)).status]).toEqual([path, 200]);
    }
    expect((await ask("/api/games", INSIDE)).status).toBe(403);
  });

  await t.step("refused bearers are one row of the trail a minute, and calls of banned addresses one", async () => {
    for (let count = 0; count < 3; count++) {
      expect((await ask("/admin/api/me", INSIDE, {}, "a-guess")).status).toBe(401);
    }
    await ask("/api/games", INSIDE);
    await server.app.domain.trail.flush();
    const { json } = await ask(`/admin/api/trail?address=${INSIDE}`, INSIDE);
    const rows = json.items.map(({ door, result, rule, wire, count }: Record<string, unknown>) => ({
      door,
      result,
      rule,
      wire,
      count,
    }));
    expect(rows).toContainEqual({
      door: "admin",
      result: "refused",
      rule: "token",
      wire: "401 invalid_token",
      count: 3,
    });
    expect(rows).toContainEqual({
      door: "http",
      result: "refused",
      rule: "address.ban",
      wire: "403 address_banned",
      count: 2,
    });
    expect(JSON.stringify(json)).not.toContain("a-guess");
  });
});
