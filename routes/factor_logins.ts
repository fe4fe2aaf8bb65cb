/** `/api/auth`: the second step of a login, logins by passkey, and proving the account once more. */
import { Hono } from "hono";
import type { Also } from "../lib/domain/accounts/accounts.ts";
import type { Assertions } from "../lib/domain/factors/assertions.ts";
import type { Confirmations } from "../lib/domain/factors/confirmations.ts";
import type { FactorLogins } from "../lib/domain/factors/factor_logins.ts";
import type { Origin } from "../lib/platform/origin.ts";
import type { Sessions } from "../lib/domain/sessions/sessions.ts";
import { requireSession } from "./bearer.ts";
import { readBody, readOptionalBody } from "./body.ts";
import { assertion, confirmationAnswer, passkeyRequest, secondFactor } from "./factor_input.ts";
import { type HttpEnv, originOf } from "./http.ts";
import { signedIn } from "./signed_in.ts";
import { whereOn } from "./switched.ts";

export interface FactorLoginRouteParts {
  readonly assertions: Pick<Assertions, "options">;
  readonly confirmations: Confirmations;
  readonly factorLogins: FactorLogins;
  readonly sessions: Sessions;
  readonly hasPasskeys: boolean;
}

/** To be mounted at `/api/auth`. */
export function createFactorLoginRoutes(parts: FactorLoginRouteParts): Hono<HttpEnv> {
  const { assertions, confirmations, factorLogins, sessions } = parts;
  const routes = new Hono<HttpEnv>();
  const passkeysOnly = whereOn(parts.hasPasskeys);
  const openFor = (origin: Origin): Also<string> => (unit, known) =>
    sessions.open(unit, known, origin, { secondFactor: true });

  routes.post("/second-factor", async (c) => {
    const origin = originOf(c);
    const input = await readBody(c, secondFactor);
    return c.json(signedIn(await factorLogins.finish({ ...input, origin }, openFor(origin))));
  });

  routes.post("/passkey/options", passkeysOnly, async (c) => {
    const { challenge } = await readOptionalBody(c, passkeyRequest) ?? {};
    const options = await assertions.options();
    if (challenge !== undefined) await factorLogins.checkChallenge(challenge);
    return c.json(options);
  });

  routes.post("/passkey", passkeysOnly, async (c) => {
    const origin = originOf(c);
    const input = await readBody(c, assertion);
    return c.json(signedIn(await factorLogins.byPasskey({ assertion: input, origin }, openFor(origin))));
  });

  routes.post("/confirm", requireSession(sessions), async (c) => {
    await confirmations.confirm(c.get("identity"), await readBody(c, confirmationAnswer), originOf(c));
    return c.body(null, 204);
  });

  return routes;
}
