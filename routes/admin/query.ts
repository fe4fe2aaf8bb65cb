/** What stands in the address of an operator's call: pages, filters, ids. */
import { z } from "zod";
import { PAGE_LIMIT_MAX } from "../../lib/platform/page.ts";
import { AppError } from "../../lib/platform/errors.ts";
import type { HttpContext } from "../http.ts";

const number = z.string().regex(/^[1-9][0-9]{0,9}$/, "must be a positive whole number").transform(Number);

export const idFilter = number.optional();

const limit = z.string().regex(/^[0-9]{1,9}$/, "must be a whole number").transform(Number)
  .pipe(z.int().min(1).max(PAGE_LIMIT_MAX)).default(50);

/** Of a list whose items have numbers for ids. `after` is the `next` of the page before. */
export const numberPage = { limit, after: number.optional() };
/** Of a list whose items have texts for ids. */
export const textPage = { limit, after: z.string().max(64).optional() };

/** RFC 3339, with any offset. */
export const timeFilter = z.iso.datetime({ offset: true, error: "must be a time like 2026-01-31T12:00:00Z" })
  .transform((value) => new Date(value)).optional();

/** `csv` asks for a file in place of a page. */
export const format = z.enum(["json", "csv"]).optional();

export { readQuery } from "../strict.ts";

/** @throws {AppError} `not_found` for what can be nobody's id */
export function readId(c: HttpContext, name = "id"): number {
  const text = c.req.param(name) ?? "";
  if (!/^[1-9][0-9]{0,9}$/.test(text)) throw new AppError("not_found", `Could not find ${text}: it is no id`);
  return Number(text);
}
