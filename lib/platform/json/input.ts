/** Turns what a peer sent into what a schema describes. For HTTP bodies and WebSocket messages alike. */
import { z, type ZodType } from "zod";
import { AppError, type FieldError } from "../errors.ts";
import { describeUnknown } from "./fields.ts";

/** Objects and arrays within one another. Our own messages need three. */
const DEPTH_MAX = 16;
const BYTE_ORDER_MARK = "\ufeff";

/**
 * Parses JSON text, with a byte order mark in front as well (RFC 8259, 8.1).
 * @throws {AppError} `invalid_json` when it is not JSON or nested too deeply
 */
export function parseJson(text: string): unknown {
  if (isTooDeep(text)) {
    throw new AppError("invalid_json", `Could not read the JSON: it is nested more than ${DEPTH_MAX} deep`);
  }
  try {
    return JSON.parse(text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text);
  } catch {
    throw new AppError("invalid_json", "Could not read the JSON: it is malformed");
  }
}

/**
 * Checks a value against a schema.
 * @throws {AppError} `invalid_input` with every wrong field
 */
export function parseInput<T>(schema: ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw wrongFields(fieldErrors(result.error));
}

/** What a schema found, field by field. @param place what the value is the field of, if any */
export function fieldErrors({ issues }: z.core.$ZodError, place: readonly string[] = []): FieldError[] {
  const fieldOf = (path: readonly PropertyKey[]) => [...place, ...path.map(String)].join(".");
  return issues.flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => ({ field: fieldOf([...issue.path, key]), message: describeUnknown(key, []) }))
      : [{ field: fieldOf(issue.path), message: issue.message }]
  );
}

/** `invalid_input` for several fields. @param all at least one; the first 20 are told */
export function wrongFields(all: readonly FieldError[]): AppError {
  const errors = all.slice(0, 20);
  const summary = errors.map(({ field, message }) => field === "" ? message : `${field}: ${message}`).join("; ");
  return new AppError("invalid_input", summary, { errors });
}

/** Text as every database keeps it: no NUL, no lone surrogate. @param charactersMax in UTF-16 units */
export function text(charactersMax: number): z.ZodString {
  return z.string()
    .max(charactersMax, `must have at most ${charactersMax} characters`)
    .refine((value) => value.isWellFormed() && !value.includes("\0"), "must be text without NUL or lone surrogates");
}

/** Ids in `/api`, on the WebSocket and in `/admin/api`: JSON numbers up to 2^32 − 1. */
export const idSchema = z.int().min(1).max(0xffff_ffff);

/** Looks at brackets outside of strings only, before the parser recurses. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (inString) {
      if (unit === 0x5c) index++; // the escaped character
      else if (unit === 0x22) inString = false;
    } else if (unit === 0x22) {
      inString = true;
    } else if (unit === 0x7b || unit === 0x5b) {
      if (++depth > DEPTH_MAX) return true;
    } else if (unit === 0x7d || unit === 0x5d) {
      depth--;
    }
  }
  return false;
}
