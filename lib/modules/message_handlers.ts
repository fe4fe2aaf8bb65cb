/** The messages of the games, for the gateway: checked by their schemas, run within their time. */
import type { Character } from "../characters/character.ts";
import type { User } from "../characters/user.ts";
import { AppError, type FieldError } from "../errors.ts";
import type { HookRunner } from "./hook_runner.ts";
import type { ModuleRegistry, RegisteredHandler } from "./registry.ts";

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

/** @returns null for a type that the game does not know */
export function findMessageHandler(
  parts: { readonly registry: ModuleRegistry; readonly runner: HookRunner },
  gameId: string,
  type: string,
): MessageHandler | null {
  const registered = parts.registry.handler(gameId, type);
  if (registered === null) return null;
  return {
    cost: registered.cost,
    async handle({ user, character, message }) {
      const parsed = parseMessage(registered, message);
      await parts.runner.run(
        { module: gameId, work: "message" },
        (db) => registered.handler({ user, character, message: parsed, db }),
      );
    },
  };
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
