/** What a game itself knows of each of its characters: an object that its schema checks, stored as JSON. */
import type { ZodType } from "zod";
import { invalidInput } from "../../platform/errors.ts";
import { fieldErrors, wrongFields } from "../../platform/json/input.ts";
import { drawCard } from "./card.ts";
import type { Character } from "./character.ts";
import type { Game } from "./games.ts";

/** A list of ten still fits what may wait on a socket. */
const DATA_CHARACTERS_MAX = 16_384;

/** Of a new character: what the schema makes of `{}`. Null for a game without a schema. */
export function newData({ data }: Game): string | null {
  return data === null ? null : encodeData(data, {});
}

/**
 * As JSON, checked by the schema before and after, so that what is stored can be read again.
 * @throws {Error} naming the wrong field
 */
export function encodeData(schema: ZodType, value: unknown): string {
  const text = JSON.stringify(check(schema, value, "write"));
  if (text.length > DATA_CHARACTERS_MAX) {
    throw new Error(
      `Could not write a character's data: it has ${text.length} characters of JSON, ${DATA_CHARACTERS_MAX} are allowed`,
    );
  }
  check(schema, JSON.parse(text), "read back");
  return text;
}

/**
 * The same for what a game server sends in place of what holds.
 * @throws {AppError} `invalid_input` for a game that keeps nothing with its characters, and for what it does not take
 */
export function encodeGivenData(game: Game | null, value: unknown): string {
  const schema = game?.data ?? null;
  if (schema === null) throw invalidInput("data", "must be left out: this game keeps no data with its characters");
  const result = schema.safeParse(value);
  if (!result.success) throw wrongFields(fieldErrors(result.error, ["data"]));
  const size = new TextEncoder().encode(JSON.stringify(value)).length;
  if (size > DATA_CHARACTERS_MAX) throw invalidInput("data", `must have at most ${DATA_CHARACTERS_MAX} bytes of JSON`);
  return encodeData(schema, value);
}

/** The character with its data as the schema reads it: a field that came later gets its default. */
export function withData(character: Character, game: Game | null): Character {
  const schema = game?.data ?? null;
  const read = { ...character, data: schema === null ? undefined : check(schema, character.data ?? {}, "read") };
  const card = game === null ? null : drawCard(game, read);
  return card === null ? read : { ...read, card };
}

function check(schema: ZodType, value: unknown, verb: string): unknown {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = ["data", ...issue?.path.map(String) ?? []].join(".");
  throw new Error(`Could not ${verb} a character's data: ${field}: ${issue?.message ?? "is not valid"}`);
}
