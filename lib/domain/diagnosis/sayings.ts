/** What the diagnosis says: in English, and under a key with its values for whoever says it in another language. */

export const SAYINGS = {
  // Why a rule turns a player away, or what is known where it cannot tell.
  own_words: "{text}",
  no_address: "No address is known",
  door_full: "The door has as many lines as it takes",
  door_full_of_strangers: "The door has as many lines that are not signed in as it takes",
  address_full: "The address has as many lines as it may",
  lines_turned_away: "{count} of the address were turned away in the minute from {at}",
  latest_build: "The latest attempt, at {at}, came",
  latest_build_of: "The latest attempt, at {at}, came with client {client}",
  counted_calls: "{count} calls of {of} in this minute; {max} are taken",
  counted_attempts: "{count} attempts of {of} in this minute; {max} are taken",
  counted_guesses: "{count} wrong passwords under this name in an hour, {max} are taken; " +
    "addresses that it does not know have one try in 30 s together",
  nobody: "Nobody is called so; no name is near it",
  nobody_but: "Nobody is called so; near it: {names}",
  no_email: "This door knows players by e-mail, and the account has none",
  guest: "A guest has no password",
  no_secret: "No secret for this door yet",
  nobodys_password: "Nobody's password",
  no_password: "The account has no password",
  no_success: "no success yet",
  last_success: "last success {at}",
  never_changed: "never changed",
  last_changed: "last changed {at}",
  wrong_since: "{count} wrong since at this door",
  factor_on: "A second factor is on: {methods}",
  codes_left: "{count} recovery codes left",
  latest_wrong: "the latest was a wrong code",
  latest_used: "the latest was a wrong code: used before",
  latest_behind: "the latest was a wrong code: of a clock that is {steps} steps of 30 s behind",
  latest_ahead: "the latest was a wrong code: of a clock that is {steps} steps of 30 s ahead",
  game_password_only: "This door takes the game password only",
  access_closed: "The player's access to this game is closed",
  no_window: "No window is open for {address}",
  no_window_for_unknown: "No window is open for an unknown address",
  window_elsewhere: "The window is open for {window}, and the client comes from {address}",
  window_unknown: "The window is open for {window}, and the client comes from an unknown address",
  suspended: "{reason} (by {by})",
  deleting: "Its player asked for its deletion",
  tokens_hashed: "Tokens are known by their hashes only",
  token_refused: "The latest one, at {at}, was used, expired, or of another address",
  no_server: "No server of this game is online",
  a_module_refused: "A module refused the latest attempt, at {at}",
  module_refused: "The module {game} refused the latest attempt, at {at}",
  module_took: "after {ms} ms",
  module_said: "its words: {words}",
  queue_full: "The queue of password hashes is full",
  database_away: "The database cannot be used",
  server_was_busy: "It kept the latest attempt, at {at}, from being decided; now it does not",
  // What lets the player in.
  close_lines: "Close other lines of this address, or exempt it",
  update_client: "The player needs the build that the server speaks",
  lift_address: "Lift the ban that holds {address}",
  wait_or_exempt: "Wait, or put the address in limits.exempt",
  lift_mac: "Lift the ban of the MAC {mac}",
  ask_name: "Ask the player for the name, or to register",
  add_email: "The player adds an e-mail on the website, and logs in there once",
  wait_for_turn: "Wait: one further try is taken at the time given; a reset or a passkey is free of this",
  upgrade_guest: "The player upgrades to an account first",
  log_in_in_browser: "The player logs in once in a browser",
  set_password: "The player sets one, or comes by another way",
  reset_password: "Send a reset mail, or ask the player to reset the password",
  set_clock: "The player lets the phone set its clock by itself",
  give_code: "The player gives a code, a recovery code or a passkey; without all of them: recovery",
  type_game_password: "The player types the game password",
  open_window: "The player opens a window, or makes a game password, on the website",
  lift_suspension: "Lift suspension {id}",
  restore: "The player restores it, or an operator does",
  log_in_before: "The player logs in anew at the door before: a token is good once, for a while, from one address",
  start_server: "Start a server, and see to its heartbeat",
  look_at_module: "Look at the module: the log has its words",
  look_at_server: "Look at the hash queue and the database",
} as const;

export interface Saying {
  readonly key: keyof typeof SAYINGS;
  readonly values: Readonly<Record<string, string>>;
}

export function say(key: Saying["key"], values: Readonly<Record<string, string | number>> = {}): Saying {
  return { key, values: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)])) };
}

/** Several sayings of one thing, in one line. */
export function textOf(sayings: readonly Saying[]): string | null {
  if (sayings.length === 0) return null;
  return sayings.map(({ key, values }) =>
    SAYINGS[key].replace(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place)
  ).join("; ");
}
