/** Steam and Epic on the website: signing in, linking and unlinking, and the name of a player who came that way. */
import { Hono } from "hono";
import { z } from "zod";
import { hasSecondFactor } from "../lib/domain/factors/totp_secrets.ts";
import type { LinkedIdentity } from "../lib/domain/identities/identity_repository.ts";
import type { Identities } from "../lib/domain/identities/identities.ts";
import type { ProviderLogins } from "../lib/domain/identities/provider_logins.ts";
import type { Usernames } from "../lib/domain/identities/usernames.ts";
import { text } from "../lib/platform/json/input.ts";
import type { Sessions } from "../lib/domain/sessions/sessions.ts";
import { readBody } from "./body.ts";
import { type HttpContext, type HttpEnv, originOf } from "./http.ts";
import { providerProof } from "./provider_credentials.ts";
import { signedIn } from "./signed_in.ts";

export const usernameChoice = z.object({ username: text(1_000) });

export interface IdentityRouteParts {
  readonly identities: Identities;
  readonly usernames: Usernames;
}

/** To be mounted at `/api/account`. */
export function createIdentityRoutes({ identities, usernames }: IdentityRouteParts): Hono<HttpEnv> {
  const routes = new Hono<HttpEnv>();
  const accountIdOf = (c: HttpContext) => c.get("identity").accountId;

  routes.get("/identities", async (c) => {
    const list = await identities.list(accountIdOf(c));
    return c.json({ identities: list.map(identityView) });
  });

  routes.post("/identities", async (c) => {
    const { credentials } = await readBody(c, providerProof);
    const linked = await identities.link({ accountId: accountIdOf(c), credentials, origin: originOf(c) });
    return c.json(identityView(linked), 201);
  });

  routes.delete("/identities/:provider", async (c) => {
    await identities.unlink({ accountId: accountIdOf(c), provider: c.req.param("provider"), origin: originOf(c) });
    return c.body(null, 204);
  });

  routes.post("/username", async (c) => {
    const { username } = await readBody(c, usernameChoice);
    await usernames.choose({ accountId: accountIdOf(c), username, origin: originOf(c) });
    return c.body(null, 204);
  });

  return routes;
}

export interface ProviderLoginParts {
  readonly providerLogins: Pick<ProviderLogins, "logIn">;
  readonly sessions: Sessions;
}

/** To be mounted at `/api/auth`: a session for the website, as a login by password gives. */
export function createProviderLoginRoutes({ providerLogins, sessions }: ProviderLoginParts): Hono<HttpEnv> {
  const routes = new Hono<HttpEnv>();

  routes.post("/provider", async (c) => {
    const { credentials } = await readBody(c, providerProof);
    const origin = originOf(c);
    const known = await providerLogins.logIn({ credentials, origin }, async (unit, account) => {
      // With a second factor on, a provider's word counts as no proof of the account.
      const proven = !await hasSecondFactor(unit.db, account.id);
      return await sessions.open(unit, account, origin, { proven });
    });
    return c.json({ ...signedIn(known), usernamePending: known.account.usernamePending });
  });

  return routes;
}

function identityView({ provider, subject, linkedAt, lastUsed }: LinkedIdentity) {
  return { provider, subject, linkedAt: linkedAt.toISOString(), lastUsed: lastUsed?.toISOString() ?? null };
}
