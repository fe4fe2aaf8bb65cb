/** That what happens is counted where it happens. */
import { expect } from "expect";
import { codeOf } from "../../support/code_of.ts";
import { createTestCore, ORIGIN, PASSWORD, type TestCore } from "../../support/core_services.ts";
import { eachDatabase } from "../../support/test_database.ts";
import { linesOf } from "./setup.ts";

const logIn = (core: TestCore, password: string) =>
  codeOf(core.accounts.logIn({ username: "ada", password, origin: ORIGIN }, () => Promise.resolve()));

eachDatabase("logins are counted once, as they ended", async (database) => {
  const core = await createTestCore(database);
  const { id } = await core.register("ada");
  await logIn(core, PASSWORD);
  await logIn(core, "wrong password");
  const by = { actor: "admin", address: "192.0.2.9" };
  await core.suspensions.suspend({ accountId: id, reason: "Spam", until: null, ...by });
  await logIn(core, PASSWORD);
  await logIn(core, PASSWORD);
  expect((await linesOf("gatehouse_logins_total", core.metrics)).sort()).toEqual([
    'gatehouse_logins_total{door="http",result="failed"} 1',
    'gatehouse_logins_total{door="http",result="refused"} 2',
    'gatehouse_logins_total{door="http",result="succeeded"} 1',
  ]);
});

eachDatabase("a login that was undone is not counted as one", async (database) => {
  const core = await createTestCore(database);
  await core.register("ada");
  const undone = core.accounts.logIn(
    { username: "ada", password: PASSWORD, origin: ORIGIN },
    () => Promise.reject(new Error("no session")),
  );
  await expect(undone).rejects.toThrow("no session");
  expect(await linesOf("gatehouse_logins_total", core.metrics)).toEqual([]);
});

eachDatabase("game tokens are counted as they are issued, rotated, reused and revoked", async (database) => {
  const core = await createTestCore(database);
  const { id } = await core.register("ada");
  const issue = () => database.transaction((unit) => core.gameTokens.issueLogin(unit, id, ORIGIN));
  const rotate = (token: string) => core.gameTokens.rotate({ token, kind: "login", origin: ORIGIN });
  const { token: first } = await issue();
  const { token: second } = await rotate(first);
  core.clock.advance(60_000);
  expect(await codeOf(rotate(first))).toBe("invalid_token");
  expect(await codeOf(rotate(second))).toBe("invalid_token");
  const { token: third } = await issue();
  await core.gameTokens.revoke({ token: third, origin: ORIGIN });
  await core.gameTokens.revoke({ token: third, origin: ORIGIN });
  expect(await linesOf("gatehouse_game_tokens_total", core.metrics)).toEqual([
    'gatehouse_game_tokens_total{kind="login",event="issued"} 2',
    'gatehouse_game_tokens_total{kind="login",event="rotated"} 1',
    'gatehouse_game_tokens_total{kind="login",event="reused"} 1',
    'gatehouse_game_tokens_total{kind="login",event="revoked"} 1',
  ]);
});
