/** `/admin/api/tokens`: ending any token. */
import { z } from "zod";
import type { Authority } from "../../lib/domain/operators/authority.ts";
import type { TokenRevocation } from "../../lib/domain/tokens/token_revocation.ts";
import { type AdminMount, defineCalls } from "./call.ts";
import { reason } from "./fields.ts";

export const TOKEN_CALLS = defineCalls({
  "POST /tokens/revoke": {
    summary: "Ends a login or character token with its family, or a JWT with its session",
    permission: "sessions.end",
    body: z.object({ token: z.string().min(1).max(4_096), reason }),
  },
});

export interface AdminTokenParts {
  readonly tokenRevocation: TokenRevocation;
  readonly authority: Pick<Authority, "requireRank">;
}

export function mountTokens(mount: AdminMount, { tokenRevocation, authority }: AdminTokenParts): void {
  const on = mount(TOKEN_CALLS);
  on("POST /tokens/revoke", async (c, { token, reason }) => {
    const operator = c.get("actor");
    const owner = await tokenRevocation.ownerOf(token);
    if (owner !== null) await authority.requireRank(operator, owner, TOKEN_CALLS["POST /tokens/revoke"].permission);
    const { actor, address } = operator;
    await tokenRevocation.revoke({ token, origin: { door: "admin", address }, by: { actor, reason } });
  });
}
