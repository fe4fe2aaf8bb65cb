import { expect } from "expect";
import { withPatience } from "../../../lib/testing/patience.ts";
import { type Door, eachDoor, expectProblem, PASSWORD } from "./setup.ts";

const HOUR_MS = 60 * 60_000;

const later = (door: Door, delayMs: number) => new Date(door.clock.now().getTime() + delayMs).toISOString();
const logIn = (door: Door, username: string, password = PASSWORD) =>
  door.call("POST", "/api/auth/login", { body: { username, password } });
const suspend = (door: Door, id: number, body: object) => door.admin("POST", `/accounts/${id}/suspensions`, body);

eachDoor("bans", {}, async (door, t) => {
  await t.step("a banned player is told so by verify, and by a login with the right password", async () => {
    const { id, token } = await door.register("banned");
    expect(await door.verify(token)).toBe(null);
    expect((await suspend(door, id, { reason: "Cheating" })).status).toBe(201);
    const calls = [
      await door.call("GET", "/api/auth/verify", { bearer: token }),
      await door.call("GET", "/api/account", { bearer: token }),
      await logIn(door, "banned"),
    ];
    for (const answer of calls) {
      expectProblem(answer, 403, "account_banned");
      expect(answer.json).toMatchObject({ reason: "Cheating", until: null });
    }
    expectProblem(await logIn(door, "banned", "wrong horse"), 401, "invalid_credentials");
  });

  await t.step("a suspended player is told until when, and comes back by a new login", async () => {
    const { id, token } = await door.register("suspended");
    const until = later(door, HOUR_MS);
    await suspend(door, id, { reason: "Spam", until });
    for (
      const answer of [await door.call("GET", "/api/auth/verify", { bearer: token }), await logIn(door, "suspended")]
    ) {
      expectProblem(answer, 403, "account_suspended");
      expect(answer.json).toMatchObject({ reason: "Spam", until });
    }
    door.clock.advance(HOUR_MS);
    expect(await door.verify(token)).toBe("invalid_token");
    expect(await door.verify(await door.logIn("suspended"))).toBe(null);
  });

  await t.step("a suspension that is lifted holds no longer", async () => {
    const { id } = await door.register("lifted");
    const { json } = await suspend(door, id, { reason: "A mistake" });
    expect((await logIn(door, "lifted")).status).toBe(403);
    expect((await door.admin("DELETE", `/accounts/${id}/suspensions/${json.id}`)).status).toBe(204);
    expect((await logIn(door, "lifted")).status).toBe(200);
  });

  await t.step("an address's ban ends the feed that is followed from there, and no other", async () => {
    const follow = async (address: string) => {
      const headers = { accept: "text/event-stream", "x-forwarded-for": address };
      const response = await fetch(`${door.server.url}/auth/revocations`, { headers });
      return response.body!.getReader();
    };
    const [banned, other] = [await follow("203.0.113.129"), await follow("203.0.113.1")];
    expect((await banned.read()).done).toBe(false);
    await door.admin("POST", "/bans", { kind: "ip", value: "203.0.113.128/26", reason: "A bad street" });
    const ended = (async () => {
      while (!(await banned.read()).done);
    })();
    await withPatience(ended, "The feed goes on for a banned address");
    expect((await other.read()).done).toBe(false);
    await other.cancel();
  });

  await t.step("a banned address is refused before anything else, on every call but the operators'", async () => {
    const address = "203.0.113.77";
    const { token } = await door.register("neighbour", { address });
    const until = later(door, HOUR_MS);
    const ban = await door.admin("POST", "/bans", {
      kind: "ip",
      value: "203.0.113.64/26",
      reason: "A bad street",
      until,
    });
    expect(ban.status).toBe(201);
    const refused = [
      ["GET", "/"],
      ["GET", "/static/index.html"],
      ["GET", "/nothing"],
      ["GET", "/api/games"],
      ["GET", "/api/auth/verify"],
      ["POST", "/api/auth/login"],
      ["POST", "/api/auth/register"],
      ["GET", "/.well-known/jwks.json"],
      ["POST", "/auth/revalidate"],
      ["OPTIONS", "/api/auth/login"],
    ] as const;
    for (const [method, path] of refused) {
      const answer = await door.call(method, path, { address, bearer: token });
      expectProblem(answer, 403, "address_banned");
      expect(answer.json).toMatchObject({ until, reason: "A bad street" });
    }
    const { id, token: operator } = await door.register("operator");
    expect((await door.admin("PATCH", `/accounts/${id}`, { role: "admin" })).status).toBe(200);
    expect((await door.call("GET", "/api/auth/verify", { address, bearer: operator })).status).toBe(200);
    expect((await door.call("GET", "/console/", { address })).status).not.toBe(403);
    for (const path of ["/healthz", "/readyz", "/metrics"]) {
      expect((await door.call("GET", path, { address })).status).toBe(200);
    }
    expectProblem(await door.call("GET", "/admin/api/bans", { address }), 401, "invalid_token");
    expect((await door.call("GET", "/api/games", { address: "203.0.113.1" })).status).toBe(200);
    door.clock.advance(HOUR_MS);
    expect((await door.call("GET", "/api/auth/verify", { address, bearer: token })).status).toBe(200);
  });
});
