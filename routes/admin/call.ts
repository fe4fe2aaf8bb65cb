/** A call of the operators' API as a table knows it, and how it is mounted: behind its permission. */
import type { Hono } from "hono";
import type { Authority } from "../../lib/domain/operators/authority.ts";
import type { Permission } from "../../lib/domain/operators/permissions.ts";
import type { Kernel } from "../../lib/platform/kernel/kernel.ts";
import { bearerToken } from "../bearer.ts";
import { readJsonObject } from "../body.ts";
import { type CallKey, callOf, type DescribedCall, type OneInput, type Told } from "../description/call.ts";
import type { HttpContext, HttpEnv } from "../http.ts";
import { createMount, type Mount } from "../mount.ts";
import type { IdempotentAnswers } from "../../lib/domain/operators/idempotent_answers.ts";
import type { Sessions } from "../../lib/domain/sessions/sessions.ts";
import { answerOnce } from "./once.ts";
import { readId } from "./query.ts";

/** As the description of the API knows one, with its path below `/admin/api`. */
export interface AdminCall extends Omit<DescribedCall, "bearer" | "permission" | "confirmed" | "contentType"> {
  /** What it needs; `role` is met by any role, `session` by any account's session. */
  readonly permission: Permission | "role" | "session";
  /** Fields of the body that need another permission than the call. */
  readonly fields?: Readonly<Record<string, Permission>>;
}

type ToldCall = Told<AdminCall>;
type Table = Readonly<Record<CallKey, ToldCall>>;

/** Keeps the types of their schemas. */
export function defineCalls<const Calls extends Table & Readonly<Record<CallKey, OneInput>>>(calls: Calls): Calls {
  return calls;
}

export function listCalls(table: Table): AdminCall[] {
  return Object.entries(table).map(([key, told]) => callOf(key, told));
}

export type AdminMount = Mount<ToldCall>;

/** Acts on an account: nobody acts on one of an equal or higher role. */
export function isActOnAccount({ method, path }: AdminCall): boolean {
  return method !== "GET" && path.startsWith("/accounts/:id");
}

/** What the operators' calls read the database by. */
export type AdminKernel = Pick<Kernel, "database" | "clock">;

export interface MountParts {
  readonly authority: Authority;
  readonly idempotentAnswers: IdempotentAnswers;
  /** For calls that a session is enough for. */
  readonly sessions: Pick<Sessions, "verify">;
}

/** @param routes behind `requireOperator`, for all but calls whose permission is `session` */
export function createAdminMount(routes: Hono<HttpEnv>, parts: MountParts): AdminMount {
  return createMount<ToldCall>(routes, async (c, call, run) => {
    await permit(c, call, parts);
    return await answerOnce(c, parts.idempotentAnswers, run);
  });
}

async function permit(c: HttpContext, call: AdminCall, { authority, sessions }: MountParts): Promise<void> {
  const { permission } = call;
  if (permission === "session") return c.set("identity", await sessions.verify(bearerToken(c)));
  if (permission === "role") return;
  const operator = c.get("actor");
  for (const needed of await permissionsFor(c, call, permission)) {
    await authority.require(operator, needed);
    if (isActOnAccount(call)) await authority.requireRank(operator, readId(c), needed);
  }
  if (call.csv === true && c.req.query("format") === "csv") await authority.require(operator, "exports.read");
}

/** By the fields that the body has; of one without any of those the call's own. */
async function permissionsFor(c: HttpContext, call: AdminCall, own: Permission): Promise<readonly Permission[]> {
  if (call.fields === undefined) return [own];
  const body = await readJsonObject(c);
  const named = Object.entries(call.fields).filter(([name]) => Object.hasOwn(body, name));
  return named.length === 0 ? [own] : [...new Set(named.map(([, permission]) => permission))];
}
