/** That a name or an e-mail is another account's. */
import { isTaken } from "../../platform/database/errors.ts";
import { AppError } from "../../platform/errors.ts";

export function usernameTaken(): AppError {
  return new AppError("username_taken", "This username is taken");
}

export function emailTaken(): AppError {
  return new AppError("email_taken", "This e-mail address belongs to another account");
}

/** For the `catch` of what writes an account's name or e-mail. @throws {AppError} `username_taken`, `email_taken` */
export function takenError(error: unknown): never {
  if (isTaken(error, "username_key")) throw usernameTaken();
  if (isTaken(error, "email_key")) throw emailTaken();
  throw error;
}
