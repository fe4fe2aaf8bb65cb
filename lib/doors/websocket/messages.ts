/** What clients send, and what every answer looks like: docs/contract.md, "WebSocket". */
import { z } from "zod";
import { AppError } from "../../platform/errors.ts";
import { idSchema, parseJson, text } from "../../platform/json/input.ts";

const gameId = text(64);

export const authMessage = z.object({ token: z.string().max(4_096) });
export const listMessage = z.object({ gameId });
export const createMessage = z.object({ gameId, name: text(200), class: text(200).nullish() });
export const characterMessage = z.object({ gameId, characterId: idSchema });

/** What a client calls its message, to know the answer by. */
export type MessageId = string | number | null;

/** A message of which no more is known than its type. */
export interface Envelope {
  readonly type: string;
  /** Given back with every answer to the message. */
  readonly id: MessageId | undefined;
  /** The whole message, as it came. */
  readonly body: object;
}

/** What could be read of a message that is none. */
interface BadEnvelope {
  readonly type: string | null;
  readonly id: MessageId | undefined;
  /** `invalid_json`, `invalid_input` */
  readonly error: AppError;
}

const typeSchema = text(64).min(1);
const idField = z.union([text(64), z.number()]).nullish();
const envelope = z.looseObject({ type: typeSchema, id: idField });
const partOfEnvelope = z.object({ type: typeSchema.nullable().catch(null), id: idField.catch(undefined) });

/** @param raw null for a binary message: this protocol has none */
export function readEnvelope(raw: string | null): Envelope | BadEnvelope {
  if (raw === null) {
    const error = new AppError("invalid_json", "Could not read a binary message: send text, with the JSON in it");
    return { type: null, id: undefined, error };
  }
  let value: unknown;
  try {
    value = parseJson(raw);
  } catch (error) {
    if (error instanceof AppError) return { type: null, id: undefined, error };
    throw error;
  }
  const whole = envelope.safeParse(value);
  if (whole.success) return { type: whole.data.type, id: whole.data.id, body: whole.data };
  const part = partOfEnvelope.safeParse(value);
  const error = new AppError(
    "invalid_input",
    "A message is a JSON object with a type (text of up to 64 characters); its id, if any, is a number, null or such a text",
  );
  return { type: part.data?.type ?? null, id: part.data?.id, error };
}

/** The answer to a failure. @param request the type that failed; null when not even that could be read */
export function errorMessage(error: AppError, request: string | null): object {
  return { type: "error", code: error.code, message: error.message, request, ...details(error) };
}

/** The answer to a token that is not taken. */
export function authErrorMessage(error: AppError): object {
  return { type: "auth_error", code: error.code, message: error.message, ...details(error) };
}

function details({ details: { errors, reason, until, retryAfterSeconds } }: AppError): object {
  return {
    ...(errors === undefined ? {} : { errors }),
    ...(reason === undefined ? {} : { reason }),
    ...(until === undefined ? {} : { until: until?.toISOString() ?? null }),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  };
}
