import { expect } from "expect";
import { codeOf } from "../../support/code_of.ts";
import { createTestCore, ORIGIN, PASSWORD } from "../../support/core_services.ts";
import type { Database } from "../../../lib/platform/database/database.ts";
import { eachDatabase } from "../../support/test_database.ts";
import { createFakeTransport, MAIL_CONFIG, until } from "../mail/setup.ts";
import { registerGuarded } from "./setup.ts";

async function setUp(database: Database, { verified }: { verified: boolean }) {
  const transport = createFakeTransport();
  const core = await createTestCore(database, { mailTransport: transport, config: MAIL_CONFIG });
  core.accounts.onCreate(async (unit, { id }) => {
    const email = { email: "ada@example.org", email_key: "ada@example.org" };
    const at = verified ? unit.now.getTime() : null;
    await unit.db.updateTable("accounts").set({ ...email, email_verified_at: at }).where("id", "=", id).execute();
  });
  core.mailRoom.start();
  return { core, transport };
}

eachDatabase("a second factor is told to a verified address, with a link that undoes it", async (database) => {
  const { core, transport } = await setUp(database, { verified: true });
  const ada = await registerGuarded(core, "ada");
  await until(() => transport.sent.length === 1);
  const [letter] = transport.sent;
  expect(letter).toMatchObject({ to: "ada@example.org" });
  expect(letter!.text).toContain(ORIGIN.address);
  const [, token = ""] = /^https:\/\/play\.example\.org\/#undo=([A-Za-z0-9_-]{43})$/m.exec(letter!.text) ?? [];
  const link = await core.links.find(database.read, "undo", token);
  expect(link).toMatchObject({ accountId: ada.caller.accountId, data: { act: "second_factor" } });
  expect(link.expiresAt.getTime() - link.createdAt.getTime()).toBe(72 * 60 * 60_000);
  await core.close();
});

eachDatabase(
  "an address that nobody verified gets no link, and hears of a recovery code all the same",
  async (database) => {
    const { core, transport } = await setUp(database, { verified: false });
    const ada = await registerGuarded(core, "ada");
    const factor = { kind: "code", recoveryCode: ada.recoveryCodes[0] } as const;
    const input = { username: "ada", password: PASSWORD, factor, origin: ORIGIN };
    expect(await codeOf(core.accounts.logIn(input, () => Promise.resolve()))).toBe("no error");
    await until(() => transport.sent.length === 1);
    expect(transport.sent[0]!.text).toContain("9");
    expect(await database.read.selectFrom("links").select("id").execute()).toEqual([]);
    await core.close();
  },
);
