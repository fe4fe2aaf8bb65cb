/** A call of the operators' API as a table knows it, and the one way to mount it: behind its permission. */
import type { Hono } from "hono";
import type { ZodObject, ZodType } from "zod";
import type { Authority } from "../../lib/domain/operators/authority.ts";
import type { Permission } from "../../lib/domain/operators/permissions.ts";
import type { ErrorCode } from "../../lib/platform/errors.ts";
import { readJsonObject } from "../body.ts";
import type { HttpContext, HttpEnv } from "../http.ts";
import { answerOnce, type OnceParts } from "./once.ts";
import { readId } from "./query.ts";

export type Method = "GET" | "POST" | "PATCH" | "DELETE";

export interface AdminCall {
  readonly method: Method;
  /** Below `/admin/api`, with `:name` where something stands for itself. */
  readonly path: string;
  /** In a few words, for people. */
  readonly summary: string;
  /** What it needs; `role` is met by any role, `session` by any account's session, `public` by everybody. */
  readonly permission: Permission | "role" | "session" | "public";
  /** Fields of the body that need another permission than the call. */
  readonly fields?: Readonly<Record<string, Permission>>;
  readonly query?: ZodObject;
  readonly body?: ZodType;
  /** The body may be left out. */
  readonly bodyOptional?: boolean;
  /** By status: what a success answers with; null for nothing. */
  readonly answers: Readonly<Record<number, ZodType | null>>;
  /** Beside those that every call may answer with. */
  readonly codes?: readonly ErrorCode[];
  /** Its list is also to be had as a file, by `?format=csv`. */
  readonly csv?: boolean;
}

/** Keeps the types of its schemas. */
export function defineCall<const Call extends AdminCall>(call: Call): Call {
  return call;
}

export type Handler = (c: HttpContext) => Response | Promise<Response>;

/** Adds a call with what answers it. */
export type Mount = (call: AdminCall, handler: Handler) => void;

/** Acts on an account: nobody acts on one of an equal or higher role. */
export function isActOnAccount({ method, path }: AdminCall): boolean {
  return method !== "GET" && path.startsWith("/accounts/:id");
}

export interface MountParts extends OnceParts {
  readonly authority: Authority;
}

/** @param routes behind `requireOperator`, for all but calls whose permission is `session` or `public` */
export function createMount(routes: Hono<HttpEnv>, parts: MountParts): Mount {
  return (call, handler) => {
    routes.on(call.method, call.path, async (c) => {
      await permit(c, call, parts.authority);
      return await answerOnce(c, parts, () => handler(c));
    });
  };
}

async function permit(c: HttpContext, call: AdminCall, authority: Authority): Promise<void> {
  const { permission } = call;
  if (permission === "role" || permission === "session" || permission === "public") return;
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
