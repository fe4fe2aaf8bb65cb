import { expect } from "expect";
import { codeAt } from "../../doors/accounts/authenticator.ts";
import { ORIGIN, type TestCore } from "../../support/core_services.ts";

/** Registers a player and turns the second factor on, thirty seconds later. */
export async function registerGuarded(
  core: Pick<TestCore, "clock" | "register" | "sessions" | "totp">,
  username: string,
) {
  const { id: accountId, token } = await core.register(username);
  const { sessionId } = await core.sessions.verify(token);
  const caller = { accountId, sessionId, origin: ORIGIN };
  const { secret } = await core.totp.begin(accountId);
  const code = () => {
    core.clock.advance(30_000);
    return codeAt(secret, core.clock.now());
  };
  const recoveryCodes = await core.totp.verify(caller, code());
  expect(recoveryCodes).toHaveLength(10);
  return { caller, token, secret, code, recoveryCodes };
}
