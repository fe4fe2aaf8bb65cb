/** How an error reads in the log when it may have come from what a player sent. */
import { AppError, ProtocolError } from "../../platform/errors.ts";

/**
 * Fields for the log. The messages of our own errors are written to be read; any other message may quote its input
 * (`JSON.parse` does), so of those only the kind, the code and the place are kept.
 */
export function describeFailure(error: unknown): object {
  if (isProtocolError(error)) return { error: error.name, message: error.message };
  if (error instanceof AppError) return { error: error.name, code: error.code, message: error.message };
  if (!(error instanceof Error)) return { error: typeof error };
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  return { error: error.name, ...(code === undefined ? {} : { code }), at: stackFrames(error) };
}

/** A module that imports nothing may throw an error of its own that is called `ProtocolError`. */
export function isProtocolError(error: unknown): error is Error {
  return error instanceof ProtocolError || (error instanceof Error && error.name === "ProtocolError");
}

/** The lines of the stack behind the message, which may itself look like such lines. */
export function stackFrames({ message, stack = "" }: Error): readonly string[] {
  const start = stack.indexOf(message);
  if (start < 0) return [];
  return stack.slice(start + message.length).split("\n").map((line) => line.trim()).filter((line) => line !== "");
}
