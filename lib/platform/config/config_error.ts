/** What is wrong with a configuration, in one line: the key, the value, and what is allowed. */
import type { z } from "zod";
import { REDACTED } from "./secret.ts";
import type { Setting } from "./setting_list.ts";
import { valueAt } from "./tree.ts";

export class ConfigError extends Error {
  override readonly name = "ConfigError";

  constructor(what: string) {
    super(`Could not read the configuration: ${what}`);
  }
}

export interface Origin {
  readonly settings: readonly Setting[];
  /** What was given, before the schema. */
  readonly given: unknown;
  /** The variables that were used, by key. */
  readonly variables: ReadonlyMap<string, string>;
  readonly fileName: string;
}

const VALUE_CHARACTERS_MAX = 80;

export function describeIssue(issue: z.core.$ZodIssue, origin: Origin): ConfigError {
  const path = issue.path.map(String);
  if (issue.code === "unrecognized_keys") return describeUnknownKey([...path, issue.keys[0] ?? ""], origin);
  const setting = origin.settings.find(({ path: own }) => own.every((name, index) => name === path[index]));
  const allowed = setting?.notes.allowed ?? "an object";
  const value = valueAt(origin.given, path);
  if (value === undefined) {
    return new ConfigError(`${setting?.key} (${setting?.variable}) is missing, allowed: ${allowed}`);
  }
  const variable = origin.variables.get(setting?.key ?? "");
  const name = variable ?? (path.length === 0 ? origin.fileName : `${path.join(".")} in ${origin.fileName}`);
  const shown = setting?.notes.isSecret ? REDACTED : showValue(value);
  return new ConfigError(`${name} is ${shown}, allowed: ${allowed}`);
}

function describeUnknownKey(path: readonly string[], { settings, given, fileName }: Origin): ConfigError {
  const parents = path.slice(0, -1);
  const siblings = settings
    .filter((setting) => parents.every((name, index) => name === setting.path[index]))
    .map((setting) => setting.path[parents.length] ?? "");
  // A misspelt secret is a secret.
  const mayBeSecret = /secret|token|key|pass|url/i.test(path.at(-1) ?? "");
  const shown = mayBeSecret ? REDACTED : showValue(valueAt(given, path));
  const allowed = [...new Set(siblings)].join(", ");
  return new ConfigError(`${path.join(".")} in ${fileName} is ${shown}, but there is no such key, allowed: ${allowed}`);
}

/** As JSON, so on one line, and not without end. */
export function showValue(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length <= VALUE_CHARACTERS_MAX ? text : `${text.slice(0, VALUE_CHARACTERS_MAX)}…`;
}
