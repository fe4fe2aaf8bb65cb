/** What may be stored of a character: docs/contract.md, "WebSocket" and "Game servers". */
import { invalidInput } from "../../platform/errors.ts";
import type { Position } from "./character.ts";
import { CHARACTER_NAME, type Game } from "./games.ts";

/** A bound for the rules that games make themselves. */
const NAME_CHARACTERS_MAX = 64;
const CLASS_CHARACTERS_MAX = 50;
const ID_CHARACTERS_MAX = 64;
const LEVEL_MAX = 2_147_483_647;
/** Keeps what a double can still place to a thousandth. */
const COORDINATE_MAX = 1e12;

/** What a game, or one of its servers, may change. `null` clears a field that may be empty. */
export interface CharacterChange {
  /** 1 to 2^31 − 1. */
  readonly level?: number | undefined;
  /** Up to 50 characters. */
  readonly class?: string | null | undefined;
  /** Each coordinate from −10^12 to 10^12. */
  readonly position?: Position | undefined;
  /** 1 to 64 characters. */
  readonly mapId?: string | null | undefined;
  /** 1 to 64 characters. */
  readonly serverId?: string | null | undefined;
}

/** @throws {AppError} `invalid_input` */
export function checkName(name: string, game: Game): string {
  if (!isPlainText(name, 1, NAME_CHARACTERS_MAX) || !game.characterName.test(name)) {
    throw invalidInput(
      "name",
      game.characterName.source === CHARACTER_NAME.source
        ? "must have 3 to 20 characters, only letters A-Z, digits and _, and begin with a letter"
        : `must be a name that ${game.name} allows`,
    );
  }
  return name;
}

/** The form in which names are unique in a game. */
export function nameKey(name: string): string {
  return name.normalize("NFC").toLowerCase();
}

/**
 * An empty class is none.
 * @throws {AppError} `invalid_input`
 */
export function checkClass(value: string | null | undefined): string | null {
  if (value === undefined || value === null || value === "") return null;
  if (!isPlainText(value, 1, CLASS_CHARACTERS_MAX)) {
    throw invalidInput("class", `must be text of at most ${CLASS_CHARACTERS_MAX} characters`);
  }
  return value;
}

/**
 * The columns to set, none for an empty change.
 * @throws {AppError} `invalid_input`
 */
export function checkChange(change: CharacterChange) {
  return {
    ...(change.level === undefined ? {} : { level: checkLevel(change.level) }),
    ...(change.class === undefined ? {} : { class: checkClass(change.class) }),
    ...(change.position === undefined ? {} : checkPosition(change.position)),
    ...(change.mapId === undefined ? {} : { map_id: checkId("mapId", change.mapId) }),
    ...(change.serverId === undefined ? {} : { server_id: checkId("serverId", change.serverId) }),
  };
}

function checkLevel(level: number): number {
  if (!Number.isInteger(level) || level < 1 || level > LEVEL_MAX) {
    throw invalidInput("level", `must be a whole number from 1 to ${LEVEL_MAX}`);
  }
  return level;
}

function checkPosition({ x, y, z }: Position): Position {
  for (const [axis, value] of Object.entries({ x, y, z })) {
    if (!(Math.abs(value) <= COORDINATE_MAX)) { // NaN, too
      throw invalidInput(`position.${axis}`, `must be a number from ${-COORDINATE_MAX} to ${COORDINATE_MAX}`);
    }
  }
  return { x, y, z };
}

function checkId(field: string, value: string | null): string | null {
  if (value !== null && !isPlainText(value, 1, ID_CHARACTERS_MAX)) {
    throw invalidInput(field, `must be null or text of 1 to ${ID_CHARACTERS_MAX} characters`);
  }
  return value;
}

/** Text that both databases and every client can hold: no lone surrogate, no control character (NUL among them). */
function isPlainText(text: string, charactersMin: number, charactersMax: number): boolean {
  const count = [...text].length;
  return count >= charactersMin && count <= charactersMax && text.isWellFormed() && !/\p{Cc}/u.test(text);
}
