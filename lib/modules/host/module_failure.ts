/** What players are told when a module's code fails. */
import { AppError } from "../../platform/errors.ts";

/** A module's own words are cut to this. */
const MESSAGE_CHARACTERS_MAX = 500;
/** Failures of the core below a module, which mean the same to the player whoever met them. */
const PASSED_ON = ["unavailable", "overloaded", "hook_failed", "hook_timeout"];
/** query_canceled: the server ended the statement because its time was up. */
const SQLSTATE_CANCELED = "57014";

interface ModuleFailure {
  /** What the player is told. */
  readonly error: AppError;
  /** True when the module refused in its own words; everything else is for the log. */
  readonly isRefusal: boolean;
  /** True when the module's own code is at fault, and its author wants to see where. */
  readonly isBug: boolean;
}

export function timeoutError(module: string): AppError {
  return new AppError("hook_timeout", `The game took too long to answer (${module})`, { retryAfterSeconds: 1 });
}

export function moduleFailure(module: string, error: unknown): ModuleFailure {
  if (error instanceof AppError && PASSED_ON.includes(error.code)) return { error, isRefusal: false, isBug: false };
  if (isCanceled(error)) return { error: timeoutError(module), isRefusal: false, isBug: false };
  if (isAppError(error)) return { error: refusalOf(error), isRefusal: true, isBug: false };
  const general = new AppError("hook_failed", `The game could not do this (${module})`, {}, { cause: error });
  return { error: general, isRefusal: false, isBug: true };
}

/** What a route threw, for the table of codes: an `AppError` of the module's own is a refusal in its own words. */
export function asAppError(error: Error): Error {
  return isAppError(error) && !(error instanceof AppError) ? refusalOf(error) : error;
}

function refusalOf(error: Error): AppError {
  const message = error.message.slice(0, MESSAGE_CHARACTERS_MAX).toWellFormed();
  return new AppError("hook_failed", message, {}, { cause: error });
}

/** A module that imports nothing may throw an error of its own that is called `AppError`. */
export function isAppError(error: unknown): error is Error {
  return error instanceof Error && error.name === "AppError";
}

function isCanceled(error: unknown): boolean {
  return Reflect.get(Object(error), "code") === SQLSTATE_CANCELED;
}
