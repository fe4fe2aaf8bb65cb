/** A copy of all that is known of one's own account: `POST /api/account/export`. */
import { Hono } from "hono";
import type { Exports } from "../lib/domain/export/exports.ts";
import type { Confirmation } from "../lib/domain/sessions/confirmation.ts";
import { requireConfirmation } from "./confirmed.ts";
import { type HttpEnv, originOf } from "./http.ts";

export interface ExportRouteParts {
  readonly exports: Exports;
  readonly confirmation: Pick<Confirmation, "require">;
}

/** To be mounted at `/api/account`. */
export function createExportRoutes({ exports, confirmation }: ExportRouteParts): Hono<HttpEnv> {
  const routes = new Hono<HttpEnv>();
  routes.post("/export", requireConfirmation(confirmation), async (c) => {
    const { accountId } = c.get("identity");
    const { fileName, content } = await exports.create({ accountId, origin: originOf(c) });
    return c.json(content, 200, { "content-disposition": `attachment; filename="${fileName}"` });
  });
  return routes;
}
