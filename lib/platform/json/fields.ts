/** Which fields a schema knows: for what is left out by being empty, and for what nobody knows. */
import { z } from "zod";
import type { FieldError } from "../errors.ts";
import { nearestName } from "../nearest.ts";

type Schema = z.core.$ZodType;
type Fields = Readonly<Record<string, Schema>>;
type Tree = Readonly<Record<string, unknown>>;

/** A value without the optional fields that are `null` or `""`, at any depth. */
export function withoutEmptyFields(schema: Schema, value: unknown): unknown {
  const fields = fieldsOf(schema, value);
  if (fields === null || !isTree(value)) return value;
  const kept = Object.entries(value).filter(([name, inner]) => {
    const field = ownField(fields, name);
    return !(field !== undefined && (inner === null || inner === "") && isOptional(field));
  });
  return Object.fromEntries(kept.map(([name, inner]) => {
    const field = ownField(fields, name);
    return [name, field === undefined ? inner : withoutEmptyFields(field, inner)];
  }));
}

/** Every field that the schema does not know, at any depth, with the nearest that it does. */
export function findUnknownFields(schema: Schema, value: unknown, path = ""): FieldError[] {
  const fields = fieldsOf(schema, value);
  if (fields === null || !isTree(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const field = ownField(fields, name);
    const place = path === "" ? name : `${path}.${name}`;
    return field === undefined
      ? [{ field: place, message: describeUnknown(name, Object.keys(fields)) }]
      : findUnknownFields(field, inner, place);
  });
}

export function describeUnknown(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  return nearest === null ? "is not known here" : `is not known here: did you mean ${nearest}?`;
}

/** The fields that an object may have; null for what is no object, or may have any. */
function fieldsOf(schema: Schema, value: unknown): Fields | null {
  if (schema instanceof z.ZodObject) {
    const { catchall } = schema.def;
    return catchall === undefined || catchall instanceof z.ZodNever ? schema.shape : null;
  }
  if (schema instanceof z.ZodUnion) return fieldsOfUnion(schema, value);
  if (schema instanceof z.ZodPipe) {
    return fieldsOf(schema.def.in instanceof z.ZodTransform ? schema.def.out : schema.def.in, value);
  }
  const { def } = schema._zod;
  return "innerType" in def ? fieldsOf(def.innerType as Schema, value) : null;
}

/** Of a discriminated one those of the option that is meant, where one is; else the fields of all. */
function fieldsOfUnion(schema: z.ZodUnion, value: unknown): Fields | null {
  const options = schema.options.map((option) => fieldsOf(option, value));
  if (options.includes(null)) return null;
  const all = options as Fields[];
  const by = schema instanceof z.ZodDiscriminatedUnion ? schema.def.discriminator : null;
  const meant = by === null || !isTree(value)
    ? undefined
    : all.find((fields) => fields[by] !== undefined && z.safeParse(fields[by], value[by]).success);
  return meant ?? mergeFields(all);
}

/** A field that several have may hold what it may in any of them. */
function mergeFields(all: readonly Fields[]): Fields {
  const names = new Set(all.flatMap(Object.keys));
  return Object.fromEntries(Array.from(names, (name) => {
    const schemas = all.map((fields) => fields[name]).filter((schema) => schema !== undefined);
    return [name, z.union(schemas)];
  }));
}

function isOptional(field: Schema): boolean {
  return z.safeParse(field, undefined).success;
}

function ownField(fields: Fields, name: string): Schema | undefined {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
