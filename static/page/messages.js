// @ts-check
/** @import { GatehouseError } from "../client.d.ts" */

/**
 * One sentence or two for every code, in the words of the person who reads it. `describeError` adds what the answer
 * itself knows: seconds, reasons, ends.
 *
 * @type {Readonly<Record<string, string | ((error: GatehouseError) => string)>>}
 */
const TEXTS = {
  account_banned: (error) => `This account is banned${because(error)}${lasting(error)}`,
  account_suspended: (error) => `This account is suspended${because(error)}${lasting(error)}`,
  address_banned: (error) => `This network address is blocked${because(error)}${lasting(error)}`,
  mac_banned: (error) => `This device is blocked${because(error)}${lasting(error)}`,
  invalid_credentials: "That name and password do not belong together. Check both and try again.",
  invalid_token: "Session expired. Please sign in again.",
  token_expired: "Session expired. Please sign in again.",
  wrong_token_type: "Session expired. Please sign in again.",
  token_rotated: "Another window has just renewed this session. Please try again.",
  username_taken: "That username is taken. Please choose another.",
  email_taken: "That e-mail address already belongs to an account.",
  email_required: "This needs an e-mail address. Add one in your account first.",
  identity_taken: "That sign-in already belongs to another account.",
  last_way_in: "That is the only way into this account, so it has to stay.",
  last_admin: "This is the last administrator, and one has to stay.",
  password_required: "This account has no password. Choose one first.",
  second_factor_required: "This account also asks for a code. Please enter it.",
  invalid_code: "That code is not right, or was used already. Wait for the next one and try again.",
  invalid_link: "This link is no longer good. Ask for a new one.",
  too_early: "This link is not good yet. Please try again later.",
  confirmation_required: "Please show once more that this account is yours.",
  too_many_passkeys: "You have as many passkeys as there may be. Remove one first.",
  door_closed: 'This game\'s own client is not let in to this account right now. Open it under "Game clients".',
  name_taken: "A character of that name lives in this game already. Please choose another.",
  too_many_characters: "All your places in this game are taken. Delete a character to make room.",
  managed_by_game: "This game makes and names its characters itself, so this cannot be changed here.",
  hook_failed: (error) => error.message || "The game refused.",
  hook_timeout: "The game took too long to answer. Nothing was changed; please try again.",
  unknown_game: "That game is not here any more.",
  unknown_character: "That character is not here any more.",
  unknown_server: "That game server is not known here.",
  server_offline: "That game server is offline right now.",
  unknown_type: "The game does not know that kind of message.",
  not_found: "That is not here any more.",
  forbidden: "You are not allowed to do that.",
  origin_not_allowed: "This address of the page is not known to the server. Please tell whoever runs it.",
  unsupported_media_type: "The server cannot read that kind of content.",
  method_not_allowed: "The server does not offer that.",
  invalid_input: (error) => error.errors[0]?.message ?? error.message,
  invalid_json: "The server could not read what was sent.",
  payload_too_large: "That is too long for the server.",
  rate_limited: (error) => `Too many attempts. ${tryAgain(error)}`,
  overloaded: (error) => `The server is very busy right now. ${tryAgain(error)}`,
  too_many_connections: "Too many connections from your network. Close another window and try again.",
  unavailable: (error) => `The server cannot reach its records at the moment. ${tryAgain(error)}`,
  provider_unavailable: "The sign-in provider does not answer right now. Please try again later.",
  internal: "Something went wrong on the server. Please try again.",

  unreachable: "The server cannot be reached. Check your connection and try again.",
  timeout: "The server did not answer in time. Please try again.",
  disconnected: "The connection was lost before the answer came. It will be back in a moment.",
  busy: "Too many requests are still waiting for their answers. Please wait a moment.",
  signed_out: "You are signed out. Please sign in again.",
  unexpected_answer: "The server gave an answer this page does not understand. Please try again.",
};

/** The codes that have a text of their own. */
export const DESCRIBED_CODES = Object.freeze(Object.keys(TEXTS));

/** @param {GatehouseError} error @returns {string} */
export function describeError(error) {
  const text = Object.hasOwn(TEXTS, error.code) ? TEXTS[error.code] : undefined;
  if (typeof text === "function") return text(error);
  return text ?? (error.message || "Something went wrong. Please try again.");
}

/** Why a line ended for good. @type {Readonly<Record<string, string>>} */
export const ENDINGS = {
  session_ended: "Session expired. Please sign in again.",
  banned: "This account has been shut out.",
  signed_in_elsewhere: "Your account is playing in another place now, so this page stepped aside.",
};

/** Why a line that comes back was lost. @param {string} meaning */
export function describeLoss(meaning) {
  if (meaning === "offline") return "You are offline.";
  if (meaning === "server_stopping") return "The server is restarting.";
  if (meaning === "too_many_messages") return "Too many messages were sent at once.";
  if (meaning === "message_too_large") return "A message was too large for the server.";
  return "Connection lost.";
}

/** @param {GatehouseError} error */
function because(error) {
  return error.reason ? `: ${error.reason.replace(/[.\s]+$/, "")}.` : ".";
}

/** @param {GatehouseError} error */
function lasting(error) {
  return error.until === null ? "" : ` It ends on ${formatDateTime(error.until)}.`;
}

/** @param {GatehouseError} error */
function tryAgain(error) {
  if (error.retryAfterSeconds === null) return "Please try again in a moment.";
  return `Try again in ${formatDuration(error.retryAfterSeconds)}.`;
}

/** @type {readonly (readonly [number, string])[]} */
const UNITS = [[31_557_600, "year"], [86_400, "day"], [3_600, "hour"], [60, "minute"], [1, "second"]];

/** @param {number} seconds @returns {string} "1 second", "3 minutes", "2 hours" */
export function formatDuration(seconds) {
  const [size, unit] = UNITS.find(([size]) => seconds >= size * 2) ?? [1, "second"];
  const count = Math.max(1, Math.ceil(seconds / size));
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

/** @param {Date} date */
export function formatDateTime(date) {
  return date.toLocaleString(undefined, { dateStyle: "long", timeStyle: "short" });
}
