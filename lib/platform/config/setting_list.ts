/** The schema as a flat list, for the environment, for errors and for the documentation. */
import type { z } from "zod";
import { type SettingNotes, settingNotes } from "./setting.ts";

export interface Setting {
  readonly path: readonly string[];
  /** As in `auth.jwtSecret`. */
  readonly key: string;
  /** The environment's name for it: null where it is set in the file only. */
  readonly variable: string | null;
  readonly notes: SettingNotes;
}

/** Every setting, in the order of the schema. */
export function listSettings(schema: z.ZodObject): Setting[] {
  return listShape(schema.shape, []);
}

function listShape(shape: z.core.$ZodShape, parents: readonly string[]): Setting[] {
  return Object.entries(shape).flatMap(([name, schema]) => {
    const path = [...parents, name];
    const notes = settingNotes(schema);
    if (notes === undefined) return listShape(innerShape(schema), path);
    const variable = notes.kind === "object" ? null : notes.variable ?? path.map(toUpperSnakeCase).join("_");
    return [{ path, key: path.join("."), variable, notes }];
  });
}

/** The shape of a group behind its default. */
function innerShape(schema: z.core.$ZodType): z.core.$ZodShape {
  const { def } = schema._zod;
  if ("innerType" in def) return innerShape(def.innerType as z.core.$ZodType);
  if ("shape" in def) return def.shape as z.core.$ZodShape;
  return {};
}

/** `bcryptCost` is `BCRYPT_COST`. */
function toUpperSnakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}
