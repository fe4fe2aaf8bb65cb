/** `/admin/api/invites`: how the first operator, and every other, gets a role. */
import { z } from "zod";
import type { Invites } from "../../lib/domain/operators/invites.ts";
import { ROLES } from "../../lib/domain/operators/permissions.ts";
import { idSchema, text } from "../../lib/platform/json/input.ts";
import { pageOf, time } from "./answers.ts";
import { type AdminMount, defineCalls } from "./call.ts";
import { byOf, reason } from "./fields.ts";
import { numberPage, readId } from "./query.ts";

/** Nobody is invited to be a player. */
const role = z.enum(ROLES).exclude(["player"]);

export const INVITE_CALLS = defineCalls({
  "POST /invites/redeem": {
    summary: "Gives the bearer's account the role that it was invited to",
    permission: "session",
    body: z.object({ token: text(1_000) }),
    answers: { 200: z.object({ role: z.enum(ROLES) }) },
    codes: ["invalid_link"],
  },
  "GET /invites": {
    summary: "Invitations that are good now, newest first",
    permission: "roles.write",
    query: z.object(numberPage),
    answers: {
      200: pageOf(
        z.object({ id: idSchema, role, reason: z.string(), createdAt: time, createdBy: z.string(), expiresAt: time }),
        idSchema,
      ),
    },
  },
  "POST /invites": {
    summary: "Invites somebody to a role; the link is shown once",
    permission: "roles.write",
    body: z.object({ role, reason }),
    answers: { 201: z.object({ id: idSchema, url: z.string(), expiresAt: time }) },
  },
  "DELETE /invites/:id": {
    summary: "Withdraws an invitation",
    permission: "roles.write",
  },
});

export interface AdminInviteParts {
  readonly invites: Invites;
}

/** In front of what lets only operators pass. */
export function mountRedeem(mount: AdminMount, { invites }: AdminInviteParts): void {
  const on = mount(INVITE_CALLS);
  on(
    "POST /invites/redeem",
    async (c, { token }) => ({ role: await invites.redeem(token, c.get("identity"), c.get("address")) }),
  );
}

export function mountInvites(mount: AdminMount, { invites }: AdminInviteParts): void {
  const on = mount(INVITE_CALLS);
  on("GET /invites", (_, page) => invites.list(page));

  on("POST /invites", async (c, { role, reason }) => {
    const { id, url, expiresAt } = await invites.create(role, reason, byOf(c));
    return { id, url, expiresAt };
  });

  on("DELETE /invites/:id", (c) => invites.withdraw(readId(c), byOf(c)));
}
