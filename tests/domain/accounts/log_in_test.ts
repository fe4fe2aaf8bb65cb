import { expect } from "expect";
import type { CredentialScheme } from "../../../lib/domain/accounts/credential_schemes.ts";
import type { Origin } from "../../../lib/platform/origin.ts";
import { createInlineHasher } from "../../../lib/platform/crypto/inline_hasher.ts";
import type { PasswordHasher } from "../../../lib/platform/crypto/password_hasher.ts";
import { addAccount } from "../../support/accounts.ts";
import { codeOf } from "../../support/code_of.ts";
import { createTestCore, ORIGIN, PASSWORD, type TestCore } from "../../support/core_services.ts";
import { eachDatabase } from "../../support/test_database.ts";

const ADMIN = { actor: "admin", address: "192.0.2.9" };

interface Login {
  readonly username?: string;
  readonly email?: string;
  readonly password?: string;
  readonly origin?: Origin;
}

function logIn(core: TestCore, login: Login) {
  return core.accounts.logIn(
    { password: PASSWORD, origin: ORIGIN, ...login },
    (_unit, account) => Promise.resolve(account.id),
  );
}

/** A hasher that runs `before` ahead of each comparison. */
function hasherThat(before: (kind: "verify" | "verifyNothing") => unknown): PasswordHasher {
  const hasher = createInlineHasher();
  return {
    ...hasher,
    async verify(password, hash) {
      await before("verify");
      return await hasher.verify(password, hash);
    },
    async verifyNothing(password) {
      await before("verifyNothing");
      return await hasher.verifyNothing(password);
    },
  };
}

/** Its secret is the password backwards, and what it hangs on. */
const BACKWARDS: CredentialScheme = {
  name: "backwards",
  needs: "email",
  derive: ({ login, password }) =>
    Promise.resolve(new TextEncoder().encode(`${login}:${[...password].reverse().join("")}`)),
  async verify({ login, password, stored }) {
    return new TextDecoder().decode(stored) === new TextDecoder().decode(await this.derive({ login, password }));
  },
};

eachDatabase("a player logs in by username or e-mail, without regard to case", async (database) => {
  const core = await createTestCore(database);
  const { id } = await core.register("Ada");
  await core.accounts.changeEmail({ accountId: id, password: PASSWORD, email: "ada@example.org", origin: ORIGIN });
  expect((await logIn(core, { username: "aDA" })).result).toBe(id);
  expect((await logIn(core, { email: "ADA@example.ORG" })).account.username).toBe("Ada");
});

eachDatabase("a login writes down when and from where, and an audit entry", async (database) => {
  const core = await createTestCore(database);
  const { id } = await core.register("ada");
  core.clock.advance(60_000);
  await logIn(core, { username: "ada", origin: { door: "slime", address: "203.0.113.5" } });
  expect(await core.accounts.get(id)).toMatchObject({ lastLogin: core.clock.now(), lastAddress: "203.0.113.5" });
  const { items } = await core.audit.list(database.read, { limit: 1 });
  expect(items).toMatchObject([{ action: "login.succeeded", account: id, door: "slime", address: "203.0.113.5" }]);
});

eachDatabase("an unknown account and a wrong password look the same, and cost the same", async (database) => {
  const compared: string[] = [];
  const core = await createTestCore(database, { hasher: hasherThat((kind) => compared.push(kind)) });
  await core.register("ada");
  await addAccount(database, "steam_player");
  const answerTo = (login: Login) =>
    logIn(core, login).catch((error) => ({ code: error.code, message: error.message }));
  const wrong = await answerTo({ username: "ada", password: "another" });
  expect(wrong).toEqual({ code: "invalid_credentials", message: "Unknown account or wrong password" });
  expect(await answerTo({ username: "nobody" })).toEqual(wrong);
  expect(await answerTo({ email: "nobody@example.org" })).toEqual(wrong);
  expect(await answerTo({ username: "steam_player" })).toEqual(wrong);
  // What can be nobody's password costs its time as well.
  expect(await answerTo({ username: "ada", password: "x".repeat(100) })).toEqual(wrong);
  expect(await answerTo({ username: "ada", password: "x\0" })).toEqual(wrong);
  expect(compared).toEqual(["verify", ...Array(5).fill("verifyNothing")]);
});

eachDatabase("a name that no account can have is an unknown account", async (database) => {
  const core = await createTestCore(database);
  for (const username of ["", "a\0b", "\ud800", "x".repeat(5_000)]) {
    expect(await codeOf(logIn(core, { username }))).toBe("invalid_credentials");
  }
  expect(await codeOf(logIn(core, { email: "a\0@b.co" }))).toBe("invalid_credentials");
});

eachDatabase("failures are in the audit log, with what failed and without what was typed", async (database) => {
  const core = await createTestCore(database);
  const { id } = await core.register("ada");
  await codeOf(logIn(core, { username: "ada", password: "hunter22" }));
  await codeOf(logIn(core, { username: "hunter22" }));
  const { items } = await core.audit.list(database.read, { action: "login.failed", limit: 10 });
  expect(items).toMatchObject([
    { actor: "anonymous", account: null, door: "http", address: ORIGIN.address, reason: "unknown account" },
    { actor: "anonymous", account: id, door: "http", address: ORIGIN.address, reason: "wrong password" },
  ]);
  expect(JSON.stringify(items)).not.toContain("hunter22");
});

