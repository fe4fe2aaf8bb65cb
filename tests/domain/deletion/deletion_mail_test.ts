/** The one mail that may outlive its account: without days of grace there was no time to send it. */
import { expect } from "expect";
import type { Database } from "../../../lib/platform/database/database.ts";
import { createFakeTransport, MAIL_CONFIG, until } from "../mail/setup.ts";
import { createTestCore, ORIGIN } from "../../support/core_services.ts";
import { eachDatabase } from "../../support/test_database.ts";

const mailsOf = (database: Database) => database.read.selectFrom("mails").selectAll().execute();

async function deletedAtOnce(database: Database) {
  const mailTransport = createFakeTransport();
  const config = { ...MAIL_CONFIG, accounts: { deletionGraceDays: 0 } };
  const core = await createTestCore(database, { config, mailTransport });
  const { account } = await core.accounts.register(
    { username: "ada", password: "correct horse", email: "ada@example.org", origin: ORIGIN },
    () => Promise.resolve(),
  );
  const by = { actor: `account_${account.id}`, address: ORIGIN.address, door: "http", device: "Firefox on Windows" };
  await core.deletion.request({ accountId: account.id, by });
  await until(async () => (await database.read.selectFrom("accounts").select("id").execute()).length === 0);
  return { core, mailTransport, accountId: account.id };
}

eachDatabase("it goes out although the account is gone, and then is gone too", async (database) => {
  const { core, mailTransport } = await deletedAtOnce(database);
  const [waiting, ...others] = await mailsOf(database);
  expect([waiting?.name, waiting?.account_id, others]).toEqual(["deletion", null, []]);
  for (const word of ["ada", "example.org"]) {
    expect(new TextDecoder("latin1").decode(waiting!.body)).not.toContain(word);
  }
  expect((await core.mailRecords.list({ limit: 10 })).items).toMatchObject([{ name: "deletion", account: null }]);
  core.mailRoom.start();
  await until(async () => mailTransport.sent.length === 1 && (await mailsOf(database)).length === 0);
  expect(mailTransport.sent[0]).toMatchObject({ to: "ada@example.org" });
  expect(mailTransport.sent[0]!.text).toContain("Firefox on Windows");
  await core.close();
});

eachDatabase("given up, nothing is kept of it", async (database) => {
  const { core, mailTransport } = await deletedAtOnce(database);
  mailTransport.before = () => Promise.reject(new Error("no such mailbox"));
  core.mailRoom.start();
  await until(async () => {
    // Each try is due at once, and the postman looks.
    await database.write.updateTable("mails").set({ due_at: core.clock.now().getTime() }).where("claim", "is", null)
      .execute();
    core.clock.advance(1_000);
    return (await mailsOf(database)).length === 0;
  });
  const failed = await database.read.selectFrom("audit_log").select(["account_id", "reason"])
    .where("action", "=", "mail.failed").execute();
  expect(failed).toEqual([{ account_id: null, reason: "deletion: no such mailbox" }]);
  await core.close();
});
