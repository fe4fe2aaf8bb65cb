import { expect } from "expect";
import { isActOnAccount } from "../../routes/admin/call.ts";
import { ADMIN_CALLS } from "../../routes/admin/calls.ts";
import { createAdminRoutes } from "../../routes/admin/mod.ts";
import {
  isPermitted,
  needsConfirmation,
  type Permission,
  PERMISSIONS,
  permissionsOf,
  ROLES,
} from "../../lib/domain/operators/permissions.ts";
import type { Role } from "../../lib/platform/database/schema.ts";
import { addAccount } from "../support/accounts.ts";
import { eachDatabase } from "../support/test_database.ts";
import { ADMIN_TOKEN, adminOn, adminRoutes, type AdminSetup } from "./admin_setup.ts";
import type { Database } from "../../lib/platform/database/database.ts";

const OPERATORS = ROLES.filter((role) => role !== "player");

/** Operators of each role, signed in. */
async function operatorsOn(database: Database, setup: AdminSetup = {}) {
  const on = await adminOn(database, setup);
  const signedIn = async (username: string, role: Role) => {
    const { id, token } = await on.core.register(username);
    // What is remembered of a session hears of it, as when an operator gives the role.
    await on.core.database.transaction(async (unit) => {
      await unit.db.updateTable("accounts").set({ role }).where("id", "=", id).execute();
      unit.publish({ type: "account_changed", accountId: id });
    });
    const call = (method: string, path: string, body?: unknown) =>
      on.call(method, `/admin/api${path}`, { bearer: token, ...(body === undefined ? {} : { body }) });
    return { id, token, call };
  };
  return { ...on, signedIn };
}

Deno.test("the table names every call that is mounted, and no other", () => {
  const routes = adminRoutes();
  const mounted = routes.routes.filter(({ method }) => method !== "ALL").map(({ method, path }) => `${method} ${path}`);
  const named = ADMIN_CALLS.map(({ method, path }) => `${method} ${path}`);
  expect(named.toSorted()).toEqual([...new Set(mounted)].toSorted());
  expect(named).toEqual([...new Set(named)]);
  expect(createAdminRoutes).toBeDefined();
});

Deno.test("the matrix is the contract's", () => {
  const lacks = (role: Role) => PERMISSIONS.filter((permission) => !isPermitted(role, permission));
  expect(permissionsOf("player")).toEqual([]);
  expect(permissionsOf("viewer")).toEqual(["overview.read", "servers.read", "games.read", "accounts.read"]);
  expect(lacks("moderator")).toEqual([
    "recovery.link",
    "accounts.write",
    "accounts.delete",
    "roles.write",
    "servers.write",
    "keys.write",
    "system.read",
    "webhooks.write",
    "backups.write",
  ]);
  expect(lacks("support").slice(0, 3)).toEqual(["suspensions.write", "bans.write", "exports.read"]);
  expect(lacks("admin")).toEqual([]);
});

eachDatabase("each role is let in by its permissions to each call, and refused by the others", async (database) => {
  const { signedIn } = await operatorsOn(database);
  const target = await addAccount(database, "player_1");
  for (const role of OPERATORS) {
    const operator = await signedIn(`a_${role}`, role);
    for (const call of ADMIN_CALLS) {
      const { method, path, permission, fields } = call;
      if (permission === "session") continue;
      const asked: readonly [Permission | "role", string?][] = [
        [permission],
        ...Object.entries(fields ?? {}).map(([field, needed]) => [needed, field] as [Permission, string]),
      ];
      for (const [needed, field] of asked) {
        const target_ = path.replace(":id", String(target)).replaceAll(/:\w+/g, "999");
        // A stream does not end for who is let in: its own test reads it.
        if (path.endsWith("/live") && needed !== "role" && isPermitted(role, needed)) continue;
        // Nothing is named that exists, or nothing is said of it: only whether the call is let in matters.
        const body = method === "GET" ? undefined : field === undefined ? {} : { [field]: null };
        const { status, json } = await operator.call(method, target_, body);
        const isRefused = status === 403 && json?.code === "forbidden";
        const isAllowed = needed === "role" || isPermitted(role, needed);
        expect([role, method, path, field, isRefused]).toEqual([role, method, path, field, !isAllowed]);
        if (isRefused) expect([path, json.permission]).toEqual([path, needed]);
        else expect([path, status === 401]).toEqual([path, false]);
      }
    }
  }
});

