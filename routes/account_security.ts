/** `/api/account`: the authenticator app, recovery codes, passkeys, and doing without a password. */
import { Hono } from "hono";
import type { AccountSecurity } from "../lib/domain/factors/account_security.ts";
import type { Passkey } from "../lib/domain/factors/passkey_rows.ts";
import type { Passkeys } from "../lib/domain/factors/passkeys.ts";
import type { Caller, Totp } from "../lib/domain/factors/totp.ts";
import type { Confirmation } from "../lib/domain/sessions/confirmation.ts";
import { readBody } from "./body.ts";
import { requireConfirmation } from "./confirmed.ts";
import { passkeyAddition, passkeyChange, totpCode } from "./factor_input.ts";
import { type HttpContext, type HttpEnv, originOf } from "./http.ts";
import { whereOn } from "./switched.ts";

export interface AccountSecurityRouteParts {
  readonly confirmation: Pick<Confirmation, "require">;
  readonly passkeys: Passkeys;
  readonly accountSecurity: AccountSecurity;
  readonly totp: Totp;
  readonly hasPasskeys: boolean;
  readonly hasTotp: boolean;
}

/** To be mounted at `/api/account`. */
export function createAccountSecurityRoutes(parts: AccountSecurityRouteParts): Hono<HttpEnv> {
  const { passkeys, accountSecurity, totp } = parts;
  const routes = new Hono<HttpEnv>();
  const confirmed = requireConfirmation(parts.confirmation);
  // Before anything is read: what is off is not there.
  const passkeysOnly = whereOn(parts.hasPasskeys);
  const totpOnly = whereOn(parts.hasTotp);

  routes.post("/totp", totpOnly, confirmed, async (c) => {
    return c.json(await totp.begin(callerOf(c).accountId), 201);
  });
  routes.post("/totp/verify", totpOnly, async (c) => {
    const { code } = await readBody(c, totpCode);
    return c.json({ recoveryCodes: await totp.verify(callerOf(c), code) });
  });
  routes.delete("/totp", confirmed, async (c) => {
    await totp.turnOff(callerOf(c));
    return c.body(null, 204);
  });

  routes.post("/recovery-codes", confirmed, async (c) => {
    return c.json({ recoveryCodes: await accountSecurity.renewRecoveryCodes(callerOf(c)) }, 201);
  });

  routes.post("/passkeys/options", passkeysOnly, confirmed, async (c) => {
    return c.json(await passkeys.options(callerOf(c).accountId));
  });
  routes.post("/passkeys", passkeysOnly, confirmed, async (c) => {
    const { credential, name } = await readBody(c, passkeyAddition);
    const { accountId, origin } = callerOf(c);
    const added = await passkeys.add({ accountId, credential, origin, ...(name === undefined ? {} : { name }) });
    const codes = added.recoveryCodes === null ? {} : { recoveryCodes: added.recoveryCodes };
    return c.json({ ...passkeyView(added.passkey), ...codes }, 201);
  });
  routes.get("/passkeys", passkeysOnly, async (c) => {
    const list = await passkeys.list(callerOf(c).accountId);
    return c.json({ passkeys: list.map(passkeyView) });
  });
  routes.patch("/passkeys/:id", passkeysOnly, async (c) => {
    const { name } = await readBody(c, passkeyChange);
    const { accountId } = callerOf(c);
    return c.json(passkeyView(await passkeys.rename({ accountId, passkeyId: c.req.param("id"), name })));
  });
  routes.delete("/passkeys/:id", passkeysOnly, confirmed, async (c) => {
    const { accountId, origin } = callerOf(c);
    await passkeys.remove({ accountId, passkeyId: c.req.param("id"), origin });
    return c.body(null, 204);
  });

  routes.delete("/password", confirmed, async (c) => {
    await accountSecurity.removePassword(callerOf(c));
    return c.body(null, 204);
  });

  return routes;
}

function callerOf(c: HttpContext): Caller {
  const { accountId, sessionId } = c.get("identity");
  return { accountId, sessionId, origin: originOf(c) };
}

function passkeyView({ id, name, createdAt, lastUsed }: Passkey) {
  return { id, name, createdAt: createdAt.toISOString(), lastUsed: lastUsed?.toISOString() ?? null };
}
