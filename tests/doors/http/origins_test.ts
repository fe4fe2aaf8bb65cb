import { expect } from "expect";
import { type Answer, expectProblem, oneDoor } from "./setup.ts";

const OURS = "https://game.example";
const STRANGE = "https://elsewhere.example";

const allowed = ({ headers }: Answer) => headers.get("access-control-allow-origin");

oneDoor("pages of other origins", { env: { ALLOWED_ORIGINS: OURS } }, async (door, t) => {
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

oneDoor("without allowed origins no other page may read anything", {}, async (door) => {
  const answer = await door.call("GET", "/api/games", { headers: { origin: OURS } });
  expect([answer.status, allowed(answer)]).toEqual([200, null]);
  const preflight = await door.call("OPTIONS", "/api/games", {
    headers: { origin: OURS, "access-control-request-method": "GET" },
  });
  expect([preflight.status, allowed(preflight)]).toEqual([404, null]);
});
