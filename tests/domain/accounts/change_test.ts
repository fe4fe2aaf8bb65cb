import { expect } from "expect";
import type { CredentialScheme } from "../../../lib/domain/accounts/credential_schemes.ts";
import { codeOf } from "../../support/code_of.ts";
import { createTestCore, ORIGIN, PASSWORD, type TestCore } from "../../support/core_services.ts";
import { eachDatabase } from "../../support/test_database.ts";

const NEW_PASSWORD = "battery staple";

/** A player with two sessions. */
async function setUp(core: TestCore) {
  const { id, token } = await core.register("ada");
  const other = await core.logIn("ada");
  const identity = await core.sessions.verify(token);
  return { id, token, other, identity };
}

const changePassword = (
  core: TestCore,
  identity: { accountId: number; sessionId: string },
  currentPassword = PASSWORD,
  newPassword = NEW_PASSWORD,
) => core.accounts.changePassword({ ...identity, currentPassword, newPassword, origin: ORIGIN });

const logIn = (core: TestCore, password: string, login: { username?: string; email?: string } = { username: "ada" }) =>
  core.accounts.logIn({ ...login, password, origin: ORIGIN }, () => Promise.resolve());

const LENGTHS: CredentialScheme = {
  name: "lengths",
  needs: "email",
  derive: ({ login, password }) => Promise.resolve(Uint8Array.of(login.length, password.length)),
  verify: () => Promise.resolve(false),
};

eachDatabase("a new password ends the old one and every other session", async (database) => {
  const core = await createTestCore(database);
  const { identity, token, other } = await setUp(core);
  await core.sessions.verify(other);
  await changePassword(core, identity);
  expect(await codeOf(logIn(core, PASSWORD))).toBe("invalid_credentials");
  expect(await codeOf(logIn(core, NEW_PASSWORD))).toBe("no error");
  expect(await codeOf(core.sessions.verify(token))).toBe("no error");
  expect(core.sessions.verified(other)).toBeNull();
  expect(await codeOf(core.sessions.verify(other))).toBe("invalid_token");
  const { items } = await core.audit.list(database.read, { action: "account.password", limit: 10 });
  expect(items).toMatchObject([{ account: identity.accountId, actor: `account_${identity.accountId}` }]);
});

eachDatabase("a new password ends game tokens and tickets", async (database) => {
  const core = await createTestCore(database);
  const { id, identity } = await setUp(core);
  await core.tickets.issue("game", { accountId: id, secret: Uint8Array.of(1), ttlMs: 60_000 });
  await database.write.insertInto("game_tokens").values({
    kind: "login",
    hash: Uint8Array.of(1),
    family_id: "line",
    account_id: id,
    character_id: null,
    server_id: null,
    game_id: null,
    created_at: 0,
    expires_at: Number.MAX_SAFE_INTEGER,
    family_expires_at: Number.MAX_SAFE_INTEGER,
    rotated_at: null,
    ended_at: null,
    end_reason: null,
  }).execute();
  await changePassword(core, identity);
  expect(await core.tickets.find("game", { secret: Uint8Array.of(1) })).toBeNull();
  expect(await database.read.selectFrom("game_tokens").select("end_reason").execute()).toEqual([
    { end_reason: "password_changed" },
  ]);
});

eachDatabase("a wrong current password changes nothing, and counts as a failure", async (database) => {
  const core = await createTestCore(database, { limits: { loginFailuresPerHour: 1 } });
  const { identity, other } = await setUp(core);
  expect(await codeOf(changePassword(core, identity, "wrong password"))).toBe("invalid_credentials");
  expect(await codeOf(logIn(core, PASSWORD))).toBe("no error");
  expect(await codeOf(core.sessions.verify(other))).toBe("no error");
  expect(await codeOf(changePassword(core, identity, "wrong password"))).toBe("invalid_credentials");
  // The ban is automatic: a login from here is refused, and who has a session goes on.
  expect(await codeOf(logIn(core, PASSWORD))).toBe("address_banned");
  expect(await codeOf(changePassword(core, identity))).toBe("no error");
});

