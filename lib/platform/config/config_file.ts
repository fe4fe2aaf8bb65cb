/** `config/server.json`: JSON that may have comments. */
import type { ParseError } from "jsonc-parser";
import { ConfigError } from "./config_error.ts";

/** @throws {ConfigError} naming the line and column where it is no JSON */
export async function parseConfigFile(text: string, fileName: string): Promise<unknown> {
  // Loaded only where there is a file: it takes longer to load than all the rest of the configuration.
  const { parse, printParseErrorCode } = await import("jsonc-parser");
  const errors: ParseError[] = [];
  const content = text.replace(/^\ufeff/, "");
  const value: unknown = parse(content, errors, { allowTrailingComma: true });
  const first = errors[0];
  if (first === undefined) return value;
  const lines = content.slice(0, first.offset).split("\n");
  const place = `line ${lines.length}, column ${(lines.at(-1) ?? "").length + 1}`;
  throw new ConfigError(`${fileName} is not JSON at ${place} (${printParseErrorCode(first.error)})`);
}
