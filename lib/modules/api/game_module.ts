/** What a game module is: the object that it exports, with and without types. */
import type { Kysely } from "kysely";
import type { output, ZodType, ZodUndefined } from "zod";
import type { Character, CharacterCard, CharacterSummary } from "./characters.ts";
import type { ModuleContext } from "./context.ts";
import type { CredentialScheme } from "./credentials.ts";
import type { Tables } from "./database.ts";

/**
 * A game, as a module exports it (`default`, or named `game` or `module`). A plain object that imports nothing is as good
 * as one that went through `defineGame`, which only gives types.
 *
 * @example
 * ```ts
 * import type { GameModule } from "../mod.ts";
 *
 * const game: GameModule = { id: "dice", name: "Dice", initialize() {} };
 * ```
 */
export interface GameModule {
  /** `^[a-z][a-z0-9_]{1,31}$`. Unique; names its routes, tables (`<id>_…`), configuration and message types. */
  readonly id: string;
  /** What players read. 1 to 64 characters. */
  readonly name: string;
  /** For people only, such as `1.2.0`; up to 64 characters. */
  readonly version?: string;
  /**
   * Reads the module's slice of the configuration, `gameConfig.<id>`; what it makes of it is `context.config`. Without a
   * schema a slice stops the start.
   */
  readonly config?: ZodType;
  /** What holds for its characters: a schema of the game's own data of a character, or more of the rules. */
  readonly character?: ZodType | CharacterRules;
  /** A history of its own, applied in the order of the names (`^[A-Za-z0-9_.-]{1,100}$`). */
  readonly migrations?: Readonly<Record<string, ModuleMigration>>;
  /** Native doors, by name (`^[a-z][a-z0-9_-]{0,31}$`): `{ slime: { port: 5555, variable: "SLIME_PORT" } }`. */
  readonly ports?: Readonly<Record<string, PortDefault>>;
  /** A path under `/games/<id>/` that Play opens in the hall; a game without one says how it is started. */
  readonly page?: string;
  /**
   * One or two sentences for a native game, shown in the hall, up to 300 characters; `{address}` and `{port}` (of its first
   * open port) are filled in.
   */
  readonly howToStart?: string;
  /** A path under `/games/<id>/` of a picture, square, at least 96 pixels. */
  readonly icon?: string;
  /** The same as calling `registerCredentialScheme` for each, for schemes that need nothing of the context. */
  readonly credentials?: readonly CredentialScheme[];
  /** Registers only, within 10 s; afterwards the module is sealed, and a late registration throws. */
  initialize(context: UntypedContext): void | Promise<void>;
}

/** The context of a module that gave no types: `defineGame` does. */
// deno-lint-ignore no-explicit-any
export type UntypedContext = ModuleContext<any, any, any>;

/** A game module with its types: what `defineGame` takes. */
export interface GameDefinition<
  Id extends string,
  Config extends ZodType,
  Rules extends ZodType | CharacterRules,
> extends GameModule {
  /** As in `GameModule`. */
  readonly id: Id;
  /** As in `GameModule`. */
  readonly config?: Config;
  /** As in `GameModule`. */
  readonly character?: Rules;
  /** As in `GameModule`, with types. */
  initialize(context: ModuleContext<output<Config>, DataOfRules<Rules>, Id>): void | Promise<void>;
}

/** What `defineGame` gives: the module as it was written, for whoever loads it. */
export type DefinedGame<Game> = Omit<Game, "initialize"> & Pick<GameModule, "initialize">;

/** The configuration of a module that gives no schema for it: `context.config` is `undefined`. */
export type NoConfig = ZodUndefined;

