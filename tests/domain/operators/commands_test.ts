/** What is done at the machine itself: who operates, who lost the second factor, and the link of the first one. */
import { expect } from "expect";
import { createAudit } from "../../../lib/domain/audit/audit.ts";
import { createOperatorCommands } from "../../../lib/domain/operators/commands.ts";
import { createFirstOperator } from "../../../lib/domain/operators/first_operator.ts";
import { createRevocation } from "../../../lib/domain/revocation/revocation.ts";
import type { Database } from "../../../lib/platform/database/database.ts";
import { codeOf } from "../../support/code_of.ts";
import { createTestCore, ORIGIN, PASSWORD } from "../../support/core_services.ts";
import { eachDatabase } from "../../support/test_database.ts";
import { withFolder } from "../../process/server.ts";
import { registerGuarded } from "../factors/setup.ts";
import { createFakeTransport, MAIL_CONFIG, until } from "../mail/setup.ts";

const MINUTE_MS = 60_000;

async function atTheMachine(database: Database) {
  const transport = createFakeTransport();
  const core = await createTestCore(database, { mailTransport: transport, config: MAIL_CONFIG });
  const { invites, roles, mailRoom: { mail } } = core;
  const audit = createAudit({ clock: core.clock });
  const commands = createOperatorCommands({
    database: core.database,
    audit,
    invites,
    roles,
    mail,
    revocation: createRevocation(),
  });
  return { core, commands, transport };
}

const secretOf = (url: string) => url.split("#invite=")[1]!;

eachDatabase("the machine's link is good for thirty minutes, kept as a hash, and once", async (database) => {
  const { core, commands } = await atTheMachine(database);
  const ada = await core.sessions.verify((await core.register("ada")).token);
  const redeem = (url: string) => core.invites.redeem(secretOf(url), ada, ORIGIN.address);
  const late = await commands.invite("admin");
  expect(late.expiresAt.getTime() - core.clock.now().getTime()).toBe(30 * MINUTE_MS);
  expect(JSON.stringify(await database.read.selectFrom("links").selectAll().execute())).not.toContain(
    secretOf(late.url),
  );
  core.clock.advance(30 * MINUTE_MS);
  expect(await codeOf(redeem(late.url))).toBe("invalid_link");
  const { url } = await commands.invite("moderator");
  core.clock.advance(30 * MINUTE_MS - 1_000);
  expect(await redeem(url)).toBe("moderator");
  expect(await codeOf(redeem(url))).toBe("invalid_link");
  await core.close();
});

eachDatabase(
  "a second factor that is turned off at the machine is audited, told by mail, and ends what it opened",
  async (database) => {
    const { core, commands, transport } = await atTheMachine(database);
    const ada = await registerGuarded(core, "ada");
    await database.write.updateTable("accounts")
      .set({ email: "ada@example.org", email_key: "ada@example.org", email_verified_at: 0, role: "admin" })
      .where("id", "=", ada.caller.accountId).execute();
    expect(await commands.list()).toMatchObject([{ username: "ada", role: "admin", secondFactor: true }]);
    await commands.turnSecondFactorOff("ADA");
    expect(await commands.list()).toMatchObject([{ username: "ada", secondFactor: false }]);
    core.mailRoom.start();
    await until(() => transport.sent.some(({ subject }) => subject.includes("was turned off")));
    expect(transport.sent.at(-1)).toMatchObject({ to: "ada@example.org" });
    const entries = await database.read.selectFrom("audit_log").select(["action", "actor", "account_id", "reason"])
      .where("actor", "=", "command").execute();
    expect(entries).toEqual([
      { action: "totp.off", actor: "command", account_id: ada.caller.accountId, reason: "by command" },
    ]);
    expect(await codeOf(core.sessions.verify(ada.token))).toBe("invalid_token");
    const login = core.accounts.logIn({ username: "ada", password: PASSWORD, origin: ORIGIN }, () => Promise.resolve());
    expect(await codeOf(login)).toBe("no error");
    expect(await codeOf(commands.turnSecondFactorOff("ada"))).toBe("not_found");
    await core.close();
  },
);

eachDatabase(
  "the first operator's file goes when its link is out, and none is written where somebody operates",
  (database) =>
    withFolder(async (folder) => {
      const { core } = await atTheMachine(database);
      const { clock, invites, log } = core;
      const parts = { database: core.database, clock, log, invites, folder, hasAdminToken: false };
      const file = `${folder}/first-operator`;
      const isThere = () => Deno.stat(file).then(() => true, () => false);

      const first = createFirstOperator(parts);
      await first.start();
      expect((await Deno.stat(file)).mode! & 0o777).toBe(0o600);
      expect(await Deno.readTextFile(file)).toMatch(/\/console\/#invite=[A-Za-z0-9_-]{43}\n$/);
      clock.advance(30 * MINUTE_MS - 1);
      expect(await isThere()).toBe(true);
      clock.advance(1);
      await until(async () => !await isThere());
      first.close();

      const { id } = await core.register("ada");
      await database.write.updateTable("accounts").set({ role: "viewer" }).where("id", "=", id).execute();
      await Deno.writeTextFile(file, "of a start before\n");
      const second = createFirstOperator(parts);
      await second.start();
      expect(await isThere()).toBe(false);
      second.close();
      await core.close();
    }),
);
