/** What operators call: the table that is mounted, with whole paths. */
import { needsConfirmation, type Permission } from "../../lib/domain/operators/permissions.ts";
import type { AdminCall } from "../admin/call.ts";
import { ADMIN_CALLS } from "../admin/calls.ts";
import type { DescribedCall } from "./call.ts";

export const OPERATOR_CALLS: readonly DescribedCall[] = ADMIN_CALLS.map(describe);

function describe({ method, path, summary, permission, query, body, bodyOptional, answers, codes, csv }: AdminCall) {
  const isNamed = permission !== "role" && permission !== "session" && permission !== "public";
  return {
    method,
    path: `/admin/api${path}`,
    summary,
    bearer: permission === "public" ? "none" : permission === "session" ? "session" : "operator",
    ...(isNamed ? { permission, confirmed: needsConfirmation(permission as Permission) } : {}),
    ...(query === undefined ? {} : { query }),
    ...(body === undefined ? {} : { body }),
    ...(bodyOptional === undefined ? {} : { bodyOptional }),
    answers,
    ...(csv === true ? { csv } : {}),
    codes: [...(codes ?? []), ...(csv === true ? ["confirmation_required" as const] : [])],
  } satisfies DescribedCall;
}
