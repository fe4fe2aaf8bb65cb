/** `/admin/api/audit`: who did what, newest first. */
import { z } from "zod";
import type { Audit } from "../../lib/domain/audit/audit.ts";
import { forbidden } from "../../lib/domain/operators/operator.ts";
import { seesOwnAuditOnly } from "../../lib/domain/operators/permissions.ts";
import { parseAddress } from "../../lib/platform/addresses/address.ts";
import { text } from "../../lib/platform/json/input.ts";
import type { PageQuery } from "../../lib/platform/page.ts";
import { auditAnswer, pageOf } from "./answers.ts";
import { type AdminKernel, type AdminMount, defineCalls } from "./call.ts";
import { answerCsv } from "./csv.ts";
import { format, idFilter, numberPage, timeFilter } from "./query.ts";

export const AUDIT_CALLS = defineCalls({
  "GET /audit": {
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
      format,
    }),
    csv: true,
    answers: { 200: pageOf(auditAnswer, z.int()) },
  },
});

export interface AdminAuditParts {
  readonly audit: Audit;
}

export function mountAudit(mount: AdminMount, { database, clock }: AdminKernel, { audit }: AdminAuditParts): void {
  const on = mount(AUDIT_CALLS);
  on("GET /audit", async (c, { account: accountId, address, format, after, limit, ...query }) => {
    const { role, actor } = c.get("actor");
    if (seesOwnAuditOnly(role) && query.actor !== undefined && query.actor !== actor) {
      throw forbidden("audit.read", `The role ${role} reads the entries of its own acts only`);
    }
    const own = seesOwnAuditOnly(role) ? { actor } : {};
    // As it is written down: in its one form.
    const at = address === undefined ? undefined : parseAddress(address) ?? address;
    const readPage = (page: PageQuery) =>
      audit.list(database.read, { ...query, accountId, address: at, ...own, ...page });
    if (format !== "csv") return await readPage({ after, limit });
    return await answerCsv(c, { database, clock, audit }, { name: "audit", row: auditAnswer, after, readPage });
  });
}
