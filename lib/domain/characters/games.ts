/** What characters need to know of the games. The module registry implements it. */
import type { ZodType } from "zod";
import type { Character } from "./character.ts";

export interface Game {
  readonly id: string;
  readonly name: string;
  /** What a character of this game may be called. Without the flags `g` and `y`, so that it keeps no state. */
  readonly characterName: RegExp;
  /** `managed`: the game itself makes and names its characters; players cannot. */
  readonly ownership: "player" | "managed";
  /** Reads and checks what the game itself knows of a character; null when it keeps nothing with it. */
  readonly data: ZodType | null;
  /** What the hall shows of a character, as the module gives it: it may throw, and give what is no card. */
  readonly card?: (character: Character) => unknown;
  /** The path that Play opens, under `/games/<id>/`. */
  readonly page?: string;
  /** How a game without a page is started; `{address}` and `{port}` stand for where this server is. */
  readonly howToStart?: string;
  /** The path of a square picture, under `/games/<id>/`. */
  readonly icon?: string;
}

export interface GameCatalog {
  find(gameId: string): Game | null;
  /** In the order in which the games were loaded. */
  list(): readonly Game[];
}

/** The rule for games without one of their own: docs/contract.md, "WebSocket". */
export const CHARACTER_NAME = /^[A-Za-z][A-Za-z0-9_]{2,19}$/;
