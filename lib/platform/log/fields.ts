/** What a record carries, as plain JSON: bounded, and errors with what helps to find them. */

const DEPTH_MAX = 6;
const ENTRIES_MAX = 50;
const TEXT_CHARACTERS_MAX = 4_000;

interface FieldOptions {
  /** Where the error was thrown; for failures that somebody must look into. */
  readonly withStacks: boolean;
}

/**
 * A copy of `data` that JSON can hold. What lies too deep, or is one entry too many, is cut and says so; what cannot be
 * read says so, as no caller expects that logging fails.
 */
export function plainFields(data: object, options: FieldOptions): Record<string, unknown> {
  const plain = plainValue(() => data, options, 0);
  return isFields(plain) ? plain : { value: plain };
}

/** What cannot be read takes nothing else with it. */
function plainValue(read: () => unknown, options: FieldOptions, depth: number): unknown {
  try {
    return copyValue(read(), options, depth);
  } catch {
    return "[unreadable]";
  }
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function copyValue(value: unknown, options: FieldOptions, depth: number): unknown {
  if (typeof value === "string") return cut(value);
  if (typeof value === "bigint" || typeof value === "symbol") return String(value);
  if (typeof value === "function") return "[function]";
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "[no date]" : value.toISOString();
  // Bytes are keys, hashes and packets: how many there are is all that a log needs.
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (depth >= DEPTH_MAX) return "[…]";
  if (value instanceof Error) return plainError(value, options, depth);
  if (Array.isArray(value)) {
    const items = value.slice(0, ENTRIES_MAX).map((item) => plainValue(() => item, options, depth + 1));
    return value.length > ENTRIES_MAX ? [...items, `[${value.length - ENTRIES_MAX} more]`] : items;
  }
  if ("toJSON" in value && typeof value.toJSON === "function") return copyValue(value.toJSON(), options, depth + 1);
  return Object.fromEntries(
    Object.keys(value).slice(0, ENTRIES_MAX)
      .map((name) => [name, plainValue(() => Reflect.get(value, name), options, depth + 1)]),
  );
}

/** Its own fields are left out: drivers keep queries and parameters there. */
function plainError(error: Error, options: FieldOptions, depth: number): Record<string, unknown> {
  const code: unknown = Reflect.get(error, "code");
  return {
    name: error.name,
    message: cut(error.message),
    ...(typeof code === "string" || typeof code === "number" ? { code } : {}),
    ...(options.withStacks && error.stack !== undefined ? { stack: cut(error.stack) } : {}),
    ...(error.cause === undefined ? {} : { cause: plainValue(() => error.cause, options, depth + 1) }),
  };
}

function cut(text: string): string {
  return text.length <= TEXT_CHARACTERS_MAX ? text : `${text.slice(0, TEXT_CHARACTERS_MAX)}…`;
}
