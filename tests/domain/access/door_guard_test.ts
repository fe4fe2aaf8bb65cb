/** What a module cannot forget: the core decides what its doors take. */
import { expect } from "expect";
import { unwatchedWork } from "../../../lib/platform/watchdog/work_watch.ts";
import { isKnownAddress } from "../../../lib/domain/accounts/known_addresses.ts";
import { createHookRunner } from "../../../lib/modules/host/hook_runner.ts";
import { createModuleMetrics } from "../../../lib/modules/host/metrics.ts";
import { createSeatsPort } from "../../../lib/modules/ports/seats_port.ts";
import { codeOf } from "../../support/code_of.ts";
import { ORIGIN, PASSWORD } from "../../support/core_services.ts";
import { eachDatabase } from "../../support/test_database.ts";
import { createFakeTransport, MAIL_CONFIG, until } from "../mail/setup.ts";
import { registerGuarded } from "../factors/setup.ts";
import { createAccessCore, OLD } from "./setup.ts";

const DAY_MS = 24 * 60 * 60_000;
const proof = (accountId: number, proven: boolean) => ({ accountId, proven, address: OLD, door: "proving_door" });

eachDatabase(
  "a proof that the module made by itself is refused outside a window, and is no failure",
  async (database) => {
    const core = await createAccessCore(database);
    const { caller: { accountId, sessionId } } = await registerGuarded(core, "ada");
    expect(await codeOf(core.proving.attemptEnded(proof(accountId, true)))).toBe("door_closed");
    const game = core.gameAccess.game("proving");
    await core.windows.open({ accountId, sessionId, game, minutes: 10, origin: { door: "http", address: OLD } });
    await core.proving.attemptEnded(proof(accountId, true));
    const { items } = await core.audit.list(database.read, { accountId, limit: 3, after: undefined });
    expect(items.map(({ action, door, reason }) => [action, door, reason])).toEqual([
      ["login.succeeded", "proving_door", null],
      ["door.window", "http", expect.stringMatching(/^proving: open until /)],
      ["login.refused", "proving_door", "door_closed"],
    ]);
    await core.close();
  },
);

eachDatabase(
  "at a closed door every attempt is refused and none is a failure, whatever was typed",
  async (database) => {
    const core = await createAccessCore(database);
    const { id: accountId } = await core.register("ada");
    for (const gameId of ["old", "proving"]) {
      await core.gameAccess.setAccess(core.callerOf(accountId), gameId, "closed");
    }
    for (const password of [PASSWORD, "something else", "x".repeat(2_000)]) {
      expect(await codeOf(core.old.logIn({ username: "ada", password, address: OLD }))).toBe("door_closed");
    }
    expect(await core.proving.credential(accountId, "plain")).toBe(null);
    await core.proving.attemptEnded(proof(accountId, false));
    expect(await codeOf(core.proving.attemptEnded(proof(accountId, true)))).toBe("door_closed");
    const { items } = await core.audit.list(database.read, {
      accountId,
      action: "login.failed",
      limit: 9,
      after: undefined,
    });
    expect(items).toEqual([]);
    const refused = { accountId, action: "login.refused", limit: 9, after: undefined };
    expect((await core.audit.list(database.read, refused)).items).toHaveLength(5);
    await core.close();
  },
);

eachDatabase("the access is looked at before a ban, and a ban after it", async (database) => {
  const core = await createAccessCore(database);
  const { id: accountId } = await core.register("ada");
  await core.suspensions.suspend({ accountId, reason: "Spam", until: null, actor: "admin", address: "192.0.2.9" });
  const attempt = () => codeOf(core.old.logIn({ username: "ada", password: PASSWORD, address: OLD }));
  expect(await attempt()).toBe("account_banned");
  await core.gameAccess.setAccess(core.callerOf(accountId), "old", "closed");
  expect(await attempt()).toBe("door_closed");
  await core.close();
});

eachDatabase("a seat is not taken in a game whose door was closed behind the proof", async (database) => {
  const core = await createAccessCore(database);
  const { clock, log } = core;
  const runner = createHookRunner({
    database,
    clock,
    log,
    metrics: createModuleMetrics(),
    budgetMs: 2_000,
    watch: unwatchedWork,
  });
  const seats = createSeatsPort({ ...core, runner, doorOf: (said) => said, gameName: "Old Game" }, "old");
  const { id: accountId } = await core.register("ada");
  const take = () => seats.take({ accountId, door: "old_door", address: OLD, ended: () => {} });
  expect(await codeOf(take())).toBe("no error");
  await core.gameAccess.setAccess(core.callerOf(accountId), "old", "closed");
  expect(await codeOf(take())).toBe("door_closed");
  await core.close();
});

eachDatabase("a login by a game password makes no address one that may guess at the account", async (database) => {
  const core = await createAccessCore(database);
  const { id: accountId } = await core.register("ada");
  const knows = () => isKnownAddress(database.read, accountId, OLD, core.clock.now());
  const logIn = (password: string) => core.old.logIn({ username: "ada", password, address: OLD });
  await logIn(await core.gameAccess.makePassword(core.callerOf(accountId), "old"));
  await core.giveEmail(accountId, "ada@example.org");
  await core.gameAccess.makePassword(core.callerOf(accountId), "proving");
  await core.proving.attemptEnded(proof(accountId, true));
  expect(await knows()).toBe(false);
  await core.gameAccess.setAccess(core.callerOf(accountId), "old", "password", PASSWORD);
  await logIn(PASSWORD);
  expect(await knows()).toBe(true);
  await core.close();
});

