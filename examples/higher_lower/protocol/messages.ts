/** What the client asks and the server answers, a line each. */
import { ProtocolError } from "../../../lib/platform/bytes/byte_reader.ts";

export type Command =
  | { readonly type: "register" | "login"; readonly username: string; readonly password: string }
  | { readonly type: "guess"; readonly number: number }
  | { readonly type: "bye" };

export type Answer =
  | { readonly type: "hello" }
  | { readonly type: "welcome"; readonly username: string; readonly best: number | null }
  | { readonly type: "higher" | "lower" }
  | { readonly type: "found"; readonly guesses: number; readonly best: number }
  /** What could not be done: a code for programs, a sentence for people. */
  | { readonly type: "error"; readonly code: string; readonly message: string }
  | { readonly type: "bye"; readonly reason: string };

/** A password may hold spaces, a username may not. */
const COMMAND = /^(REGISTER|LOGIN) (\S+) (.+)$|^(GUESS) (\d{1,6})$|^(BYE)$/;

/** @throws {ProtocolError} for what is none */
export function parseCommand(line: string): Command {
  const [, account, username, password, guess, digits, bye] = COMMAND.exec(line) ?? [];
  if (account !== undefined && username !== undefined && password !== undefined) {
    return { type: account === "LOGIN" ? "login" : "register", username, password };
  }
  if (guess !== undefined) return { type: "guess", number: Number(digits) };
  if (bye !== undefined) return { type: "bye" };
  throw new ProtocolError("Could not read a command: it is none");
}

export function encodeAnswer(answer: Answer): Uint8Array {
  // Nothing that comes from elsewhere may begin a line of its own.
  return new TextEncoder().encode(`${formatAnswer(answer).replaceAll(/[\r\n]/g, " ")}\n`);
}

function formatAnswer(answer: Answer): string {
  switch (answer.type) {
    case "hello":
      return "HELLO higher_lower 1";
    case "welcome":
      return `WELCOME ${answer.username} best ${answer.best ?? "none"}`;
    case "higher":
      return "HIGHER";
    case "lower":
      return "LOWER";
    case "found":
      return `FOUND in ${answer.guesses} best ${answer.best}`;
    case "error":
      return `ERROR ${answer.code} ${answer.message}`;
    case "bye":
      return `BYE ${answer.reason}`;
  }
}
