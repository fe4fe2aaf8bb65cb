/** What stands in the address of an operator's call: pages, filters, ids. */
import { z } from "zod";
import { AppError } from "../../lib/platform/errors.ts";
import type { HttpContext } from "../http.ts";
import { number } from "../page_query.ts";
import { moment } from "./fields.ts";

export { numberPage, rowPage, textPage } from "../page_query.ts";

export const idFilter = number.optional();
export const timeFilter = moment.optional();

/** `csv` asks for a file in place of a page. */
export const format = z.enum(["json", "csv"]).optional();

/** @throws {AppError} `not_found` for what can be nobody's id */
export function readId(c: HttpContext, name = "id"): number {
  const text = c.req.param(name) ?? "";
  if (!/^[1-9][0-9]{0,9}$/.test(text)) throw new AppError("not_found", `Could not find ${text}: it is no id`);
  return Number(text);
}
