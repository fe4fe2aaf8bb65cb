/** `/admin/api`, for operators: docs/contract.md, "Operators". `calls.ts` is the table of its calls. */
import { Hono } from "hono";
import type { HttpEnv } from "../http.ts";
import { refuseStrayQuery } from "../strict.ts";
import { type AdminAccountActParts, mountAccountActs } from "./account_acts.ts";
import { type AdminAccountParts, mountAccounts } from "./accounts.ts";
import { type AdminBearerParts, requireOperator } from "./admin_bearer.ts";
import { type AdminAuditParts, mountAudit } from "./audit.ts";
import { type AdminBackupParts, mountBackups } from "./backups.ts";
import { type AdminBanParts, mountBans } from "./bans.ts";
import { createAdminMount, type MountParts } from "./call.ts";
import { type AdminInviteParts, mountInvites, mountRedeem } from "./invites.ts";
import { type AdminDiagnosisParts, mountDiagnosis } from "./diagnosis.ts";
import { type AdminKeyParts, mountKeys } from "./keys.ts";
import { mountMe } from "./me.ts";
import { type AdminServerParts, mountServers } from "./servers.ts";
import { type AdminSystemParts, mountSystem } from "./system.ts";
import { type AdminTokenParts, mountTokens } from "./tokens.ts";
import { type AdminWebhookParts, mountWebhooks } from "./webhooks.ts";
import { type AdminTrailParts, mountTrail } from "./trail.ts";

export type AdminParts =
  & AdminBearerParts
  & AdminAccountParts
  & AdminAccountActParts
  & AdminInviteParts
  & AdminTokenParts
  & AdminBanParts
  & AdminServerParts
  & AdminSystemParts
  & AdminAuditParts
  & AdminKeyParts
  & AdminBackupParts
  & AdminWebhookParts
  & AdminDiagnosisParts
  & AdminTrailParts
  & MountParts;

/** To be mounted at `/admin/api`. */
export function createAdminRoutes(parts: AdminParts): Hono<HttpEnv> {
  const admin = new Hono<HttpEnv>();
  const mount = createAdminMount(admin, parts);
  admin.use("*", async (c, next) => {
    await next();
    c.res.headers.set("cache-control", "no-store");
  });
  mountRedeem(mount, parts);
  admin.use("*", requireOperator(parts));
  admin.use("*", refuseStrayQuery);
  mountMe(mount, parts);
  mountInvites(mount, parts);
  mountAccounts(mount, parts);
  mountAccountActs(mount, parts);
  mountTokens(mount, parts);
  mountBans(mount, parts);
  mountServers(mount, parts);
  mountKeys(mount, parts);
  mountAudit(mount, parts);
  mountSystem(mount, parts);
  mountBackups(mount, parts);
  mountWebhooks(mount, parts);
  mountTrail(mount, parts);
  mountDiagnosis(mount, parts);
  return admin;
}
