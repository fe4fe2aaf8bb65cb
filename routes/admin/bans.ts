/** `/admin/api/bans`: addresses and devices that nobody is let in from. */
import { Hono } from "hono";
import { z } from "zod";
import type { Bans } from "../../lib/domain/bans/bans.ts";
import { text } from "../../lib/platform/json/input.ts";
import { readBody } from "../body.ts";
import type { HttpEnv } from "../http.ts";
import { reason, until } from "./fields.ts";
import { numberPage, readId, readQuery } from "./query.ts";

const listQuery = z.object(numberPage);
const newBan = z.object({
  kind: z.enum(["ip", "mac"]),
  value: text(100),
  reason,
  until,
  force: z.boolean().optional(),
});

export function createAdminBanRoutes({ bans }: { readonly bans: Bans }): Hono<HttpEnv> {
  const routes = new Hono<HttpEnv>();

  routes.get("/", async (c) => c.json(await bans.list(readQuery(c, listQuery))));

  routes.post("/", async (c) => {
    const input = await readBody(c, newBan);
    return c.json(await bans.create({ ...input, ...c.get("actor") }), 201);
  });

  routes.delete("/:id", async (c) => {
    await bans.lift({ id: readId(c), ...c.get("actor") });
    return c.body(null, 204);
  });

  return routes;
}
