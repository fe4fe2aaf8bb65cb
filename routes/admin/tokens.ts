/** `/admin/api/tokens`: ending any login or character token. */
import { Hono } from "hono";
import { z } from "zod";
import type { Origin } from "../../lib/domain/accounts/proof.ts";
import { readBody } from "../body.ts";
import type { HttpEnv } from "../http.ts";
import { reason } from "./fields.ts";

const revocation = z.object({ token: z.string().min(1).max(4_096), reason });

export interface AdminTokenParts {
  readonly gameTokens: {
    /** Ends the token's line, if there is one. */
    revoke(input: { token: string; origin: Origin; by?: { actor: string; reason: string } }): Promise<void>;
  };
}

export function createAdminTokenRoutes({ gameTokens }: AdminTokenParts): Hono<HttpEnv> {
  const routes = new Hono<HttpEnv>();

  routes.post("/revoke", async (c) => {
    const { token, reason } = await readBody(c, revocation);
    const { actor, address } = c.get("actor");
    await gameTokens.revoke({ token, origin: { door: "admin", address }, by: { actor, reason } });
    return c.body(null, 204);
  });

  return routes;
}