eachDatabase("a new password keeps to the rules, before the old one is looked at", async (database) => {
  const core = await createTestCore(database);
  const { identity } = await setUp(core);
  const error = await changePassword(core, identity, PASSWORD, "short").catch((error) => error);
  expect(error).toMatchObject({ code: "invalid_input", details: { errors: [{ field: "newPassword" }] } });
});

eachDatabase("of two new passwords at once one holds", async (database) => {
  const core = await createTestCore(database);
  const { identity } = await setUp(core);
  const codes = await Promise.all([
    codeOf(changePassword(core, identity, PASSWORD, "first new")),
    codeOf(changePassword(core, identity, PASSWORD, "second new")),
  ]);
  expect(codes.sort()).toEqual(["invalid_credentials", "no error"]);
});

eachDatabase("a new e-mail needs the password, and is known from then on", async (database) => {
  const core = await createTestCore(database);
  const { id } = await setUp(core);
  const change = (password: string, email: string) =>
    core.accounts.changeEmail({ accountId: id, password, email, origin: ORIGIN });
  expect(await codeOf(change("wrong password", "ada@example.org"))).toBe("invalid_credentials");
  expect(await codeOf(change(PASSWORD, "nowhere"))).toBe("invalid_input");
  await change(PASSWORD, "Ada@example.org");
  expect(await codeOf(logIn(core, PASSWORD, { email: "ada@EXAMPLE.org" }))).toBe("no error");
  await change(PASSWORD, "lovelace@example.org");
  expect(await codeOf(logIn(core, PASSWORD, { email: "ada@example.org" }))).toBe("invalid_credentials");
  expect((await core.accounts.findByEmail("LOVELACE@example.org"))?.id).toBe(id);
});

eachDatabase("an e-mail of somebody else is refused, one's own is not", async (database) => {
  const core = await createTestCore(database);
  const { id } = await setUp(core);
  const { id: bob } = await core.register("bob");
  const change = (accountId: number, email: string) =>
    core.accounts.changeEmail({ accountId, password: PASSWORD, email, origin: ORIGIN });
  await change(id, "ada@example.org");
  expect(await codeOf(change(bob, "ADA@example.org"))).toBe("email_taken");
  expect(await codeOf(change(id, "ADA@example.org"))).toBe("no error");
});

eachDatabase(
  "the secrets of game modules follow the e-mail and the password, in the same transaction",
  async (database) => {
    const core = await createTestCore(database, { schemes: [LENGTHS] });
    const { id, identity } = await setUp(core);
    const { id: bob } = await core.register("bob");
    const change = (accountId: number, email: string) =>
      core.accounts.changeEmail({ accountId, password: PASSWORD, email, origin: ORIGIN });
    expect(await core.schemes.read(database.read, id, "lengths")).toBeNull();
    await change(id, "ada@example.org");
    expect(await core.schemes.read(database.read, id, "lengths")).toEqual(Uint8Array.of(15, 13));
    await changePassword(core, identity);
    expect(await core.schemes.read(database.read, id, "lengths")).toEqual(Uint8Array.of(15, 14));
    // Bob's change fails on the e-mail, and leaves him without a secret.
    await codeOf(change(bob, "ada@example.org"));
    expect(await core.schemes.read(database.read, bob, "lengths")).toBeNull();
  },
);

eachDatabase("secrets of game modules are encrypted, and open in their own row only", async (database) => {
  const core = await createTestCore(database, { schemes: [LENGTHS] });
  const { id } = await core.register("ada");
  const { id: bob } = await core.register("bob");
  const secret = new TextEncoder().encode("a verifier in the clear");
  await core.schemes.store(database.write, id, [{ scheme: "lengths", secret }]);
  const row = await database.read.selectFrom("account_secrets").select("secret").executeTakeFirstOrThrow();
  expect(new TextDecoder("latin1").decode(row.secret)).not.toContain("verifier");
  await database.write.insertInto("account_secrets").values({ account_id: bob, scheme: "lengths", ...row }).execute();
  expect(await core.schemes.read(database.read, id, "lengths")).toEqual(secret);
  await expect(core.schemes.read(database.read, bob, "lengths")).rejects.toThrow("Could not open the secret");
});
