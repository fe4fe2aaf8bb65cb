/**
 * The public API of game modules: everything that a module imports. `docs/modules.md` is the guide, this the reference:
 * `deno doc lib/modules/mod.ts`. The tests of a module use `lib/testing/mod.ts`.
 *
 * @example A module, with its types
 * ```ts
 * import { z } from "zod";
 * import { defineGame } from "./mod.ts";
 *
 * export default defineGame({
 *   id: "well",
 *   name: "The well",
 *   config: z.strictObject({ depth: z.int().min(1).default(10) }),
 *   character: z.object({ coins: z.int().min(0).default(3) }),
 *   initialize(context) {
 *     context.registerMessageHandler("wish", async ({ user, changeData }) => {
 *       const { coins } = await changeData((data) => ({ coins: data.coins - 1 }));
 *       user.send({ type: "splash", coins, afterSeconds: Math.sqrt(2 * context.config.depth / 9.81) });
 *     });
 *   },
 * });
 * ```
 * @module
 */
import type { ZodType } from "zod";
import type { CharacterRules, DefinedGame, GameDefinition, NoConfig } from "./types.ts";

export type * from "./types.ts";
export type { Line, LineSession, ListenOptions, StopReason } from "../doors/net/line.ts";
export type { LineAttempt } from "../doors/net/line_trail.ts";
export type { Log } from "../platform/log/log.ts";
export { AppError, ERROR_CODES, ProtocolError } from "../platform/errors.ts";
export type { Counted, ErrorCode, ErrorDetails, FieldError, TrailDetails } from "../platform/errors.ts";

/**
 * Gives types to a game module and nothing else: the plain object works the same. The type of `config` reaches
 * `context.config`; that of the character's data reaches hooks, handlers, `context.characters` and, by `ClientProtocol`,
 * the client module.
 *
 * @example
 * ```ts
 * import { z } from "zod";
 * import { defineGame } from "./mod.ts";
 *
 * const game = defineGame({
 *   id: "purse",
 *   name: "Purse",
 *   character: { data: z.object({ gold: z.int().min(0).default(10) }) },
 *   initialize(context) {
 *     context.registerCharacterSelectHook("purse", ({ user, character }) => {
 *       user.send({ type: "character_selected", character, isRich: character.data.gold > 1_000 });
 *     });
 *   },
 * });
 * ```
 */
export function defineGame<
  const Id extends string,
  Config extends ZodType = NoConfig,
  Rules extends ZodType | CharacterRules = Record<never, never>,
  const Game = unknown,
>(game: GameDefinition<Id, Config, Rules> & Game): DefinedGame<Game> {
  return game as DefinedGame<Game>;
}