eachDatabase("acts that open an account need a session that was proven a moment ago", async (database) => {
  const { core, signedIn, admin } = await operatorsOn(database);
  const { id, call } = await signedIn("an_admin", "admin");
  const target = await addAccount(database, "player_1");
  const { confirmedUntil } = (await call("GET", "/me")).json;
  expect(confirmedUntil).toBe("2026-01-01T00:10:00.000Z");
  core.clock.advance(10 * 60_000);
  expect((await call("GET", "/me")).json).toMatchObject({ account: id, role: "admin", confirmedUntil: null });
  const confirmed = ADMIN_CALLS.filter(({ permission }) =>
    permission !== "role" && permission !== "session" && needsConfirmation(permission)
  );
  expect(confirmed.length).toBeGreaterThan(2);
  for (const { method, path } of confirmed) {
    const asked = path.replace(":id", String(target)).replaceAll(/:\w+/g, "999");
    const { status, json } = await call(method, asked, method === "GET" ? undefined : {});
    expect([path, status, json.code, json.methods]).toEqual([path, 403, "confirmation_required", ["password"]]);
  }
  expect((await admin("PATCH", `/accounts/${target}`, { role: "viewer" })).status).toBe(200);
});

eachDatabase("nobody acts on an account of an equal or higher role, but an admin on admins", async (database) => {
  const { signedIn } = await operatorsOn(database);
  const targets = new Map<Role, number>();
  for (const role of ROLES) targets.set(role, await addAccount(database, `t_${role}`, { role }));
  const acts = ADMIN_CALLS.filter(isActOnAccount);
  expect(acts.length).toBeGreaterThan(3);
  for (const role of OPERATORS) {
    const operator = await signedIn(`o_${role}`, role);
    for (const { method, path, permission } of acts) {
      if (!isPermitted(role, permission as Permission)) continue;
      for (const other of ROLES) {
        const asked = path.replace(":id", String(targets.get(other))).replaceAll(/:\w+/g, "999");
        const { status, json } = await operator.call(method, asked, {});
        const isAbove = role !== "admin" && ROLES.indexOf(other) >= ROLES.indexOf(role);
        expect([role, other, path, status === 403, json?.permission]).toEqual(
          [role, other, path, isAbove, isAbove ? permission : undefined],
        );
      }
    }
  }
});

eachDatabase("the last admin stays, and nobody changes the own role", async (database) => {
  const { signedIn, admin } = await operatorsOn(database);
  const { id, call } = await signedIn("first", "admin");
  const own = await call("PATCH", `/accounts/${id}`, { role: "viewer" });
  expect([own.status, own.json.code, own.json.permission]).toEqual([403, "forbidden", "roles.write"]);
  const last = await admin("PATCH", `/accounts/${id}`, { role: "player" });
  expect([last.status, last.json.code]).toEqual([409, "last_admin"]);
  const second = await signedIn("second", "admin");
  const answers = await Promise.all([
    call("PATCH", `/accounts/${second.id}`, { role: "player" }),
    second.call("PATCH", `/accounts/${id}`, { role: "player" }),
  ]);
  const admins = await database.read.selectFrom("accounts").select("id").where("role", "=", "admin").execute();
  expect(admins).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
});

