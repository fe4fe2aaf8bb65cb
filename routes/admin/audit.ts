/** `/admin/api/audit`: who did what, newest first. */
import { z } from "zod";
import type { Audit } from "../../lib/domain/audit/audit.ts";
import { seesOwnAuditOnly } from "../../lib/domain/operators/permissions.ts";
import type { Kernel } from "../../lib/platform/kernel/kernel.ts";
import { auditAnswer, pageOf } from "./answers.ts";
import { defineCall, type Mount } from "./call.ts";
import { idFilter, numberPage, readQuery } from "./query.ts";

export const AUDIT_CALLS = {
  list: defineCall({
    method: "GET",
    path: "/audit",
    summary: "The audit log, newest first",
    permission: "audit.read",
    query: z.object({ ...numberPage, account: idFilter, action: z.string().max(64).optional() }),
    answers: { 200: pageOf(auditAnswer, z.int()) },
  }),
};

export interface AdminAuditParts extends Pick<Kernel, "database"> {
  readonly audit: Audit;
}

export function mountAudit(on: Mount, { audit, database }: AdminAuditParts): void {
  on(AUDIT_CALLS.list, async (c) => {
    const { account: accountId, ...query } = readQuery(c, AUDIT_CALLS.list.query);
    const { role, actor } = c.get("actor");
    const own = seesOwnAuditOnly(role) ? { actor } : {};
    return c.json(await audit.list(database.read, { ...query, accountId, ...own }));
  });
}