eachDatabase("who knows the password is told of by mail, once a day", async (database) => {
  const transport = createFakeTransport();
  const core = await createAccessCore(database, { mailTransport: transport, config: MAIL_CONFIG });
  const { caller: { accountId } } = await registerGuarded(core, "ada");
  await core.giveEmail(accountId, "ada@example.org");
  core.mailRoom.start();
  const isTold = () => transport.sent.filter(({ subject }) => subject.includes("was refused")).length;
  const attempt = (password: string) => codeOf(core.old.logIn({ username: "ada", password, address: OLD }));
  expect(await attempt("something else")).toBe("invalid_credentials");
  expect([await attempt(PASSWORD), await attempt(PASSWORD)]).toEqual(["door_closed", "door_closed"]);
  await until(() => isTold() === 1);
  const mail = transport.sent.find(({ subject }) => subject.includes("was refused"))!;
  expect(mail.text).toContain("Old Game");
  expect(mail.text).toContain(OLD);
  core.clock.advance(DAY_MS);
  expect(await attempt(PASSWORD)).toBe("door_closed");
  await until(() => isTold() === 2);
  await core.close();
});

eachDatabase("a login by a game's own client is told of by the game's name", async (database) => {
  const transport = createFakeTransport();
  const core = await createAccessCore(database, { mailTransport: transport, config: MAIL_CONFIG });
  const { id } = await core.register("ada");
  await core.giveEmail(id, "ada@example.org");
  await database.write.updateTable("accounts").set({ email_verified_at: 0 }).execute();
  core.mailRoom.start();
  const isTold = () => transport.sent.find(({ subject }) => subject.includes("new sign-in"));
  await core.old.logIn({ username: "ada", password: PASSWORD, address: OLD });
  await until(() => isTold() !== undefined);
  expect(isTold()!.text).toContain(`From address: ${OLD}\nDevice: Old Game`);
  await core.close();
});

eachDatabase("a door that is closed while a login is under way lets it not in", async (database) => {
  const core = await createAccessCore(database);
  const { id: accountId } = await core.register("ada");
  const password = await core.gameAccess.makePassword(core.callerOf(accountId), "old");
  const login = () => codeOf(core.old.logIn({ username: "ada", password, address: OLD }));
  const [, first] = await Promise.all([core.gameAccess.removePassword(core.callerOf(accountId), "old"), login()]);
  expect(["door_closed", "no error"]).toContain(first);
  expect(await login()).toBe("door_closed");
  await core.close();
});

eachDatabase("of two game passwords made at once one is left", async (database) => {
  const core = await createAccessCore(database);
  const { id: accountId } = await core.register("ada");
  const made = await Promise.all([1, 2].map(() => core.gameAccess.makePassword(core.callerOf(accountId), "old")));
  const results = [];
  for (const password of made) results.push(await codeOf(core.old.logIn({ username: "ada", password, address: OLD })));
  expect(results.filter((code) => code === "invalid_credentials")).toHaveLength(1);
  await core.close();
});

eachDatabase("a reset ends game passwords and windows", async (database) => {
  const core = await createAccessCore(database);
  const { id: accountId, token } = await core.register("ada");
  const { sessionId } = await core.sessions.verify(token);
  const password = await core.gameAccess.makePassword(core.callerOf(accountId), "old");
  const game = core.gameAccess.game("proving");
  await core.windows.open({ accountId, sessionId, game, minutes: 10, origin: ORIGIN });
  const link = await database.transaction((unit) =>
    core.links.issue(unit, { kind: "reset", accountId, ttlMs: DAY_MS, data: {} })
  );
  const [, secret = ""] = link.url.split("#reset=");
  await core.resets.finish({ token: secret, newPassword: "another one", answer: {}, origin: ORIGIN });
  expect(await core.accessTo(accountId, "old")).toBe("closed");
  expect(await codeOf(core.old.logIn({ username: "ada", password, address: OLD }))).toBe("door_closed");
  expect(await database.read.selectFrom("access_windows").selectAll().execute()).toEqual([]);
  expect(await database.read.selectFrom("game_passwords").selectAll().execute()).toEqual([]);
  await core.close();
});

eachDatabase("an undo by mail ends game passwords and windows", async (database) => {
  const core = await createAccessCore(database);
  const { id: accountId } = await core.register("ada");
  await core.gameAccess.makePassword(core.callerOf(accountId), "old");
  const link = await database.transaction((unit) => core.undo.issue(unit, accountId, { act: "second_factor" }));
  await core.undo.undo(link.url.split("#undo=")[1]!, ORIGIN);
  expect(await core.accessTo(accountId, "old")).toBe("closed");
  await core.close();
});

eachDatabase("an account that goes takes its windows along, and all of it with its row", async (database) => {
  const core = await createAccessCore(database);
  const { id: accountId, token } = await core.register("ada");
  const { sessionId } = await core.sessions.verify(token);
  await core.gameAccess.makePassword(core.callerOf(accountId), "old");
  const game = core.gameAccess.game("proving");
  await core.windows.open({ accountId, sessionId, game, minutes: 10, origin: ORIGIN });
  await core.deletion.request({ accountId, by: { actor: "admin", address: null } });
  expect(await database.read.selectFrom("access_windows").selectAll().execute()).toEqual([]);
  await database.write.deleteFrom("accounts").where("id", "=", accountId).execute();
  for (const table of ["account_access", "game_passwords"] as const) {
    expect(await database.read.selectFrom(table).selectAll().execute()).toEqual([]);
  }
  await core.close();
});
