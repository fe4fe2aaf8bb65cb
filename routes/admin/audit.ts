/** `/admin/api/audit`: who did what, newest first. */
import { z } from "zod";
import type { Audit } from "../../lib/domain/audit/audit.ts";
import { forbidden } from "../../lib/domain/operators/operator.ts";
import { seesOwnAuditOnly } from "../../lib/domain/operators/permissions.ts";
import { parseAddress } from "../../lib/platform/addresses/address.ts";
import type { Kernel } from "../../lib/platform/kernel/kernel.ts";
import { text } from "../../lib/platform/json/input.ts";
import { auditAnswer, pageOf } from "./answers.ts";
import { defineCall, type Mount } from "./call.ts";
import { idFilter, numberPage, readQuery, timeFilter } from "./query.ts";

export const AUDIT_CALLS = {
  list: defineCall({
    method: "GET",
    path: "/audit",
    summary: "The audit log, newest first",
    permission: "audit.read",
    query: z.object({
      ...numberPage,
      account: idFilter,
      action: text(64).optional(),
      actor: text(64).optional(),
      from: timeFilter,
      to: timeFilter,
      address: text(64).optional(),
      name: text(254).optional(),
    }),
    answers: { 200: pageOf(auditAnswer, z.int()) },
  }),
};

export interface AdminAuditParts extends Pick<Kernel, "database"> {
  readonly audit: Audit;
}

export function mountAudit(on: Mount, { audit, database }: AdminAuditParts): void {
  on(AUDIT_CALLS.list, async (c) => {
    const { account: accountId, address, ...query } = readQuery(c, AUDIT_CALLS.list.query);
    const { role, actor } = c.get("actor");
    if (seesOwnAuditOnly(role) && query.actor !== undefined && query.actor !== actor) {
      throw forbidden("audit.read", `The role ${role} reads the entries of its own acts only`);
    }
    const own = seesOwnAuditOnly(role) ? { actor } : {};
    // As it is written down: in its one form.
    const at = address === undefined ? undefined : parseAddress(address) ?? address;
    return c.json(await audit.list(database.read, { ...query, accountId, address: at, ...own }));
  });
}
