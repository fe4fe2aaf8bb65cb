/** What clients send, and what every answer looks like: CONTRACT.md, "WebSocket". */
import { z } from "zod";
import { AppError } from "../errors.ts";
import { idSchema, parseJson, text } from "../json/input.ts";

const gameId = text(64);

export const authMessage = z.object({ token: z.string().max(4_096) });
export const listMessage = z.object({ gameId });
export const createMessage = z.object({ gameId, name: text(200), class: text(200).nullish() });
export const characterMessage = z.object({ gameId, characterId: idSchema });

/** A message of which no more is known than its type. */
export interface Envelope {
  readonly type: string;
  /** Given back with every answer to the message. */
  readonly id: string | number | undefined;
  /** The whole message, as it came. */
  readonly body: object;
}

const envelope = z.looseObject({ type: text(64).min(1), id: z.union([text(64), z.number()]).optional() });

/** @throws {AppError} `invalid_json`, `invalid_input` */
export function readEnvelope(raw: string): Envelope {
  const value = parseJson(raw);
  const result = envelope.safeParse(value);
  if (!result.success) {
    throw new AppError(
      "invalid_input",
      "A message is a JSON object with a type (text of up to 64 characters); its id, if any, is a number or such a text",
    );
  }
  return { type: result.data.type, id: result.data.id, body: result.data };
}

/** The answer to a failure. @param request the type that failed; null when not even that could be read */
export function errorMessage(error: AppError, request: string | null): object {
  const { errors, reason, until, retryAfterSeconds } = error.details;
  return {
    type: "error",
    code: error.code,
    message: error.message,
    request,
    ...(errors === undefined ? {} : { errors }),
    ...(reason === undefined ? {} : { reason }),
    ...(until === undefined ? {} : { until: until?.toISOString() ?? null }),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  };
}
