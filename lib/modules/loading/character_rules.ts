/** What a module says of its characters: a schema of its own data of them, or more of the rules. */
import type { ZodType } from "zod";
import type { CharacterRules, GameModule } from "../types.ts";

export function rulesOf(character: GameModule["character"]): CharacterRules {
  if (character === undefined) return {};
  return isSchema(character) ? { data: character } : character;
}

/** By its method: a module may have brought a zod of its own. */
export function isSchema(value: unknown): value is ZodType {
  return typeof Reflect.get(Object(value), "safeParse") === "function";
}