eachDatabase("a changed role is told with its reason, and holds from the next call", async (database) => {
  const { signedIn, admin } = await operatorsOn(database);
  const { id, call } = await signedIn("helper", "moderator");
  expect((await call("GET", "/bans")).status).toBe(200);
  await admin("PATCH", `/accounts/${id}`, { role: "viewer", reason: "On leave" });
  const refused = await call("GET", "/bans");
  expect([refused.status, refused.json.code, refused.json.permission]).toEqual([403, "forbidden", "bans.read"]);
  expect((await admin("GET", "/audit?action=account.role")).json.items).toMatchObject([{ reason: "viewer: On leave" }]);
});

eachDatabase("a viewer sees that something is there, not what it is, and cannot spell it out", async (database) => {
  const { core, signedIn } = await operatorsOn(database);
  const { call } = await signedIn("watcher", "viewer");
  const helper = await signedIn("helper", "support");
  const origin = { door: "slime", address: "198.51.100.7", macAddress: "00:11:22:33:44:55" };
  const { id } = await core.register("ada");
  await core.accounts.logIn({ username: "ada", password: "correct horse", origin }, () => Promise.resolve());
  await database.write.updateTable("accounts").set({ email: "ada@example.org", email_key: "ada@example.org" })
    .where("id", "=", id).execute();
  expect((await call("GET", `/accounts/${id}`)).json).toMatchObject({
    email: "a…@example.org",
    lastAddress: "198.51.x.x",
    macs: ["00:11:22…"],
    sessions: [{ address: "198.51.x.x" }],
  });
  const whole = (await helper.call("GET", `/accounts/${id}`)).json;
  expect(whole).toMatchObject({ email: "ada@example.org", lastAddress: "198.51.100.7", macs: ["00:11:22:33:44:55"] });
  for (const search of ["ada@", "198.51.100.7", "198.51.100.0/24", "00:11:22:33:44:55"]) {
    const { status, json } = await call("GET", `/accounts?search=${encodeURIComponent(search)}`);
    expect([search, status, json.permission]).toEqual([search, 403, "accounts.private"]);
  }
  await database.write.updateTable("accounts").set({ email: "zoe@example.org", email_key: "zoe@example.org" })
    .where("id", "=", id).execute();
  expect((await call("GET", "/accounts?search=zoe")).json.items).toEqual([]);
  expect((await helper.call("GET", "/accounts?search=zoe")).json.items).toHaveLength(1);
});

eachDatabase("support reads the audit entries of its own acts only", async (database) => {
  const { signedIn, admin } = await operatorsOn(database);
  const { id, call } = await signedIn("helper", "support");
  const target = await addAccount(database, "player_1");
  await admin("POST", `/accounts/${target}/revoke`, { reason: "Mine" });
  await call("POST", `/accounts/${target}/revoke`, { reason: "Theirs" });
  const { items } = (await call("GET", "/audit?action=account.revoke")).json;
  expect(items).toMatchObject([{ actor: `account_${id}`, reason: "Theirs" }]);
});

eachDatabase("where a second factor is required a role counts only in a session that has one", async (database) => {
  const { core, signedIn } = await operatorsOn(database, { config: { admin: { secondFactor: "required" } } });
  const { token, call } = await signedIn("an_admin", "admin");
  const refused = await call("GET", "/me");
  expect([refused.status, refused.json.code, refused.json.permission]).toEqual(
    [403, "forbidden", "admin.secondFactor"],
  );
  const { sessionId } = await core.sessions.verify(token);
  await core.confirmation.note(database.write, sessionId, true);
  expect((await call("GET", "/me")).status).toBe(200);
});

eachDatabase("the static token may do all, and needs no confirmation", async (database) => {
  const { call } = await operatorsOn(database);
  expect((await call("GET", "/admin/api/me", { bearer: ADMIN_TOKEN })).json).toEqual({
    actor: "admin",
    account: null,
    username: null,
    role: "admin",
    permissions: [...PERMISSIONS],
    confirmedUntil: null,
  });
});
