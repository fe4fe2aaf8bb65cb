/** Steam and Epic on the website: signing in, linking and unlinking, and the name of a player who came that way. */
import { hasSecondFactor } from "../lib/domain/factors/totp_secrets.ts";
import type { LinkedIdentity } from "../lib/domain/identities/identity_repository.ts";
import type { Identities } from "../lib/domain/identities/identities.ts";
import type { ProviderLogins } from "../lib/domain/identities/provider_logins.ts";
import type { Usernames } from "../lib/domain/identities/usernames.ts";
import type { Sessions } from "../lib/domain/sessions/sessions.ts";
import { ACCOUNT_CALLS } from "./account.ts";
import { SIGN_IN_CALLS } from "./auth.ts";
import { type HttpContext, originOf } from "./http.ts";
import type { Mount } from "./mount.ts";
import { signedIn } from "./signed_in.ts";

interface IdentityRouteParts {
  readonly identities: Identities;
  readonly usernames: Usernames;
}

/** Behind `requireSession`. */
export function mountIdentities(mount: Mount, { identities, usernames }: IdentityRouteParts): void {
  const on = mount(ACCOUNT_CALLS);
  const callerOf = (c: HttpContext) => ({ accountId: c.get("identity").accountId, origin: originOf(c) });

  on("GET /api/account/identities", async (c) => {
    const list = await identities.list(callerOf(c).accountId);
    return { identities: list.map(identityView) };
  });

  on("POST /api/account/identities", async (c, { credentials }) => {
    return identityView(await identities.link({ ...callerOf(c), credentials }));
  });

  on("DELETE /api/account/identities/:provider", (c) => {
    return identities.unlink({ ...callerOf(c), provider: c.req.param("provider") });
  });

  on("POST /api/account/username", (c, { username }) => usernames.choose({ ...callerOf(c), username }));
}

interface ProviderLoginParts {
  readonly providerLogins: Pick<ProviderLogins, "logIn">;
  readonly sessions: Sessions;
}

/** A session for the website, as a login by password gives. */
export function mountProviderLogins(mount: Mount, { providerLogins, sessions }: ProviderLoginParts): void {
  const on = mount(SIGN_IN_CALLS);
  on("POST /api/auth/provider", async (c, { credentials }) => {
    const origin = originOf(c);
    const known = await providerLogins.logIn({ credentials, origin }, async (unit, account) => {
      // With a second factor on, a provider's word counts as no proof of the account.
      const proven = !await hasSecondFactor(unit.db, account.id);
      return await sessions.open(unit, account, origin, { proven });
    });
    return { ...signedIn(known), usernamePending: known.account.usernamePending };
  });
}

function identityView({ provider, subject, linkedAt, lastUsed }: LinkedIdentity) {
  return { provider, subject, linkedAt: linkedAt.toISOString(), lastUsed: lastUsed?.toISOString() ?? null };
}
