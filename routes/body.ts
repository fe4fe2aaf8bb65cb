/** JSON bodies, read whatever the `Content-Type` says: the documents' own page sends none. */
import type { ZodType } from "zod";
import { AppError } from "../lib/platform/errors.ts";
import type { HttpContext } from "./http.ts";
import { findUnknownFields, withoutEmptyFields } from "../lib/platform/json/fields.ts";
import { parseInput, parseJson, wrongFields } from "../lib/platform/json/input.ts";
import { isStrict } from "./strict.ts";

export const BODY_BYTES_MAX = 16 * 1_024;
/** Of calls that bring a game's data of a character: 16 KiB of it, with what JSON escapes, and the rest. */
export const DATA_BODY_BYTES_MAX = 48 * 1_024;

/**
 * The body as `schema` describes it.
 * @throws {AppError} `unsupported_media_type`, `payload_too_large`, `invalid_json`, `invalid_input`
 */
export async function readBody<T>(c: HttpContext, schema: ZodType<T>, bytesMax = BODY_BYTES_MAX): Promise<T> {
  return readFields(c, schema, parseJson(await readBodyText(c, bytesMax)));
}

/**
 * The same for a body that may be left out.
 * @returns null for an empty one
 */
export async function readOptionalBody<T>(c: HttpContext, schema: ZodType<T>): Promise<T | null> {
  const text = await readBodyText(c);
  return text === "" ? null : readFields(c, schema, parseJson(text));
}

/** The fields of a body, whatever they are, before a schema says what they should be; none of what is no object. */
export async function readJsonObject(c: HttpContext): Promise<Readonly<Record<string, unknown>>> {
  const value = parseJson(await readBodyText(c));
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value as Record<string, unknown> : {};
}

/** As it came. Read once for each call, so that what stands before a route may look at it too. */
export async function readBodyText(c: HttpContext, bytesMax = BODY_BYTES_MAX): Promise<string> {
  const known = c.get("bodyText");
  if (known !== undefined) return known;
  const text = await readText(c.req.raw, bytesMax);
  c.set("bodyText", text);
  return text;
}

/** Outside a PATCH an empty optional field is one left out; where callers are programs of operators, none is unknown. */
function readFields<T>(c: HttpContext, schema: ZodType<T>, value: unknown): T {
  const given = c.req.method !== "PATCH" ? withoutEmptyFields(schema, value) : value;
  if (isStrict(c)) {
    const unknown = findUnknownFields(schema, value);
    if (unknown.length > 0) throw wrongFields(unknown);
  }
  return parseInput(schema, given);
}

async function readText(request: Request, bytesMax: number): Promise<string> {
  const encoding = request.headers.get("content-encoding")?.trim().toLowerCase() ?? "identity";
  if (encoding !== "identity" && encoding !== "") {
    throw new AppError("unsupported_media_type", "Could not read the body: send it without a Content-Encoding");
  }
  if (Number(request.headers.get("content-length") ?? 0) > bytesMax) throw tooLarge(bytesMax);
  // Not through its stream: the listener has read the whole, and the adapter gives it as it is.
  const bytes = await request.arrayBuffer();
  if (bytes.byteLength > bytesMax) throw tooLarge(bytesMax);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new AppError("invalid_json", "Could not read the body: it is not UTF-8");
  }
}

function tooLarge(bytesMax: number): AppError {
  return new AppError("payload_too_large", `Could not read the body: it is larger than ${bytesMax} bytes`);
}
