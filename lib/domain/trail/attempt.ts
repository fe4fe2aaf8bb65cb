/** An attempt to log in as a door decided it, and what of it may be written down. */
import { AppError, type ErrorCode } from "../../platform/errors.ts";

export type AttemptResult = "succeeded" | "failed" | "refused";

/** Where an attempt comes from, as far as the door can tell. */
export interface AttemptOrigin {
  readonly door: string;
  readonly address: string;
  readonly macAddress?: string | undefined;
  readonly device?: string | null | undefined;
  readonly requestId?: string | undefined;
}

/** What was decided, before it is a row. */
export interface Attempt {
  readonly origin: AttemptOrigin;
  /** What was typed; written down only where it fits a username or an e-mail. */
  readonly name?: string | undefined;
  readonly accountId?: number | null | undefined;
  readonly result: AttemptResult;
  readonly rule?: string | null | undefined;
  readonly code?: string | null | undefined;
  readonly until?: Date | null | undefined;
  readonly durationMs?: number | undefined;
  /** What the client was sent, where the door says it with the attempt. */
  readonly wire?: string | undefined;
  /** What a game's module said of it. */
  readonly words?: string | undefined;
}

/** What a module says of its line's latest attempt: it alone knows what went over the wire. */
export interface AttemptNote {
  readonly rule?: string;
  readonly code?: string;
  readonly result?: AttemptResult;
  /** What the client was sent, such as `LOGIN 7`. */
  readonly wire: string;
  /** The client's build or version. */
  readonly client?: string;
  readonly dialect?: string;
  readonly name?: string;
}

/** The rule that a code stands for where the error does not name one itself. */
const RULE_OF_CODE: Readonly<Partial<Record<ErrorCode, string>>> = {
  account_banned: "account.status",
  account_suspended: "account.status",
  account_deleting: "account.status",
  address_banned: "address.ban",
  door_closed: "door.access",
  hook_failed: "hook",
  hook_timeout: "hook",
  internal: "server",
  invalid_code: "second.factor",
  invalid_credentials: "password",
  invalid_token: "token",
  mac_banned: "mac.ban",
  overloaded: "server",
  provider_unavailable: "server",
  rate_limited: "address.attempts",
  second_factor_required: "second.factor",
  server_offline: "realm.online",
  token_expired: "token",
  too_many_connections: "line.cap",
  unavailable: "server",
  wrong_token_type: "token",
};

const FAILURES: ReadonlySet<string> = new Set([
  "invalid_code",
  "invalid_credentials",
  "invalid_token",
  "token_expired",
  "wrong_token_type",
]);

/** Which rule an error stands for; null for what decides nothing. */
export function ruleOf(error: unknown): string | null {
  return error instanceof AppError ? error.details.trail?.rule ?? RULE_OF_CODE[error.code] ?? null : null;
}

/** What a refusal says of an attempt. @returns null for an error that decides nothing, such as an unreadable body */
export function verdictOf(error: AppError): Omit<Attempt, "origin"> | null {
  const { code, details: { trail, until } } = error;
  // Names of later rules, such as a closed door's, are their errors' own.
  const rule = trail?.rule ?? RULE_OF_CODE[code];
  if (rule === undefined) return null;
  return {
    result: FAILURES.has(code) ? "failed" : "refused",
    rule,
    code,
    ...(trail?.accountId === undefined ? {} : { accountId: trail.accountId }),
    ...(until === undefined ? {} : { until }),
    ...(code === "hook_failed" || code === "hook_timeout" ? { words: error.message } : {}),
  };
}
