/** `/admin/api/audit`: who did what, newest first. */
import { Hono } from "hono";
import { z } from "zod";
import type { Audit } from "../../lib/domain/audit/audit.ts";
import type { HttpEnv } from "../http.ts";
import { idFilter, numberPage, readQuery } from "./query.ts";
import type { Kernel } from "../../lib/platform/kernel/kernel.ts";

const listQuery = z.object({ ...numberPage, account: idFilter, action: z.string().max(64).optional() });

export interface AdminAuditParts extends Pick<Kernel, "database"> {
  readonly audit: Audit;
}

export function createAdminAuditRoutes({ audit, database }: AdminAuditParts): Hono<HttpEnv> {
  const routes = new Hono<HttpEnv>();

  routes.get("/", async (c) => {
    const { account: accountId, ...query } = readQuery(c, listQuery);
    return c.json(await audit.list(database.read, { ...query, accountId }));
  });

  return routes;
}
