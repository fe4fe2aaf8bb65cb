/** `/api/account`: the authenticator app, recovery codes, passkeys, and doing without a password. */
import type { AccountSecurity } from "../lib/domain/factors/account_security.ts";
import type { Passkey } from "../lib/domain/factors/passkey_rows.ts";
import type { Passkeys } from "../lib/domain/factors/passkeys.ts";
import type { Caller, Totp } from "../lib/domain/factors/totp.ts";
import type { Confirmation } from "../lib/domain/sessions/confirmation.ts";
import type { Kernel } from "../lib/platform/kernel/kernel.ts";
import { ACCOUNT_CALLS } from "./account.ts";
import { requireConfirmation } from "./confirmed.ts";
import { type HttpContext, originOf } from "./http.ts";
import type { Mount } from "./mount.ts";
import { whereOn } from "./switched.ts";

interface AccountSecurityRouteParts {
  readonly confirmation: Pick<Confirmation, "require">;
  readonly passkeys: Passkeys;
  readonly accountSecurity: AccountSecurity;
  readonly totp: Totp;
  readonly hasPasskeys: boolean;
}

/** Behind `requireSession`. */
export function mountAccountSecurity(
  mount: Mount,
  { config }: Pick<Kernel, "config">,
  parts: AccountSecurityRouteParts,
): void {
  const { passkeys, accountSecurity, totp } = parts;
  const on = mount(ACCOUNT_CALLS);
  const confirmed = requireConfirmation(parts.confirmation);
  const onConfirmed = on.behind(confirmed);
  // Before anything is read: what is off is not there.
  const onTotp = on.behind(whereOn(config.auth.totp));
  const onPasskeys = on.behind(whereOn(parts.hasPasskeys));

  onTotp.behind(confirmed)("POST /api/account/totp", (c) => totp.begin(callerOf(c).accountId));
  onTotp("POST /api/account/totp/verify", async (c, { code }) => {
    return { recoveryCodes: await totp.verify(callerOf(c), code) };
  });
  onConfirmed("DELETE /api/account/totp", (c) => totp.turnOff(callerOf(c)));

  onConfirmed("POST /api/account/recovery-codes", async (c) => {
    return { recoveryCodes: await accountSecurity.renewRecoveryCodes(callerOf(c)) };
  });

  onPasskeys.behind(confirmed)("POST /api/account/passkeys/options", (c) => passkeys.options(callerOf(c).accountId));
  onPasskeys.behind(confirmed)("POST /api/account/passkeys", async (c, { credential, name }) => {
    const { accountId, origin } = callerOf(c);
    const added = await passkeys.add({ accountId, credential, origin, ...(name === undefined ? {} : { name }) });
    const codes = added.recoveryCodes === null ? {} : { recoveryCodes: added.recoveryCodes };
    return { ...passkeyView(added.passkey), ...codes };
  });
  onPasskeys("GET /api/account/passkeys", async (c) => {
    const list = await passkeys.list(callerOf(c).accountId);
    return { passkeys: list.map(passkeyView) };
  });
  onPasskeys("PATCH /api/account/passkeys/:id", async (c, { name }) => {
    const { accountId } = callerOf(c);
    return passkeyView(await passkeys.rename({ accountId, passkeyId: c.req.param("id"), name }));
  });
  onPasskeys.behind(confirmed)("DELETE /api/account/passkeys/:id", async (c) => {
    const { accountId, origin } = callerOf(c);
    await passkeys.remove({ accountId, passkeyId: c.req.param("id"), origin });
  });

  onConfirmed("DELETE /api/account/password", (c) => accountSecurity.removePassword(callerOf(c)));
}

function callerOf(c: HttpContext): Caller {
  const { accountId, sessionId } = c.get("identity");
  return { accountId, sessionId, origin: originOf(c) };
}

function passkeyView({ id, name, createdAt, lastUsed }: Passkey) {
  return { id, name, createdAt: createdAt.toISOString(), lastUsed: lastUsed?.toISOString() ?? null };
}
