/** Environment variables, laid over what the file says. */
import type { Setting } from "./setting_list.ts";
import { withValue } from "./tree.ts";

/** An empty variable counts as none: that is how Compose files leave one out. */
export type Environment = Readonly<Record<string, string | undefined>>;

interface Overlaid {
  readonly given: unknown;
  /** The variables that were used, by key. */
  readonly variables: ReadonlyMap<string, string>;
}

export function overlayEnvironment(file: unknown, settings: readonly Setting[], env: Environment): Overlaid {
  const variables = new Map<string, string>();
  let given = file;
  for (const { path, key, variable, notes } of settings) {
    const text = variable === null ? undefined : env[variable];
    if (variable === null || text === undefined || text === "") continue;
    given = withValue(given, path, fromText(text, notes.kind));
    variables.set(key, variable);
  }
  return { given, variables };
}

/** What does not read as its kind stays text, for the schema to refuse. */
function fromText(text: string, kind: Setting["notes"]["kind"]): unknown {
  if (kind === "number") return /^-?[0-9]{1,15}$/.test(text) ? Number(text) : text;
  if (kind === "flag") return text === "true" ? true : text === "false" ? false : text;
  if (kind === "list") return text.split(",").map((entry) => entry.trim()).filter((entry) => entry !== "");
  if (kind === "json") return fromJson(text);
  return text;
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
