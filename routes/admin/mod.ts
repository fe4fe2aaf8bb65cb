/** `/admin/api`, for operators: docs/contract.md, "Operators". */
import { Hono } from "hono";
import type { HttpEnv } from "../http.ts";
import { type AdminAccountParts, createAdminAccountRoutes } from "./accounts.ts";
import { type AdminBearerParts, requireAdmin } from "./admin_bearer.ts";
import { type AdminAuditParts, createAdminAuditRoutes } from "./audit.ts";
import { createAdminBanRoutes } from "./bans.ts";
import { type AdminKeyParts, createAdminKeyRoutes } from "./keys.ts";
import { type AdminServerParts, createAdminServerRoutes } from "./servers.ts";
import { type AdminTokenParts, createAdminTokenRoutes } from "./tokens.ts";
import { refuseStrayQuery } from "../strict.ts";
import type { Bans } from "../../lib/domain/bans/bans.ts";

export interface AdminParts
  extends AdminBearerParts, AdminAccountParts, AdminTokenParts, AdminServerParts, AdminAuditParts, AdminKeyParts {
  readonly bans: Bans;
}

/** To be mounted at `/admin/api`. */
export function createAdminRoutes(parts: AdminParts): Hono<HttpEnv> {
  const admin = new Hono<HttpEnv>();
  admin.use("*", async (c, next) => {
    await next();
    c.res.headers.set("cache-control", "no-store");
  });
  admin.use("*", requireAdmin(parts));
  admin.use("*", refuseStrayQuery);
  admin.route("/accounts", createAdminAccountRoutes(parts));
  admin.route("/tokens", createAdminTokenRoutes(parts));
  admin.route("/bans", createAdminBanRoutes(parts));
  admin.route("/servers", createAdminServerRoutes(parts));
  admin.route("/keys", createAdminKeyRoutes(parts));
  admin.route("/audit", createAdminAuditRoutes(parts));
  return admin;
}
