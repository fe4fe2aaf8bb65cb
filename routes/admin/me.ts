/** `/admin/api/me`: who operates here, and what they may do. */
import { z } from "zod";
import type { Authority } from "../../lib/domain/operators/authority.ts";
import { PERMISSIONS, permissionsOf, ROLES } from "../../lib/domain/operators/permissions.ts";
import { idSchema } from "../../lib/platform/json/input.ts";
import { type AdminMount, defineCalls } from "./call.ts";

export const ME_CALLS = defineCalls({
  "GET /me": {
    summary: "Who operates, and what they may do",
    permission: "role",
    answers: {
      200: z.object({
        actor: z.string(),
        account: idSchema.nullable(),
        username: z.string().nullable(),
        role: z.enum(ROLES),
        permissions: z.array(z.enum(PERMISSIONS as [typeof PERMISSIONS[number]])),
        confirmedUntil: z.string().nullable(),
      }),
    },
  },
});

interface AdminMeParts {
  readonly authority: Pick<Authority, "confirmedUntil">;
}

export function mountMe(mount: AdminMount, { authority }: AdminMeParts): void {
  const on = mount(ME_CALLS);
  on("GET /me", async (c) => {
    const operator = c.get("actor");
    const { actor, identity, role } = operator;
    return {
      actor,
      account: identity?.accountId ?? null,
      username: identity?.username ?? null,
      role,
      permissions: permissionsOf(role),
      confirmedUntil: await authority.confirmedUntil(operator),
    };
  });
}
