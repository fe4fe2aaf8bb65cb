/** Building blocks of the schema: each setting carries what an error, and the documentation, say of it. */
import { z } from "zod";
import { parseCidr } from "../addresses/cidr.ts";
import { parsed } from "../parsed.ts";

export interface SettingNotes {
  /** Completes "allowed: …". */
  readonly allowed: string;
  readonly about: string;
  /** As written in the file; null where nothing is set. */
  readonly fallback: unknown;
  /** How a variable's text becomes what the file would hold; an object has no variable, `json` one that holds it as such. */
  readonly kind: "text" | "number" | "flag" | "list" | "object" | "json";
  /** Overrides the variable that the key's name gives. */
  readonly variable?: string;
  readonly isSecret?: boolean;
  /** Cannot be left out where its block is given. */
  readonly isRequired?: boolean;
}

type Notes<Fallback> = Omit<SettingNotes, "kind" | "fallback" | "allowed"> & { readonly fallback: Fallback };

/** Entries of a list. */
export const LIST_MAX = 1_000;

const notesOf = z.registry<SettingNotes>();

/** The notes of a setting; undefined for a group of settings. */
export function settingNotes(schema: z.core.$ZodType): SettingNotes | undefined {
  return notesOf.get(schema);
}

/** A setting whose fallback goes through its schema as if it had been written. */
export function setting<Schema extends z.ZodType>(schema: Schema, notes: SettingNotes): z.ZodPrefault<Schema> {
  const withFallback = schema.prefault(() => notes.fallback as z.util.NoUndefined<z.input<Schema>>);
  notesOf.add(withFallback, notes);
  return withFallback;
}

/** A setting that is null until it is set. */
export function optional<Schema extends z.ZodType>(
  schema: Schema,
  notes: Omit<SettingNotes, "fallback">,
): z.ZodPrefault<z.ZodNullable<Schema>> {
  return setting(schema.nullable(), { ...notes, fallback: null });
}

/** A setting that must be given where its block is. */
export function required<Schema extends z.ZodType>(
  schema: Schema,
  notes: Omit<SettingNotes, "fallback" | "isRequired">,
): Schema {
  notesOf.add(schema, { ...notes, fallback: null, isRequired: true });
  return schema;
}

/** Settings under one key. */
export function group<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape).prefault(() => ({}) as z.util.NoUndefined<z.input<z.ZodObject<Shape>>>);
}

/** Settings under one key that are given together or not at all. */
export function block<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape).nullable().default(null);
}

/** A whole number from `min` to `max`. */
export function wholeNumber(min: number, max: number, notes: Notes<number>) {
  return setting(z.int().min(min).max(max), { ...notes, ...ofNumber(min, max) });
}

/** The same, or null until it is set. */
export function optionalNumber(min: number, max: number, notes: Pick<SettingNotes, "about">) {
  return optional(z.int().min(min).max(max), { ...notes, ...ofNumber(min, max) });
}

function ofNumber(min: number, max: number): Pick<SettingNotes, "kind" | "allowed"> {
  return { kind: "number", allowed: `a whole number from ${min} to ${max}` };
}

export function flag(notes: Notes<boolean>) {
  return setting(z.boolean(), { ...notes, kind: "flag", allowed: "true or false" });
}

export function cidrList(notes: Notes<readonly string[]>) {
  const allowed = "addresses and CIDRs, such as 10.0.0.0/8 or 2001:db8::/32";
  return setting(z.array(parsed(parseCidr)).max(LIST_MAX), { ...notes, kind: "list", allowed });
}

/** One of a few words. */
export function choice<const Words extends readonly [string, ...string[]]>(words: Words, notes: Notes<Words[number]>) {
  return setting(z.enum(words), { ...notes, kind: "text", allowed: words.map((word) => `"${word}"`).join(" or ") });
}

/** A setting that is a text on one line. */
export function line(charactersMax: number, notes: Notes<string>) {
  return setting(lineOfText(charactersMax), { ...notes, kind: "text", allowed: `1 to ${charactersMax} characters` });
}

/** A text on one line, of 1 to `charactersMax` characters. */
export function lineOfText(charactersMax: number) {
  // deno-lint-ignore no-control-regex -- control characters are what is refused
  return z.string().min(1).max(charactersMax).regex(/^[^\u0000-\u001f\u007f]*$/u);
}
