/** The configuration in force, for operators: every key with what it is, and no secret. */
import type { Config } from "./config.ts";
import { createSchema } from "./schema.ts";
import { REDACTED, Secret } from "./secret.ts";
import { durationText } from "./parsers.ts";
import { listSettings } from "./setting_list.ts";
import { isTree, valueAt } from "./tree.ts";

/** What the program keeps in another form than it is written in. */
const READ: Readonly<Record<string, (config: Config) => unknown>> = {
  "auth.jwtExpiration": ({ auth }) => durationText(auth.jwtExpirationSeconds),
  ports: ({ ports }) => ports.inFile,
};

interface SettingInForce {
  readonly key: string;
  readonly variable: string | null;
  /** A secret that is set is `[redacted]`. */
  readonly value: unknown;
  readonly default: unknown;
  readonly about: string;
}

export function describeConfig(config: Config): readonly SettingInForce[] {
  return listSettings(createSchema("/")).map(({ key, path, variable, notes }) => {
    const value = Object.hasOwn(READ, key) ? READ[key]?.(config) : valueAt(config, path);
    const isHidden = notes.isSecret === true && value !== null && value !== undefined;
    // What game modules take may hold secrets that only they know of.
    const shown = key === "gameConfig" ? hideLeaves(value) : plain(value);
    return { key, variable, value: isHidden ? REDACTED : shown, default: notes.fallback, about: notes.about };
  });
}

/** Blocks of addresses as they are written, secrets as what stands for them. */
function plain(value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (value instanceof Secret) return REDACTED;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object") return value;
  if ("text" in value && "prefixBits" in value) return value.text;
  const said = Object.entries(value).filter(([, inner]) => typeof inner !== "function");
  return Object.fromEntries(said.map(([name, inner]) => [name, plain(inner)]));
}

function hideLeaves(value: unknown): unknown {
  if (!isTree(value)) return REDACTED;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, hideLeaves(inner)]));
}
