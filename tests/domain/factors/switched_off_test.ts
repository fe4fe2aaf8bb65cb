/** An operator who switches authenticator apps off takes nobody's guard away. */
import { expect } from "expect";
import { codeOf } from "../../support/code_of.ts";
import { createTestCore, ORIGIN, PASSWORD } from "../../support/core_services.ts";
import { eachDatabase } from "../../support/test_database.ts";
import { registerGuarded } from "./setup.ts";

eachDatabase("who has an app is asked for its code, and keeps it, once no new ones are taken", async (database) => {
  const before = await createTestCore(database);
  const ada = await registerGuarded(before, "ada");
  const { clock } = before;
  await before.close();

  const after = await createTestCore(database, { clock, config: { auth: { totp: false } } });
  const logIn = () =>
    after.accounts.logIn(
      { username: "ada", password: PASSWORD, factor: { kind: "challenge" }, origin: ORIGIN },
      () => Promise.resolve(),
    );
  const asked = await logIn().catch((error) => error);
  expect(asked).toMatchObject({ code: "second_factor_required", details: { methods: ["totp", "recovery"] } });
  const finish = (challenge: string, code: string) =>
    codeOf(after.factorLogins.finish({ challenge, answer: { code }, origin: ORIGIN }, () => Promise.resolve()));
  expect(await finish(asked.details.challenge, ada.code())).toBe("no error");
  for (const act of [after.totp.begin(ada.caller.accountId), after.totp.turnOff(ada.caller)]) {
    expect(await codeOf(act)).toBe("not_found");
  }
  expect(await codeOf(logIn())).toBe("second_factor_required");
  await after.close();
});
