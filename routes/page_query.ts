/** Which page of a list a query asks for. `after` is the `next` of the page before. */
import { z } from "zod";
import { text } from "../lib/platform/json/input.ts";
import { PAGE_LIMIT_MAX } from "../lib/platform/page.ts";

const limit = z.string().regex(/^[0-9]{1,9}$/, "must be a whole number").transform(Number)
  .pipe(z.int().min(1).max(PAGE_LIMIT_MAX)).default(50);

/** What says which of them by its number. */
export const number = z.string().regex(/^[1-9][0-9]{0,9}$/, "must be a positive whole number").transform(Number);

/** Of a list whose items have numbers for ids. */
export const numberPage = { limit, after: number.optional() };
/** Of a list whose items have texts for ids. */
export const textPage = { limit, after: text(64).optional() };
/** Of the trail's rows, which are many: their ids have more digits than others. */
export const rowPage = {
  limit,
  after: z.string().regex(/^[1-9][0-9]{0,15}$/, "must be a positive whole number").transform(Number).optional(),
};
