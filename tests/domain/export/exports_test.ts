/** What a player takes along is read where nobody waits for it. */
import { expect } from "expect";
import { createExports } from "../../../lib/domain/export/exports.ts";
import { createTestCore, ORIGIN } from "../../support/core_services.ts";
import { eachDatabase } from "../../support/test_database.ts";
import { withoutRead } from "../../support/without_read.ts";

eachDatabase("an export is read aside, and never on the loop", async (database) => {
  const core = await createTestCore(database);
  const { account } = await core.accounts.register(
    { username: "ada", password: "correct horse", origin: ORIGIN },
    () => Promise.resolve(),
  );
  const exports = createExports({
    database: withoutRead(database),
    audit: core.audit,
    games: { find: () => null, list: () => [] },
    readParts: () => Promise.resolve(new Map([["slime", { slimes: 3 }]])),
    hasPassword: () => Promise.resolve(true),
    hasSecondFactor: () => Promise.resolve(false),
  });
  const { fileName, content } = await exports.create({ accountId: account.id, origin: ORIGIN });
  expect(fileName).toMatch(/^gatehouse-ada-\d{4}-\d\d-\d\d\.json$/);
  expect(content).toMatchObject({
    account: { username: "ada" },
    audit: expect.arrayContaining([expect.objectContaining({ action: "account.export" })]),
    games: { slime: { slimes: 3 } },
  });
  await core.close();
});

eachDatabase("a password that only a game's secret proves is one in the copy as well", async (database) => {
  const core = await createTestCore(database);
  const { id } = await core.register("ada");
  const passwordIn = async () => {
    core.clock.advance(60 * 60_000);
    const { content } = await core.exports.create({ accountId: id, origin: ORIGIN });
    return (content as { account: { hasPassword: boolean } }).account.hasPassword;
  };
  await database.write.updateTable("accounts").set({ password_hash: null }).where("id", "=", id).execute();
  expect(await passwordIn()).toBe(false);
  await database.write.insertInto("account_secrets")
    .values({ account_id: id, scheme: "srp6-wildstar", secret: new Uint8Array(1) }).execute();
  expect(await passwordIn()).toBe(true);
  await core.close();
});
