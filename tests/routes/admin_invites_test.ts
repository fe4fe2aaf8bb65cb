import { expect } from "expect";
import { eachDatabase } from "../support/test_database.ts";
import { ADMIN_TOKEN, adminOn } from "./admin_setup.ts";

const tokenOf = (url: string) => url.split("#invite=")[1]!;

eachDatabase("who redeems an invitation has its role from the next call, once", async (database) => {
  const { core, call, admin } = await adminOn(database);
  const made = await admin("POST", "/invites", { role: "moderator", reason: "Joins the team" });
  expect(made.status).toBe(201);
  expect(made.json).toEqual({
    id: made.json.id,
    url: expect.stringMatching(/^http:\/\/localhost:8080\/console\/#invite=[A-Za-z0-9_-]{43}$/),
    expiresAt: "2026-01-02T00:00:00.000Z",
  });
  expect((await admin("GET", "/invites")).json.items).toEqual([{
    id: made.json.id,
    role: "moderator",
    reason: "Joins the team",
    createdAt: "2026-01-01T00:00:00.000Z",
    createdBy: "admin",
    expiresAt: "2026-01-02T00:00:00.000Z",
  }]);
  const { id, token: bearer } = await core.register("ada");
  const body = { token: tokenOf(made.json.url) };
  const redeem = (bearer?: string) =>
    call("POST", "/admin/api/invites/redeem", bearer === undefined ? { body } : { bearer, body });
  expect((await redeem()).status).toBe(401);
  const redeemed = await redeem(bearer);
  expect([redeemed.status, redeemed.json]).toEqual([200, { role: "moderator" }]);
  expect((await call("GET", "/admin/api/me", { bearer })).json).toMatchObject({ account: id, role: "moderator" });
  const again = await redeem((await core.register("bob")).token);
  expect([again.status, again.json.code]).toEqual([410, "invalid_link"]);
  expect((await admin("GET", "/invites")).json.items).toEqual([]);
  const actions = (await admin("GET", "/audit")).json.items.map(({ action }: { action: string }) => action);
  expect(actions).toEqual(expect.arrayContaining(["invite.create", "invite.redeem", "account.role"]));
  expect(JSON.stringify((await admin("GET", "/audit")).json)).not.toContain(body.token);
});

eachDatabase("an invitation is withdrawn, and runs out after a day", async (database) => {
  const { core, call, admin } = await adminOn(database);
  const { token: bearer } = await core.register("ada");
  const invite = async () => (await admin("POST", "/invites", { role: "viewer", reason: "x" })).json;
  const redeem = async (url: string) =>
    (await call("POST", "/admin/api/invites/redeem", { bearer, body: { token: tokenOf(url) } })).status;
  const withdrawn = await invite();
  expect((await admin("DELETE", `/invites/${withdrawn.id}`)).status).toBe(204);
  expect((await admin("DELETE", `/invites/${withdrawn.id}`)).status).toBe(404);
  expect(await redeem(withdrawn.url)).toBe(410);
  const old = await invite();
  core.clock.advance(24 * 60 * 60_000 - 1_000);
  const fresh = await core.logIn("ada");
  core.clock.advance(1_000);
  const { status } = await call("POST", "/admin/api/invites/redeem", {
    bearer: fresh,
    body: { token: tokenOf(old.url) },
  });
  expect(status).toBe(410);
  expect((await admin("POST", "/invites", { role: "player", reason: "x" })).status).toBe(422);
});

eachDatabase("an invitation takes nothing from who is more", async (database) => {
  const { core, call, admin } = await adminOn(database);
  const { id, token: bearer } = await core.register("ada");
  await admin("PATCH", `/accounts/${id}`, { role: "admin" });
  const { url } = (await admin("POST", "/invites", { role: "viewer", reason: "x" })).json;
  const { json } = await call("POST", "/admin/api/invites/redeem", { bearer, body: { token: tokenOf(url) } });
  expect(json).toEqual({ role: "admin" });
});

eachDatabase(
  "of the links made at the machine the newest alone is good, and others are left alone",
  async (database) => {
    const { core, call, admin } = await adminOn(database);
    const { token: bearer } = await core.register("ada");
    const other = (await admin("POST", "/invites", { role: "viewer", reason: "x" })).json;
    const by = { actor: "command", address: "" };
    const first = await core.invites.createAtMachine("admin", by);
    const second = await core.invites.createAtMachine("admin", by);
    const redeem = async (url: string) =>
      (await call("POST", "/admin/api/invites/redeem", { bearer, body: { token: tokenOf(url) } })).status;
    expect(await redeem(first.url)).toBe(410);
    expect(await redeem(other.url)).toBe(200);
    expect(await redeem(second.url)).toBe(200);
    expect((await call("GET", "/admin/api/me", { bearer: ADMIN_TOKEN })).status).toBe(200);
  },
);
