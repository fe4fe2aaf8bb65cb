/** What the gateway needs of the game modules. Their host implements it. */
import type { Character } from "../../domain/characters/character.ts";
import type { User } from "../../domain/characters/user.ts";

export interface GameMessages {
  /** Null for a type that the game does not know. */
  messageHandler(gameId: string, type: string): MessageHandler | null;
  /** A socket plays a character from now on. Throws nothing. */
  entered(gameId: string, played: { user: User; character: Character }): Promise<void>;
  /** It no longer does, for whatever reason. Once for each time it was entered; throws nothing. */
  left(gameId: string, played: { user: User; character: Character }): Promise<void>;
}

export interface MessageHandler {
  /** In messages of the socket's budget. */
  readonly cost: number;
  /** Checks the message by the handler's schema first. @throws {AppError} `invalid_input`, or what the handler throws */
  handle(call: { user: User; character: Character; message: object }): Promise<void>;
}
