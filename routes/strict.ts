/** `/auth` and `/admin/api` take no field and no query parameter that they do not know: a typo there acts. */
import { createMiddleware } from "hono/factory";
import type { ZodObject } from "zod";
import { describeUnknown, findUnknownFields, withoutEmptyFields } from "../lib/platform/json/fields.ts";
import { parseInput, wrongFields } from "../lib/platform/json/input.ts";
import type { HttpContext, HttpEnv } from "./http.ts";

const STRICT_PATHS = /^\/(?:auth|admin\/api)\//;

export function isStrict(c: HttpContext): boolean {
  return STRICT_PATHS.test(c.req.path);
}

/**
 * The query as `schema` describes it; an empty value of a known name is one left out.
 * @throws {AppError} `invalid_input`, for a name that comes twice, and on a strict path for one that the schema does not know, too
 */
export function readQuery<Schema extends ZodObject>(c: HttpContext, schema: Schema): ReturnType<Schema["parse"]> {
  const given = c.req.query();
  c.set("hasReadQuery", true);
  if (isStrict(c)) {
    const unknown = findUnknownFields(schema, given);
    if (unknown.length > 0) throw wrongFields(unknown);
  }
  const repeated = Object.keys(schema.shape).filter((field) => (c.req.queries(field)?.length ?? 0) > 1);
  if (repeated.length > 0) throw wrongFields(repeated.map((field) => ({ field, message: "must be given once" })));
  return parseInput(schema, withoutEmptyFields(schema, given)) as ReturnType<Schema["parse"]>;
}

/**
 * Refuses a query that the call does not read: a change before it is made, an answer once it is there, as only then it
 * is known whether the call has read one.
 */
export const refuseStrayQuery = createMiddleware<HttpEnv>(async (c, next) => {
  const isRead = c.req.method === "GET" || c.req.method === "HEAD";
  if (!isRead) refuse(c);
  await next();
  if (isRead && c.error === undefined && c.get("hasReadQuery") !== true) refuse(c);
});

function refuse(c: HttpContext): void {
  const names = Object.keys(c.req.query());
  if (names.length > 0) throw wrongFields(names.map((field) => ({ field, message: describeUnknown(field, []) })));
}
