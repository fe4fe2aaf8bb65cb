/** The public API of game modules. */
export type * from "./types.ts";
export type { Line, LineSession, ListenOptions, StopReason } from "../net/line.ts";
export type { Log } from "../log.ts";
export { AppError, ProtocolError } from "../errors.ts";
export type { ErrorCode, ErrorDetails } from "../errors.ts";

import type { GameModule } from "./types.ts";

/** Gives types to a game module and nothing else: the plain object works the same. */
export function defineGame<const Game extends GameModule>(game: Game): Game {
  return game;
}
