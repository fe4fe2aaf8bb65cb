/** The messages of the games, for the gateway: checked by their schemas, run within their time. */
import type { z } from "zod";
import type { Character } from "../../domain/characters/character.ts";
import type { Characters, OwnCharacter } from "../../domain/characters/characters.ts";
import type { GameCatalog } from "../../domain/characters/games.ts";
import type { User } from "../../domain/characters/user.ts";
import { fieldErrors, wrongFields } from "../../platform/json/input.ts";
import type { HookRunner } from "./hook_runner.ts";
import type { ModuleRegistry, RegisteredHandler } from "./registry.ts";
import type { ChangeData } from "../types.ts";

/** A message as the socket gave it: an object with `type`. */
interface IncomingCall {
  readonly user: User;
  /** The selected one, of this game. */
  readonly character: Character;
  readonly message: unknown;
}

export interface MessageHandler {
  /** In messages of the socket's budget. */
  readonly cost: number;
  /** @throws {AppError} `invalid_input`, `hook_failed`, `hook_timeout`, `unavailable` */
  handle(call: IncomingCall): Promise<void>;
}

interface MessageHandlerParts {
  readonly registry: ModuleRegistry;
  readonly runner: HookRunner;
  readonly games: GameCatalog;
  readonly characters: Pick<Characters, "get" | "changeData">;
}

/** @returns null for a type that the game does not know */
export function findMessageHandler(
  { registry, runner, games, characters }: MessageHandlerParts,
  gameId: string,
  type: string,
): MessageHandler | null {
  const registered = registry.handler(gameId, type);
  if (registered === null) return null;
  const hasData = games.find(gameId)?.data !== null;
  return {
    cost: registered.cost,
    async handle({ user, character, message }) {
      const read = readMessage(registered, message);
      if (read.wrong !== undefined) throw wrongFields(fieldErrors(read.wrong));
      const about = { account: character.accountId, character: character.id };
      await runner.run({ module: gameId, work: "message", name: type, ...about }, async (db) => {
        const parsed = read.value();
        const changeData: ChangeData = (change) => characters.changeData({ characterId: character.id, gameId, change });
        // Its data may have changed since it was selected.
        const current = hasData ? await characters.get(ownerOf(character)) : character;
        await registered.handler({ user, character: current, message: parsed, db, changeData });
      });
    },
  };
}

function ownerOf({ id, accountId, gameId }: Character): OwnCharacter {
  return { characterId: id, accountId, gameId };
}

interface ReadMessage {
  readonly wrong?: z.core.$ZodError;
  /** Throws what the schema itself threw: then the module fails, and not the message. */
  readonly value: () => unknown;
}

function readMessage({ schema }: RegisteredHandler, message: unknown): ReadMessage {
  if (schema === null) return { value: () => message };
  try {
    const { error, data } = schema.safeParse(message);
    return error === undefined ? { value: () => data } : { wrong: error, value: () => message };
  } catch (error) {
    return {
      value() {
        throw error;
      },
    };
  }
}
