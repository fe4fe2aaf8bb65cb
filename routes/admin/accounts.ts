/** `/admin/api/accounts`: who plays, and what operators do about it. */
import { Hono } from "hono";
import { z } from "zod";
import type { Suspensions } from "../../lib/domain/accounts/suspensions.ts";
import type { AccountActs } from "../../lib/domain/admin/account_acts.ts";
import { type AccountRecords, suspensionRecord } from "../../lib/domain/admin/account_records.ts";
import { text } from "../../lib/platform/json/input.ts";
import { readBody } from "../body.ts";
import type { HttpEnv } from "../http.ts";
import { reason, until } from "./fields.ts";
import { numberPage, readId, readQuery } from "./query.ts";

const listQuery = z.object({ ...numberPage, search: text(254).optional() });
const accountChange = z.object({ role: z.enum(["player", "admin"]) });
const newSuspension = z.object({ reason, until });
const revocation = z.object({ reason });

export interface AdminAccountParts {
  readonly accountRecords: AccountRecords;
  readonly accountActs: AccountActs;
  readonly suspensions: Suspensions;
}

export function createAdminAccountRoutes(
  { accountRecords, accountActs, suspensions }: AdminAccountParts,
): Hono<HttpEnv> {
  const routes = new Hono<HttpEnv>();

  routes.get("/", async (c) => c.json(await accountRecords.list(readQuery(c, listQuery))));

  routes.get("/:id", async (c) => c.json(await accountRecords.get(readId(c))));

  routes.patch("/:id", async (c) => {
    const id = readId(c);
    const { role } = await readBody(c, accountChange);
    await accountActs.setRole(id, role, c.get("actor"));
    return c.json(await accountRecords.get(id));
  });

  routes.post("/:id/suspensions", async (c) => {
    const accountId = readId(c);
    const input = await readBody(c, newSuspension);
    const suspension = await suspensions.suspend({ accountId, ...input, ...c.get("actor") });
    return c.json(suspensionRecord(suspension), 201);
  });

  routes.delete("/:id/suspensions/:sid", async (c) => {
    await suspensions.lift({ accountId: readId(c), suspensionId: readId(c, "sid"), ...c.get("actor") });
    return c.body(null, 204);
  });

  routes.post("/:id/revoke", async (c) => {
    const id = readId(c);
    const { reason } = await readBody(c, revocation);
    await accountActs.revoke(id, reason, c.get("actor"));
    return c.body(null, 204);
  });

  return routes;
}
