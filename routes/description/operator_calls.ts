/** What operators call: the table that is mounted, with whole paths. */
import { needsConfirmation } from "../../lib/domain/operators/permissions.ts";
import type { AdminCall } from "../admin/call.ts";
import type { ErrorCode } from "../../lib/platform/errors.ts";
import { ADMIN_CALLS } from "../admin/calls.ts";
import type { DescribedCall } from "./call.ts";

export const OPERATOR_CALLS: readonly DescribedCall[] = ADMIN_CALLS.map(describe);

function describe({ path, permission, fields: _, codes = [], ...call }: AdminCall): DescribedCall {
  const isNamed = permission !== "role" && permission !== "session";
  return {
    ...call,
    path: `/admin/api${path}`,
    bearer: permission === "session" ? "session" : "operator",
    ...(isNamed ? { permission, confirmed: needsConfirmation(permission) } : {}),
    codes: [...codes, ...missingOf(path), ...(call.csv === true ? ["confirmation_required"] as const : [])],
  };
}

/** Of a call that names something, which may not be there. */
function missingOf(path: string): readonly ErrorCode[] {
  if (!path.includes("/:")) return [];
  return [path.startsWith("/servers/") ? "unknown_server" : "not_found"];
}
