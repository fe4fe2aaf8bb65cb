import { expect } from "expect";
import { expectProblem, oneDoor } from "./setup.ts";

const PATH = "/api/games";

/** So many calls, some at once. @returns the statuses that were seen, with how often */
async function statuses(count: number, call: () => Promise<{ status: number }>): Promise<Record<number, number>> {
  const seen: Record<number, number> = {};
  for (let done = 0; done < count; done += 50) {
    const answers = await Promise.all(Array.from({ length: Math.min(50, count - done) }, call));
    for (const { status } of answers) seen[status] = (seen[status] ?? 0) + 1;
  }
  return seen;
}

oneDoor("an address makes 600 calls a minute, of whatever kind", {}, async (door) => {
  const address = door.newAddress();
  expect(await statuses(300, () => door.call("GET", PATH, { address }))).toEqual({ 200: 300 });
  expect(await statuses(300, () => door.call("GET", "/nothing", { address }))).toEqual({ 404: 300 });
  for (const path of [PATH, "/", "/nothing", "/api/auth/verify"]) {
    const answer = await door.call("GET", path, { address });
    expectProblem(answer, 429, "rate_limited");
    expect(answer.headers.get("retry-after")).toBe("60");
  }
  expect((await door.call("GET", PATH)).status).toBe(200);
  door.clock.advance(60_000);
  expect((await door.call("GET", PATH, { address })).status).toBe(200);
});

const callsAMinute = (requestsPerMinute: number) => ({ limits: { requestsPerMinute } });

oneDoor("an IPv6 customer is one, with all addresses of a /64", { config: callsAMinute(2) }, async ({ call }) => {
  const statusFor = async (address: string) => (await call("GET", PATH, { address })).status;
  expect(await statusFor("2001:db8:0:1::1")).toBe(200);
  expect(await statusFor("2001:db8:0:1:ffff::2")).toBe(200);
  expect(await statusFor("2001:db8:0:1:1234::3")).toBe(429);
  expect(await statusFor("2001:db8:0:2::1")).toBe(200);
});

const named = { config: callsAMinute(2), env: { ALLOWED_ORIGINS: "https://game.example" } };

oneDoor("what a page elsewhere makes its visitor ask uses up nobody's calls", named, async ({ call, newAddress }) => {
  const address = newAddress();
  const status = async (headers: Record<string, string>) => (await call("GET", PATH, { address, headers })).status;
  const elsewhere = { "sec-fetch-site": "cross-site" };
  expect([await status(elsewhere), await status(elsewhere), await status(elsewhere)]).toEqual([200, 200, 429]);
  const strange = { ...elsewhere, origin: "https://elsewhere.example" };
  expect(await status(strange)).toBe(429);
  expect(await status({ ...elsewhere, origin: "https://game.example" })).toBe(200);
  expect([await status({}), await status({ "sec-fetch-site": "same-origin" })]).toEqual([200, 429]);
});

const elsewhere = { config: callsAMinute(2), env: { TRUSTED_PROXIES: "192.0.2.0/24" } };

oneDoor("X-Forwarded-For is the word of a trusted proxy, and of nobody else", elsewhere, async ({ call }) => {
  // Loopback is no proxy here, so all of these come from it.
  const claims = ["198.51.100.1", "198.51.100.2", "198.51.100.3, 192.0.2.1"];
  const answers = [];
  for (const address of claims) answers.push((await call("GET", PATH, { address })).status);
  expect(answers).toEqual([200, 200, 429]);
});

const chain = { config: callsAMinute(1), env: { TRUSTED_PROXIES: "127.0.0.1, 192.0.2.0/24" } };

oneDoor("behind trusted proxies the last address that none of them has is the player's", chain, async ({ call }) => {
  const statusFor = async (address: string) => (await call("GET", PATH, { address })).status;
  expect(await statusFor("198.51.100.1, 192.0.2.7")).toBe(200);
  expect(await statusFor("203.0.113.5, 198.51.100.1, 192.0.2.8")).toBe(429);
  expect(await statusFor("198.51.100.2:4711")).toBe(200);
});

const exempting = {
  config: { limits: { requestsPerMinute: 1, registrationsPerDay: 1, loginAttemptsPerMinute: 1 } },
  env: { LIMITS_EXEMPT: "198.51.100.0/24" },
};

oneDoor("an exempt address has no limits, and is banned all the same", exempting, async (door) => {
  const address = "198.51.100.9";
  for (const name of ["ada", "bob"]) await door.register(name, { address });
  const body = { username: "ada", password: "wrong horse" };
  for (let count = 0; count < 25; count++) {
    expect((await door.call("POST", "/api/auth/login", { body, address })).status).toBe(401);
  }
  await door.admin("POST", "/bans", { kind: "ip", value: address, reason: "Enough" });
  expectProblem(await door.call("GET", PATH, { address }), 403, "address_banned");
});
