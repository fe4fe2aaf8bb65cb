/** What changes of an account make of its doors. */
import { expect } from "expect";
import { codeAt } from "../../doors/accounts/authenticator.ts";
import { codeOf } from "../../support/code_of.ts";
import { ORIGIN, PASSWORD } from "../../support/core_services.ts";
import { tokenIn } from "../../support/smtp.ts";
import { eachDatabase } from "../../support/test_database.ts";
import { registerGuarded } from "../factors/setup.ts";
import { createFakeTransport, MAIL_CONFIG, until } from "../mail/setup.ts";
import { createAccessCore, OLD } from "./setup.ts";

const logIn = (username: string, password: string) => ({ username, password, address: OLD });

eachDatabase("a second factor that is turned on makes windows of passwords and ends open windows", async (database) => {
  const core = await createAccessCore(database);
  const { id: accountId, token } = await core.register("ada");
  const { sessionId } = await core.sessions.verify(token);
  const game = core.gameAccess.game("old");
  await core.windows.open({ accountId, sessionId, game, minutes: 720, origin: { door: "http", address: OLD } });
  const { secret } = await core.totp.begin(accountId);
  await core.totp.verify({ accountId, sessionId, origin: ORIGIN }, codeAt(secret, core.clock.now()));
  expect(await core.accessTo(accountId, "old")).toBe("window");
  expect(await codeOf(core.old.logIn(logIn("ada", PASSWORD)))).toBe("door_closed");
  const grace = await registerGuarded(core, "grace");
  expect(await core.accessTo(grace.caller.accountId, "old")).toBe("window");
  expect(await codeOf(core.old.logIn(logIn("grace", PASSWORD)))).toBe("door_closed");
  await core.totp.turnOff(grace.caller);
  expect(await core.accessTo(grace.caller.accountId, "old")).toBe("window");
  expect(await codeOf(core.old.logIn(logIn("grace", PASSWORD)))).toBe("door_closed");
  await core.close();
});

eachDatabase("a removed password closes what took it; a game password goes on", async (database) => {
  const core = await createAccessCore(database, { config: { publicUrl: "https://play.example.org" } });
  const { caller } = await registerGuarded(core, "ada");
  const { accountId } = caller;
  await database.write.insertInto("passkeys").values({
    id: "a",
    account_id: accountId,
    credential_id: "a",
    public_key: new Uint8Array(1),
    counter: 0,
    name: "A key",
    created_at: 0,
    last_used_at: null,
  }).execute();
  const password = await core.gameAccess.makePassword(caller, "old");
  await core.accountSecurity.removePassword(caller);
  expect([await core.accessTo(accountId, "old"), await core.accessTo(accountId, "proving")]).toEqual([
    "game_password",
    "closed",
  ]);
  expect((await core.old.logIn(logIn("ada", password))).id).toBe(accountId);
  expect(await codeOf(core.accounts.logIn({ username: "ada", password, origin: ORIGIN }, () => Promise.resolve())))
    .toBe("invalid_credentials");
  const refused = core.gameAccess.setAccess(caller, "proving", "window", PASSWORD);
  expect(await codeOf(refused)).toBe("password_required");
  await core.close();
});

eachDatabase("a player without a password comes in by a game password, and by it nowhere else", async (database) => {
  const core = await createAccessCore(database);
  const { id } = await core.register("ada");
  await core.giveEmail(id, "ada@example.org");
  await database.write.updateTable("accounts").set({ password_hash: null }).where("id", "=", id).execute();
  await database.write.deleteFrom("account_secrets").where("account_id", "=", id).execute();
  expect(await core.accessTo(id, "proving")).toBe("closed");
  const password = await core.gameAccess.makePassword(core.callerOf(id), "proving");
  expect(await core.secretOf(id)).toBe(`ada@example.org:${password}`);
  for (const origin of [ORIGIN, { door: "game_auth", address: OLD }]) {
    const attempt = core.accounts.logIn({ username: "ada", password, origin }, () => Promise.resolve());
    expect(await codeOf(attempt)).toBe("invalid_credentials");
  }
  expect(await codeOf(core.old.logIn(logIn("ada", password)))).toBe("door_closed");
  expect((await core.proving.logIn({ email: "ada@example.org", password, address: OLD })).id).toBe(id);
  const after = await core.accounts.get(id);
  expect(after.passwordHash).toBe(null);
  expect(await core.factorBase.waysIn.hasPassword(database.read, id)).toBe(false);
  await core.close();
});

eachDatabase("a secret that another system kept is the account's password at its doors as well", async (database) => {
  const core = await createAccessCore(database);
  const { id } = await core.register("ada");
  await core.giveEmail(id, "ada@example.org");
  await database.write.updateTable("accounts").set({ password_hash: null }).where("id", "=", id).execute();
  expect(await core.accessTo(id, "proving")).toBe("password");
  await core.gameAccess.makePassword(core.callerOf(id), "proving");
  // The one proof of the account's password stays, and does not count at the door.
  expect(
    (await core.accounts.logIn({ username: "ada", password: PASSWORD, origin: ORIGIN }, () => Promise.resolve()))
      .account.id,
  ).toBe(id);
  expect((await core.secretOf(id))?.includes(PASSWORD)).toBe(false);
  const rows = await database.read.selectFrom("account_secrets").select("scheme").where("account_id", "=", id)
    .execute();
  expect(rows).toEqual([]);
  await core.close();
});

eachDatabase("no change of the password or the e-mail revives the secret of a closed door", async (database) => {
  const core = await createAccessCore(database);
  const { id, token } = await core.register("ada");
  const { sessionId } = await core.sessions.verify(token);
  await core.giveEmail(id, "ada@example.org");
  expect(await core.secretOf(id)).toBe(`ada@example.org:${PASSWORD}`);
  await core.gameAccess.setAccess(core.callerOf(id), "proving", "closed");
  const isGone = async () => {
    expect(await core.secretOf(id)).toBe(null);
    const rows = await database.read.selectFrom("account_secrets").selectAll().where("account_id", "=", id).execute();
    expect(rows).toEqual([]);
  };
  await isGone();
  await core.logIn("ada");
  await isGone();
  await core.giveEmail(id, "ada.new@example.org");
  await isGone();
  const change = { accountId: id, sessionId, currentPassword: PASSWORD, newPassword: "another one", origin: ORIGIN };
  await core.accounts.changePassword(change);
  await isGone();
  await core.gameAccess.setAccess(core.callerOf(id), "proving", "password", "another one");
  expect(await core.secretOf(id)).toBe("ada.new@example.org:another one");
  await core.close();
});

eachDatabase(
  "an undo ends the secrets of the thief's e-mail; the next login by password derives its own",
  async (database) => {
    const transport = createFakeTransport();
    const core = await createAccessCore(database, { mailTransport: transport, config: MAIL_CONFIG });
    const { id } = await core.register("ada");
    await core.giveEmail(id, "ada@example.org");
    await core.giveEmail(id, "thief@example.net");
    expect(await core.secretOf(id)).toBe("thief@example.net:correct horse");
    core.mailRoom.start();
    await until(() => transport.sent.some(({ text }) => text.includes("#undo=")));
    const { text } = transport.sent.find(({ text }) => text.includes("#undo="))!;
    await core.undo.undo(tokenIn({ text }), ORIGIN);
    expect(await core.secretOf(id)).toBe(null);
    await core.logIn("ada");
    expect(await core.secretOf(id)).toBe("ada@example.org:correct horse");
    await core.close();
  },
);
