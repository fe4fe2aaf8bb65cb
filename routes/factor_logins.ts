/** `/api/auth`: the second step of a login, logins by passkey, and proving the account once more. */
import type { Also } from "../lib/domain/accounts/accounts.ts";
import type { Assertions } from "../lib/domain/factors/assertions.ts";
import type { Confirmations } from "../lib/domain/factors/confirmations.ts";
import type { FactorLogins } from "../lib/domain/factors/factor_logins.ts";
import type { Origin } from "../lib/platform/origin.ts";
import type { Sessions } from "../lib/domain/sessions/sessions.ts";
import { SIGN_IN_CALLS } from "./auth.ts";
import { requireSession } from "./bearer.ts";
import { originOf } from "./http.ts";
import type { Mount } from "./mount.ts";
import { signedIn } from "./signed_in.ts";
import { whereOn } from "./switched.ts";

interface FactorLoginRouteParts {
  readonly assertions: Pick<Assertions, "options">;
  readonly confirmations: Confirmations;
  readonly factorLogins: FactorLogins;
  readonly sessions: Sessions;
  readonly hasPasskeys: boolean;
}

export function mountFactorLogins(mount: Mount, parts: FactorLoginRouteParts): void {
  const { assertions, confirmations, factorLogins, sessions } = parts;
  const on = mount(SIGN_IN_CALLS);
  const onPasskeys = on.behind(whereOn(parts.hasPasskeys));
  const openFor = (origin: Origin): Also<string> => (unit, known) =>
    sessions.open(unit, known, origin, { secondFactor: true });

  on("POST /api/auth/second-factor", async (c, input) => {
    const origin = originOf(c);
    return signedIn(await factorLogins.finish({ ...input, origin }, openFor(origin)));
  });

  onPasskeys("POST /api/auth/passkey/options", async (_, asked) => {
    const options = await assertions.options();
    if (asked?.challenge !== undefined) await factorLogins.checkChallenge(asked.challenge);
    return options;
  });

  onPasskeys("POST /api/auth/passkey", async (c, assertion) => {
    const origin = originOf(c);
    return signedIn(await factorLogins.byPasskey({ assertion, origin }, openFor(origin)));
  });

  on.behind(requireSession(sessions))("POST /api/auth/confirm", (c, answer) => {
    return confirmations.confirm(c.get("identity"), answer, originOf(c));
  });
}