/** What holds for the characters of a game. */
export interface CharacterRules {
  /** Replaces `^[A-Za-z][A-Za-z0-9_]{2,19}$`; begin it with `^` and end it with `$`. A name has at most 64 characters. */
  readonly name?: RegExp;
  /**
   * `player`, the default: players make and delete their characters. `managed`: the game makes and names them; players'
   * calls get 409 `managed_by_game`.
   */
  readonly ownership?: "player" | "managed";
  /**
   * What the game itself keeps with each character: an object, stored as up to 16,384 characters of JSON, checked by this
   * schema at each write and read. A new character has what the schema makes of `{}`, so give the fields defaults. Its
   * player sees it, in lists and answers: what players must not know belongs into a table of the game's own.
   */
  readonly data?: ZodType;
  /**
   * What the hall shows of a character beside its name: its fields are in the characters' JSON. Pure, quick, no promise;
   * what it throws hides them, and so does what is longer than allowed.
   */
  readonly card?: (character: Character) => CharacterCard;
}

/** The game's own data of a character, by the rules of the game; `undefined` for rules without a schema. */
export type DataOfRules<Rules> = Rules extends ZodType ? output<Rules>
  : Rules extends { readonly data: infer Schema extends ZodType } ? output<Schema>
  : undefined;

/**
 * The game's own data of a character, by the game: `CharacterDataOf<typeof game>`.
 *
 * @example
 * ```ts
 * import { z } from "zod";
 * import { type CharacterDataOf, defineGame } from "../mod.ts";
 *
 * const game = defineGame({
 *   id: "duels",
 *   name: "Duels",
 *   character: z.object({ wins: z.int().min(0).default(0) }),
 *   initialize() {},
 * });
 * const data: CharacterDataOf<typeof game> = { wins: 3 };
 * ```
 */
export type CharacterDataOf<Game> = Game extends { readonly character?: infer Rules } ? DataOfRules<NonNullable<Rules>>
  : undefined;

/**
 * The types of a game for the client module: `client.connect<ClientProtocol<typeof game, Sends, Receives>>()`.
 * `Sends` and `Receives` are the messages of the game, each with its `type`; `Selected` is what its select hook answers.
 *
 * @example
 * ```ts
 * import { z } from "zod";
 * import { type ClientProtocol, defineGame } from "../mod.ts";
 * import type { Connection } from "../../../static/client.js";
 *
 * const game = defineGame({
 *   id: "duels",
 *   name: "Duels",
 *   character: z.object({ wins: z.int().min(0).default(0) }),
 *   initialize() {},
 * });
 * type Duels = ClientProtocol<typeof game, { type: "challenge"; to: number }>;
 *
 * async function winsOf(connection: Connection<Duels>): Promise<number[]> {
 *   return (await connection.listCharacters("duels")).map(({ data }) => data.wins);
 * }
 * ```
 */
export interface ClientProtocol<
  Game,
  Sends extends { readonly type: string } = { readonly type: string } & Record<string, unknown>,
  Receives extends { readonly type: string } = { readonly type: string } & Record<string, unknown>,
  Selected extends { readonly type: string } = {
    readonly type: "character_selected";
    readonly character: CharacterSummary<CharacterDataOf<Game>>;
  },
> {
  /** What a page sends. */
  readonly sends: Sends;
  /** What the game sends. */
  readonly receives: Receives;
  /** What the select hook answers; without a hook the character. */
  readonly selected: Selected;
  /** The game's own data of a character. */
  readonly data: CharacterDataOf<Game>;
}

/**
 * Functions, or the SQL of `up` as text: one or more statements that both databases understand. Applied as a whole, once;
 * never change one that has been released. `down` is for your own tools: the server never goes back.
 */
export type ModuleMigration =
  | { up(db: Kysely<Tables>): Promise<void>; down?(db: Kysely<Tables>): Promise<void> }
  | string;

/** Where a native door is found. */
export interface PortDefault {
  /** 1 to 65535. */
  readonly port: number;
  /** The environment variable that sets it, `^[A-Z][A-Z0-9_]*_PORT$`: a port, `0` for a free one, or `off`. */
  readonly variable: string;
  /**
   * What the door is called in metrics, audit log, sessions and log: the module's id, alone or with `_` and more behind
   * it, such as `my_game_lobby`. Default `<id>_<port>`. Unique in the server.
   */
  readonly door?: string;
}
