/**
 * Every failure that a caller may see. A door turns the code into its own answer (an HTTP status, a WebSocket error, a
 * LOGIN case); the rule that failed knows no door.
 */

/** The closed set of codes. The table from code to HTTP status is `routes/errors.ts`. */
export const ERROR_CODES = [
  "account_banned",
  "account_deleting",
  "account_suspended",
  "address_banned",
  "confirmation_required",
  "door_closed",
  "email_required",
  "email_taken",
  "forbidden",
  "hook_failed",
  "hook_timeout",
  "identity_taken",
  "internal",
  "invalid_code",
  "invalid_credentials",
  "invalid_input",
  "invalid_json",
  "invalid_link",
  "invalid_token",
  "last_admin",
  "last_way_in",
  "mac_banned",
  "managed_by_game",
  "method_not_allowed",
  "name_taken",
  "not_a_guest",
  "not_found",
  "origin_not_allowed",
  "overloaded",
  "password_required",
  "payload_too_large",
  "provider_unavailable",
  "rate_limited",
  "second_factor_required",
  "server_offline",
  "token_expired",
  "token_rotated",
  "too_early",
  "too_many_characters",
  "too_many_connections",
  "too_many_passkeys",
  "unavailable",
  "unknown_character",
  "unknown_game",
  "unknown_server",
  "unknown_type",
  "unsupported_media_type",
  "upgrade_required",
  "username_taken",
  "wrong_token_type",
] as const;

/** What went wrong, for programs. */
export type ErrorCode = typeof ERROR_CODES[number];

/** One wrong field of an `invalid_input`. */
export interface FieldError {
  /** Where it is: names and numbers between dots. */
  readonly field: string;
  /** What is wrong with it, for people. */
  readonly message: string;
}

/** What an answer tells beside the code and the message. */
export interface ErrorDetails {
  /** Why somebody is banned or suspended, as the operator wrote it. */
  readonly reason?: string;
  /** When the ban, suspension or address ban ends; null for never. */
  readonly until?: Date | null;
  /** Whole seconds, at least 1. */
  readonly retryAfterSeconds?: number;
  /** The methods that a path takes, as the header `Allow` has them. Of a `method_not_allowed` only. */
  readonly allow?: string;
  /** What a `second_factor_required` or a `confirmation_required` is answered by. */
  readonly methods?: readonly string[];
  /** Continues a login that lacks its second factor: a secret, good for this one account and a few minutes. */
  readonly challenge?: string;
  /** From when on a link is good. Of a `too_early` only. */
  readonly validFrom?: Date;
  /** What a role lacks. Of a `forbidden` at the operators' door only. */
  readonly permission?: string;
  /** When the challenge ends. */
  readonly expiresAt?: Date;
  /** The wrong fields of an `invalid_input`. */
  readonly errors?: readonly FieldError[];
  /** For `invalid_credentials` only, and only for doors whose protocol tells the two apart. Never sent over HTTP. */
  readonly unknownAccount?: boolean;
  /** How many there were of what is bounded, for an operator who asks what is in the way. Never sent. */
  readonly counted?: Counted;
  /** What the login trail writes beside the code. Never sent. */
  readonly trail?: TrailDetails;
}

/** What is bounded, and whose: an address's, a network's, a name's. */
export interface Counted {
  /** What is counted. */
  readonly what: "calls" | "attempts" | "guesses";
  /** The address, the network or the name. */
  readonly of: string;
  /** So many there were. */
  readonly count: number;
  /** So many there may be. */
  readonly max: number;
}

/** What only the login trail is told of a failure. */
export interface TrailDetails {
  /** Which rule refused. */
  readonly rule?: string;
  /** Whose account it was. */
  readonly accountId?: number | null;
  /** Whether a login that waited for its second factor is over by it. */
  readonly endsChallenge?: boolean;
}

/** A failure with a code that callers may act on; its message may be shown to the caller. */
export class AppError extends Error {
  /** By it an error of a module that imports nothing is known, too. */
  override readonly name = "AppError";
  /** For programs. */
  readonly code: ErrorCode;
  /** For whoever is told. */
  readonly details: ErrorDetails;

  /** The message is for people, and may be shown to the caller. */
  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.details = details;
  }
}

/** The same failure, with more for the login trail. */
export function withTrail(error: AppError, trail: TrailDetails): AppError {
  const details = { ...error.details, trail: { ...error.details.trail, ...trail } };
  return new AppError(error.code, error.message, details, { cause: error });
}

/** A peer broke its wire protocol; the connection driver closes the line. The message goes to the log only. */
export class ProtocolError extends Error {
  /** Its name in the log. */
  override readonly name = "ProtocolError";
}

/** `invalid_input` for one field. */
export function invalidInput(field: string, message: string): AppError {
  return new AppError("invalid_input", `${field}: ${message}`, { errors: [{ field, message }] });
}
