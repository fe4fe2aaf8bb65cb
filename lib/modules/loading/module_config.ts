/** Each module's slice of the configuration, `gameConfig.<id>`, as its own schema reads it. */
import type { GameModule } from "../types.ts";

/**
 * @param slice what the configuration has for the module; undefined for nothing
 * @returns what the module gets as `context.config`; undefined for a module without a schema
 * @throws {Error} naming the key and what is wrong with it
 */
export function parseModuleConfig(module: GameModule, slice: unknown): unknown {
  const key = `gameConfig.${module.id}`;
  if (module.config === undefined) {
    if (slice === undefined) return undefined;
    throw new Error(`Could not configure the game "${module.id}": ${key} is set, but the game takes no configuration`);
  }
  const result = module.config.safeParse(slice ?? {});
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = [key, ...issue?.path.map(String) ?? []].join(".");
  // Without the value: only the module knows which of its keys are secrets.
  throw new Error(`Could not configure the game "${module.id}": ${path}: ${issue?.message ?? "is not valid"}`);
}

/** @throws {Error} for a slice that belongs to no loaded module: a misspelt key would silently do nothing */
export function checkSlices(gameConfig: Readonly<Record<string, unknown>>, ids: readonly string[]): void {
  const unknown = Object.keys(gameConfig).find((id) => !ids.includes(id));
  if (unknown === undefined) return;
  throw new Error(
    `Could not configure the game "${unknown}": gameConfig.${unknown} is set, but the loaded games are ${
      ids.join(", ")
    }`,
  );
}
