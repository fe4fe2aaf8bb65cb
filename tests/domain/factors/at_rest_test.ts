/** What somebody with the database finds of the second factor. */
import { expect } from "expect";
import { SecretBoxError } from "../../../lib/platform/crypto/secret_box.ts";
import { AppError } from "../../../lib/platform/errors.ts";
import { createTestCore, ORIGIN, PASSWORD, type TestCore } from "../../support/core_services.ts";
import { eachDatabase } from "../../support/test_database.ts";
import { registerGuarded } from "./setup.ts";

const TABLES = ["totp_secrets", "recovery_codes", "login_challenges", "audit_log", "sessions"] as const;

async function challengeOf(core: TestCore, username: string): Promise<string> {
  const error = await core.accounts.logIn(
    { username, password: PASSWORD, factor: { kind: "challenge" }, origin: ORIGIN },
    () => Promise.resolve(),
  ).then(() => null, (error) => error);
  expect(error).toBeInstanceOf(AppError);
  return error.details.challenge;
}

eachDatabase("no row holds a secret, a recovery code or a challenge as its player has it", async (database) => {
  const core = await createTestCore(database);
  const ada = await registerGuarded(core, "ada");
  const challenge = await challengeOf(core, "ada");
  const codes = ada.recoveryCodes.flatMap((code) => [code, code.replace("-", "")]);
  const canaries = [ada.secret, challenge, ...codes].map((text) => text.toLowerCase());
  for (const table of TABLES) {
    const rows = await database.read.selectFrom(table).selectAll().execute();
    expect(rows.length).toBeGreaterThan(0);
    const cells = rows.flatMap((row) => Object.values(row)).map((cell) =>
      (cell instanceof Uint8Array ? new TextDecoder("latin1").decode(cell) : String(cell)).toLowerCase()
    );
    for (const canary of canaries) expect(cells.some((cell) => cell.includes(canary))).toBe(false);
  }
  await core.close();
});

eachDatabase(
  "a secret does not open in another account's row, nor a recovery code another account",
  async (database) => {
    const core = await createTestCore(database);
    const ada = await registerGuarded(core, "ada");
    const eve = await registerGuarded(core, "eve");
    const db = database.write;
    const eves = await db.selectFrom("totp_secrets").selectAll().where("account_id", "=", eve.caller.accountId)
      .executeTakeFirstOrThrow();
    await db.updateTable("totp_secrets").set({ secret: eves.secret }).where("account_id", "=", ada.caller.accountId)
      .execute();
    await db.deleteFrom("recovery_codes").where("account_id", "=", ada.caller.accountId).execute();
    await db.updateTable("recovery_codes").set({ account_id: ada.caller.accountId }).execute();

    const challenge = await challengeOf(core, "ada");
    const finish = (answer: { code: string } | { recoveryCode: string }) =>
      core.factorLogins.finish({ challenge, answer, origin: ORIGIN }, () => Promise.resolve()).catch((error) => error);
    expect(await finish({ code: eve.code() })).toBeInstanceOf(SecretBoxError);
    expect(await finish({ recoveryCode: eve.recoveryCodes[0]! })).toMatchObject({ code: "invalid_code" });
    await core.close();
  },
);
