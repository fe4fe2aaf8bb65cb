/** `/admin/api/tokens`: ending any login or character token. */
import { z } from "zod";
import type { Origin } from "../../lib/platform/origin.ts";
import type { Authority } from "../../lib/domain/operators/authority.ts";
import { readBody } from "../body.ts";
import { defineCall, type Mount } from "./call.ts";
import { reason } from "./fields.ts";

export const TOKEN_CALLS = {
  revoke: defineCall({
    method: "POST",
    path: "/tokens/revoke",
    summary: "Ends a login or character token, with the line it stands in",
    permission: "sessions.end",
    body: z.object({ token: z.string().min(1).max(4_096), reason }),
    answers: { 204: null },
  }),
};

export interface AdminTokenParts {
  readonly gameTokens: {
    /** Ends the token's line, if there is one. */
    revoke(input: { token: string; origin: Origin; by?: { actor: string; reason: string } }): Promise<void>;
    /** Whose token it is; null for one that nobody knows. */
    ownerOf(token: string): Promise<number | null>;
  };
  readonly authority: Pick<Authority, "requireRank">;
}

export function mountTokens(on: Mount, { gameTokens, authority }: AdminTokenParts): void {
  on(TOKEN_CALLS.revoke, async (c) => {
    const { token, reason } = await readBody(c, TOKEN_CALLS.revoke.body);
    const operator = c.get("actor");
    const owner = await gameTokens.ownerOf(token);
    if (owner !== null) await authority.requireRank(operator, owner, TOKEN_CALLS.revoke.permission);
    const { actor, address } = operator;
    await gameTokens.revoke({ token, origin: { door: "admin", address }, by: { actor, reason } });
    return c.body(null, 204);
  });
}
