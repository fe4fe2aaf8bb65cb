/** From the codes of the accounts service to what the client can be told. The one place where a verdict is chosen. */
import { AppError, type ErrorCode } from "../../modules/mod.ts";
import { NoCharacter } from "./login.ts";
import type { LoginRefusal, RegisterResult } from "./protocol/messages.ts";

type Table<Verdict> = Readonly<Partial<Record<ErrorCode, Verdict>>>;

const LOGIN_REFUSALS: Table<LoginRefusal> = {
  address_banned: "address_refused",
  rate_limited: "address_refused",
  mac_banned: "mac_banned",
  invalid_credentials: "wrong_password",
  // Whoever is outside learns nothing of it: the player reads it on the page.
  door_closed: "wrong_password",
  // A password that no account can have, such as one over 72 bytes.
  invalid_input: "wrong_password",
  account_banned: "account_banned",
  account_suspended: "account_banned",
  account_deleting: "account_banned",
};

/** REGISTER has no code of its own for what the rules refuse: all of it reads as "exists". */
const REGISTER_REFUSALS: Table<RegisterResult> = {
  address_banned: "address_refused",
  rate_limited: "address_refused",
  mac_banned: "mac_banned",
  username_taken: "exists",
  name_taken: "exists",
  invalid_input: "exists",
  hook_failed: "exists",
  door_closed: "exists",
};

/** Null when the server could not decide: then there is no verdict to give. */
export function loginRefusal(error: unknown, hideUnknownAccounts: boolean): LoginRefusal | null {
  // "Wrong password" would be a lie; of this game it has no account.
  if (error instanceof NoCharacter) return "unknown_account";
  if (!(error instanceof AppError)) return null;
  if (error.details.unknownAccount === true && !hideUnknownAccounts) return "unknown_account";
  return LOGIN_REFUSALS[error.code] ?? null;
}

/** Null when the server could not decide. */
export function registerRefusal(error: unknown): RegisterResult | null {
  return error instanceof AppError ? REGISTER_REFUSALS[error.code] ?? null : null;
}