eachDatabase("a password is the same however its letters are composed", async (database) => {
  const core = await createTestCore(database);
  await core.accounts.register(
    { username: "ada", password: "pa\u0308sswort", origin: ORIGIN },
    () => Promise.resolve(),
  );
  expect(await codeOf(logIn(core, { username: "ada", password: "p\u00e4sswort" }))).toBe("no error");
});

eachDatabase("what belongs to a login fails with it", async (database) => {
  const core = await createTestCore(database);
  const { id } = await core.register("ada");
  const failing = core.accounts.logIn(
    { username: "ada", password: PASSWORD, origin: ORIGIN },
    () => Promise.reject(new Error("no session")),
  );
  await expect(failing).rejects.toThrow("no session");
  expect((await core.accounts.get(id)).lastLogin).toBeNull();
});

eachDatabase("a ban is told after the right password only, with its reason and end", async (database) => {
  const core = await createTestCore(database);
  const { id } = await core.register("ada");
  const until = new Date(core.clock.now().getTime() + 3_600_000);
  await core.suspensions.suspend({ accountId: id, reason: "Spam", until, ...ADMIN });
  expect(await codeOf(logIn(core, { username: "ada", password: "another" }))).toBe("invalid_credentials");
  const refused = await logIn(core, { username: "ada" }).catch((error) => error);
  expect(refused).toMatchObject({ code: "account_suspended", details: { reason: "Spam", until } });
  const { items } = await core.audit.list(database.read, { action: "login.refused", limit: 10 });
  expect(items).toMatchObject([{ account: id, actor: `account_${id}`, reason: "account_suspended" }]);
  core.clock.advance(3_600_000);
  expect(await codeOf(logIn(core, { username: "ada" }))).toBe("no error");
});

eachDatabase("a ban that comes during a login keeps its player out", async (database) => {
  let during = () => Promise.resolve<unknown>(undefined);
  const core = await createTestCore(database, { hasher: hasherThat(() => during()) });
  const { id } = await core.register("ada");
  during = () => core.suspensions.suspend({ accountId: id, reason: "Spam", until: null, ...ADMIN });
  expect(await codeOf(logIn(core, { username: "ada" }))).toBe("account_banned");
});

eachDatabase("a password that is changed during a login opens nothing any more", async (database) => {
  let during = () => Promise.resolve<unknown>(undefined);
  const core = await createTestCore(database, { hasher: hasherThat(() => during()) });
  const { id } = await core.register("ada");
  during = () =>
    database.write.updateTable("accounts").set({ password_hash: "other", credential_version: 7 }).where("id", "=", id)
      .execute();
  expect(await codeOf(logIn(core, { username: "ada" }))).toBe("invalid_credentials");
});

eachDatabase("an account with a module's secret alone logs in by it and gains a password hash", async (database) => {
  const core = await createTestCore(database, { schemes: [BACKWARDS] });
  const id = await addAccount(database, "ada", { email: "ada@example.org" });
  await core.schemes.store(database.write, id, [{
    scheme: "backwards",
    secret: new TextEncoder().encode("ada@example.org:esroh tcerroc"),
  }]);
  expect(await codeOf(logIn(core, { username: "ada", password: "another" }))).toBe("invalid_credentials");
  expect(await codeOf(logIn(core, { username: "ada" }))).toBe("no error");
  expect((await core.accounts.get(id)).passwordHash).toMatch(/^\$2b\$04\$/);
  await core.schemes.store(database.write, id, [{ scheme: "backwards", secret: null }]);
  expect(await codeOf(logIn(core, { username: "ada" }))).toBe("no error");
});

eachDatabase("a secret that a module registered later is derived at the next login", async (database) => {
  const before = await createTestCore(database);
  const { id } = await before.register("ada");
  const core = await createTestCore(database, { schemes: [BACKWARDS] });
  await logIn(core, { username: "ada" });
  expect(await core.schemes.read(database.read, id, "backwards")).toBeNull();
  await core.accounts.changeEmail({ accountId: id, password: PASSWORD, email: "Ada@Example.org", origin: ORIGIN });
  await core.schemes.store(database.write, id, [{ scheme: "backwards", secret: null }]);
  await logIn(core, { username: "ada" });
  const secret = await core.schemes.read(database.read, id, "backwards");
  expect(new TextDecoder().decode(secret!)).toBe("ada@example.org:esroh tcerroc");
});

eachDatabase("the MACs that a player is seen with are kept, the latest twenty", async (database) => {
  const core = await createTestCore(database);
  const { id } = await core.register("ada");
  for (let count = 0; count < 22; count++) {
    const macAddress = `00:00:00:00:00:${String(count).padStart(2, "0")}`;
    core.clock.advance(1_000);
    await logIn(core, { username: "ada", origin: { ...ORIGIN, macAddress } });
  }
  core.clock.advance(1_000);
  await logIn(core, { username: "ada", origin: { ...ORIGIN, macAddress: "00-00-00-00-00-03" } });
  const rows = await database.read.selectFrom("account_macs").select("mac").where("account_id", "=", id)
    .orderBy("last_seen_at", "desc").execute();
  expect(rows).toHaveLength(20);
  expect(rows[0]).toEqual({ mac: "00-00-00-00-00-03" });
  expect(rows.at(-1)).toEqual({ mac: "00:00:00:00:00:02" });
});
