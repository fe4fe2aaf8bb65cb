/** `/admin/api/keys`: replacing the key that signs tokens. */
import { z } from "zod";
import type { KeyRotation } from "../../lib/domain/tokens/jwt/key_rotation.ts";
import { readOptionalBody } from "../body.ts";
import { defineCall, type Mount } from "./call.ts";
import { byOf, reason } from "./fields.ts";

export const KEY_CALLS = {
  rotate: defineCall({
    method: "POST",
    path: "/keys/rotate",
    summary: "Lets a new key sign tokens from now on",
    permission: "keys.write",
    body: z.object({ reason: reason.optional() }),
    bodyOptional: true,
    answers: { 204: null },
  }),
};

export interface AdminKeyParts {
  readonly keyRotation: Pick<KeyRotation, "rotate">;
}

export function mountKeys(on: Mount, { keyRotation }: AdminKeyParts): void {
  on(KEY_CALLS.rotate, async (c) => {
    const body = await readOptionalBody(c, KEY_CALLS.rotate.body);
    await keyRotation.rotate({ ...byOf(c.get("actor")), reason: body?.reason ?? "by command" });
    return c.body(null, 204);
  });
}
