/** What a game module has to look like. It may be a plain object of a module that imports nothing. */
import { z, type ZodType } from "zod";
import { isSchema } from "./character_rules.ts";
import { gamePath } from "../../domain/characters/card.ts";
import { meantName } from "../../platform/misspelt.ts";
import type { GameModule } from "../types.ts";

/** A module's tables are named `<id>_…`: these would be the core's history, or an engine's own tables. */
const RESERVED_IDS = ["core", "pg", "sqlite"];

function functionOf<T>(what: string) {
  return z.custom<T>((value) => typeof value === "function", `must be ${what}`);
}

const migration = z.union([
  z.string().min(1),
  z.looseObject({ up: functionOf("a function"), down: functionOf("a function").optional() }),
], "must be SQL text or an object with the function up");

const schema = z.custom<ZodType>(isSchema, "must be a zod schema");

/** A new character's data has to come from somewhere. */
const characterData = schema.refine(
  (data) => isSchema(data) && data.safeParse({}).success,
  "must make a new character's data of {}: give its fields defaults",
);

const port = z.object({
  port: z.int().min(1).max(65_535),
  variable: z.string().regex(/^[A-Z][A-Z0-9_]*_PORT$/, "must be like MY_GAME_PORT"),
  door: z.string().max(64).optional(),
});

const shape = z.object({
  id: z.string()
    .regex(/^[a-z][a-z0-9_]{1,31}$/, "must be 2 to 32 characters of a-z, 0-9 and _, and begin with a letter")
    .refine((id) => !RESERVED_IDS.includes(id), `must not be one of ${RESERVED_IDS.join(", ")}`),
  name: z.string().min(1).max(64),
  version: z.string().max(64).optional(),
  config: schema.optional(),
  // A schema by itself is the rule that counts most.
  character: z.preprocess(
    (value) => isSchema(value) ? { data: value } : value,
    z.object({
      name: z.instanceof(RegExp, { message: "must be a regular expression" }).optional(),
      ownership: z.enum(["player", "managed"]).optional(),
      data: characterData.optional(),
      card: functionOf("a function").optional(),
    }).optional(),
  ),
  migrations: z.record(z.string().regex(/^[A-Za-z0-9_.-]{1,100}$/, "must be a name like 0001_stats"), migration)
    .optional(),
  page: z.string().optional(),
  howToStart: z.string().min(1).max(300).optional(),
  icon: z.string().optional(),
  credentials: z.array(z.looseObject({
    name: z.string(),
    needs: z.enum(["username", "email"]),
    derive: functionOf("a function"),
    verify: functionOf("a function"),
  })).optional(),
  ports: z.record(z.string().regex(/^[a-z][a-z0-9_-]{0,31}$/, "must be a name like my_game"), port).optional(),
  initialize: functionOf("a function"),
}).superRefine(({ id, ports = {}, page, icon }, context) => {
  for (const [field, path] of Object.entries({ page, icon })) {
    if (path === undefined || gamePath(id, path) !== null) continue;
    context.addIssue({ code: "custom", path: [field], message: `must be a path under /games/${id}/` });
  }
  for (const [name, { door }] of Object.entries(ports)) {
    if (door === undefined || door === id || (door.startsWith(`${id}_`) && /^[a-z0-9_-]+$/.test(door))) continue;
    const message = `must be ${id}, or begin with ${id}_ and go on with a-z, 0-9, _ and -`;
    context.addIssue({ code: "custom", path: ["ports", name, "door"], message });
  }
});

/**
 * @param source the file or package it came from, for the error
 * @throws {Error} naming the module, and what is wrong with which field
 */
export function checkGameModule(value: unknown, source: string): GameModule {
  const result = shape.safeParse(value);
  const id = Reflect.get(Object(value), "id");
  // What has no id is something else than a module with a typing error.
  const misspelt = typeof id === "string" ? misspeltField(value) : null;
  // The module itself, not a copy: it may be an instance of a class.
  if (result.success && misspelt === null) return value as GameModule;
  const name = typeof id === "string" ? `"${id.slice(0, 32)}" (${source})` : source;
  if (misspelt !== null) throw new Error(`Could not load the game module ${name}: ${misspelt}`);
  const [issue] = result.error?.issues ?? [];
  const field = issue?.path.join(".") || "the module";
  throw new Error(`Could not load the game module ${name}: ${field}: ${issue?.message ?? "is not valid"}`);
}

/** A field that is another one's name with a typing error, where that other one is missing: it would be ignored silently. */
function misspeltField(value: unknown): string | null {
  const known = Object.keys(shape.shape);
  const given = Object.keys(Object(value));
  const missing = known.filter((field) => !given.includes(field));
  for (const field of given) {
    if (known.includes(field)) continue;
    const meant = meantName(field, missing);
    if (meant !== null) return `${field} is not a field of a game module: did you mean ${meant}?`;
  }
  return null;
}
