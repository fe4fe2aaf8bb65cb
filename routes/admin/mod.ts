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
import { type AdminKernel, createAdminMount, type MountParts } from "./call.ts";
import { type AdminInviteParts, mountInvites, mountRedeem } from "./invites.ts";
import { type AdminDiagnosisParts, mountDiagnosis } from "./diagnosis.ts";
import { type AdminKeyParts, mountKeys } from "./keys.ts";
import { mountMe } from "./me.ts";
import { type AdminServerParts, mountServers } from "./servers.ts";
import { type AdminSystemParts, mountSystem, type SelfDescription } from "./system.ts";
import { type AdminTokenParts, mountTokens } from "./tokens.ts";
import { type AdminWebhookParts, mountWebhooks } from "./webhooks.ts";
import { type AdminTrailParts, mountTrail } from "./trail.ts";

/** What the services do for operators. */
type AdminParts =
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

interface AdminSurroundings extends SelfDescription {
  /** `ADMIN_TOKEN`; null: only operators' session tokens are let in. */
  readonly adminToken: string | null;
}

/** To be mounted at `/admin/api`. */
export function createAdminRoutes(kernel: AdminKernel, domain: AdminParts, around: AdminSurroundings): Hono<HttpEnv> {
  const admin = new Hono<HttpEnv>();
  const mount = createAdminMount(admin, domain);
  admin.use("*", async (c, next) => {
    await next();
    c.res.headers.set("cache-control", "no-store");
  });
  mountRedeem(mount, domain);
  admin.use("*", requireOperator(around.adminToken, domain));
  admin.use("*", refuseStrayQuery);
  mountMe(mount, domain);
  mountInvites(mount, domain);
  mountAccounts(mount, kernel, domain);
  mountAccountActs(mount, domain);
  mountTokens(mount, domain);
  mountBans(mount, kernel, domain);
  mountServers(mount, domain);
  mountKeys(mount, kernel, domain);
  mountAudit(mount, kernel, domain);
  mountSystem(mount, around, domain);
  mountBackups(mount, domain);
  mountWebhooks(mount, domain);
  mountTrail(mount, kernel, domain);
  mountDiagnosis(mount, domain);
  return admin;
}
