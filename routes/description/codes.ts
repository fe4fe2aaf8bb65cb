/** Which codes a call may answer with: those it names, and those that follow from what it is. */
import type { ErrorCode } from "../../lib/platform/errors.ts";
import type { DescribedCall } from "./call.ts";

const ALWAYS: readonly ErrorCode[] = ["internal", "overloaded", "rate_limited", "unavailable"];
/** From banned addresses too. */
const OPEN_TO_BANNED = /^\/(admin\/api\/|healthz$|readyz$|metrics$)/;

/** In order of the alphabet. */
export function codesOf(call: DescribedCall): readonly ErrorCode[] {
  const { method, path, bearer, permission, confirmed, query, body } = call;
  const codes = new Set<ErrorCode>([...ALWAYS, ...(call.codes ?? [])]);
  const add = (...more: readonly ErrorCode[]) => more.forEach((code) => codes.add(code));
  if (!OPEN_TO_BANNED.test(path)) add("address_banned");
  if (method !== "GET") add("origin_not_allowed");
  if (query !== undefined || path.startsWith("/auth/") || path.startsWith("/admin/")) add("invalid_input");
  if (body !== undefined) add("invalid_input", "invalid_json", "payload_too_large", "unsupported_media_type");
  if (bearer !== "none") add("invalid_token");
  if (bearer === "session" || bearer === "operator") {
    add("token_expired", "wrong_token_type", "account_banned", "account_deleting", "account_suspended");
  }
  if (bearer === "operator") add("forbidden");
  if (permission !== undefined && path.includes("/accounts/")) add("forbidden");
  if (confirmed === true) add("confirmation_required");
  return [...codes].sort();
}
