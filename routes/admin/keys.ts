/** `/admin/api/keys`: replacing the key that signs tokens. */
import { Hono } from "hono";
import { z } from "zod";
import type { KeyRotation } from "../../lib/domain/tokens/jwt/key_rotation.ts";
import { readOptionalBody } from "../body.ts";
import type { HttpEnv } from "../http.ts";
import { reason } from "./fields.ts";

const rotation = z.object({ reason: reason.optional() });

export interface AdminKeyParts {
  readonly keyRotation: Pick<KeyRotation, "rotate">;
}

export function createAdminKeyRoutes({ keyRotation }: AdminKeyParts): Hono<HttpEnv> {
  const routes = new Hono<HttpEnv>();

  routes.post("/rotate", async (c) => {
    const body = await readOptionalBody(c, rotation);
    await keyRotation.rotate({ ...c.get("actor"), reason: body?.reason ?? "by command" });
    return c.body(null, 204);
  });

  return routes;
}
