/** The messages of the games, for the gateway: checked by their schemas, run within their time. */
import type { Character } from "../../domain/characters/character.ts";
import type { Characters, OwnCharacter } from "../../domain/characters/characters.ts";
import type { GameCatalog } from "../../domain/characters/games.ts";
import type { User } from "../../domain/characters/user.ts";
import { AppError, type FieldError } from "../../platform/errors.ts";
import type { HookRunner } from "./hook_runner.ts";
import type { ModuleRegistry, RegisteredHandler } from "./registry.ts";
import type { ChangeData } from "../types.ts";

const FIELD_ERRORS_MAX = 20;

/** A message as the socket gave it: an object with `type`. */
export interface IncomingCall {
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

export interface MessageHandlerParts {
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
      const parsed = parseMessage(registered, message);
      const about = { account: character.accountId, character: character.id };
      await runner.run({ module: gameId, work: "message", name: type, ...about }, async (db) => {
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

function parseMessage({ schema }: RegisteredHandler, message: unknown): unknown {
  if (schema === null) return message;
  const result = schema.safeParse(message);
  if (result.success) return result.data;
  const errors: FieldError[] = result.error.issues.slice(0, FIELD_ERRORS_MAX)
    .map((issue) => ({ field: issue.path.map(String).join("."), message: issue.message }));
  const [first] = errors;
  throw new AppError("invalid_input", first === undefined ? "Invalid" : `${first.field}: ${first.message}`, { errors });
}
