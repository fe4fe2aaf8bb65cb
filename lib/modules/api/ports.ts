/** The core's services as game modules see them. */
import type { AccountView } from "../../domain/accounts/account.ts";
import type { SeatEnd } from "../../domain/seats/seats.ts";
import type { Position } from "../../domain/characters/character.ts";
import type { Character } from "./characters.ts";
import type { ModuleDatabase } from "./database.ts";

export type { AccountView, SeatEnd };

/**
 * Accounts, for doors that register players or let them in. `address` is the line's, `macAddress` what the client says,
 * `door` one of the module's ports, by its name or its door's.
 */
export interface AccountsPort {
  /**
   * Makes an account. Counts against the address's registrations of the day.
   * @throws {AppError} `invalid_input`, `username_taken`, `email_taken`, `rate_limited`, `address_banned`, `mac_banned`,
   * `overloaded`, `hook_failed`, `hook_timeout`, `unavailable`; `door_closed` where the operator lets this game's doors
   * register nobody
   */
  register(input: {
    username: string;
    password: string;
    email?: string;
    address: string;
    macAddress?: string;
  }): Promise<AccountView>;
  /**
   * Checks a password; give `username` or `email`. Counts the attempt, and costs the same for unknown and wrong.
   * What counts is the account's access of this game: `door_closed` says that the right secret is not taken now, and must
   * look to the client like a wrong one.
   * @throws {AppError} `invalid_credentials`, `door_closed`, `account_banned`, `account_suspended`, `rate_limited`,
   * `address_banned`, `mac_banned`, `overloaded`, `unavailable`
   */
  logIn(input: {
    username?: string;
    email?: string;
    password: string;
    address: string;
    macAddress?: string;
  }): Promise<AccountView>;
  /** Without regard to case. */
  findByEmail(email: string): Promise<AccountView | null>;
  /**
   * For schemes that prove a password by themselves (SRP6): the secret that counts here (of the account's password or of
   * its game password), or null; then report how it ended.
   */
  credential(accountId: number, scheme: string): Promise<Uint8Array | null>;
  /**
   * Counts one attempt before anything is computed. With the `email` that was typed, known or not, guesses at that
   * account are counted as well: give it again when the attempt ended.
   * @throws {AppError} `rate_limited`, `address_banned`
   */
  attemptStarted(input: { address: string; email?: string }): Promise<void>;
  /**
   * Throws what `attemptStarted` would once the address is over its attempts, and counts nothing: for a secret that is
   * too long to be guessed, where only a false one is an attempt.
   * @throws {AppError} `rate_limited`, `address_banned`
   */
  checkAttempts(input: { address: string }): Promise<void>;
  /**
   * Records how a proof ended: the audit entry, the failure count and its automatic ban, last login and address. Of a proven
   * account it asks whether this game's doors take it now.
   * @throws {AppError} `door_closed`, which must look to the client like a wrong password
   */
  attemptEnded(input: {
    accountId: number | null;
    address: string;
    proven: boolean;
    door: string;
    email?: string;
  }): Promise<void>;
  /**
   * Records that the game keeps a proven account out by a rule of its own, and why: `login.refused` in the audit log, with
   * the first 500 characters of the reason. `code` is for the login trail; `hook_failed` unless told.
   */
  attemptRefused(input: {
    accountId: number;
    address: string;
    door?: string;
    reason: string;
    code?: "hook_failed" | "hook_timeout";
  }): Promise<void>;
  /**
   * Throws the ban, suspension or address ban that now holds; else nothing. With an account, which must be proven, an
   * automatic ban of the address does not count, and the audit log tells that it was kept out, and at which `door` (the
   * module's only one where it is left out).
   * @throws {AppError} `account_banned`, `account_suspended`, `address_banned`, `mac_banned`
   */
  checkAllowed(input: { accountId?: number; address: string; macAddress?: string; door?: string }): Promise<void>;
}

/** The characters of this game. */
export interface CharactersPort<Data = unknown> {
  /** The account's own, oldest first. */
  list(accountId: number): Promise<readonly Character<Data>[]>;
  /**
   * Makes a character and runs the hooks, in one transaction.
   * @throws {AppError} `invalid_input`, `name_taken`, `too_many_characters`, `hook_failed`, `hook_timeout`, `unavailable`
   */
  create(input: { accountId: number; name: string; class?: string }): Promise<Character<Data>>;
  /**
   * Changes what is given: `level` 1 to 2^31 − 1, `class` up to 50 characters, coordinates from −10^12 to 10^12, ids of 1
   * to 64 characters.
   * @throws {AppError} `unknown_character`, `invalid_input`, `unavailable`
   */
  update(
    characterId: number,
    change: { level?: number; class?: string; position?: Position; mapId?: string; serverId?: string },
  ): Promise<void>;
  /** Changes the game's own data of a character, in a transaction of its own: not for hooks, which have theirs. */
  changeData(characterId: number, change: (data: Data) => Data): Promise<Data>;
}

/** Seats: one account sits once in one game, on whichever door and instance. */
export interface SeatsPort {
  /**
   * Ends the older holder; `ended` runs when this seat is lost, with why. Opens a session row for the line. `also` runs
   * in the same transaction and has 2 s: the seat and what it writes are there together, or neither.
   * @throws {AppError} `account_banned`, `account_suspended`, `mac_banned`, `door_closed`, `hook_failed`, `hook_timeout`,
   * `unavailable`
   */
  take(input: {
    accountId: number;
    characterId?: number;
    door: string;
    address: string;
    macAddress?: string;
    also?: (db: ModuleDatabase) => Promise<void>;
    ended: (reason: SeatEnd) => void;
  }): Promise<Seat>;
}

/** A seat that is held. */
export interface Seat {
  /** Of the session that was opened with it. */
  readonly sessionId: string;
  /** Notes activity; written to the database once a minute at most. */
  touch(): void;
  /**
   * Gives the seat back and ends the session, for a reason that operators see, `logged_out` unless told. Doing it twice
   * does nothing. Never rejects: what cannot be written now is written once the database is back.
   */
  release(reason?: SeatRelease): Promise<void>;
}

/** Why a line that nobody else ended gave its seat back. */
export type SeatRelease = "logged_out" | "disconnected" | "timed_out" | "banned" | "shutdown" | "broken_protocol";

/** The game servers that the operator has set up. */
export interface ServersPort {
  /**
   * The online servers that serve this game, in order of their ids. One whose host has no IPv4 address, or cannot be
   * looked up, is left out.
   */
  online(): Promise<readonly GameServer[]>;
}

/** A game server; WildStar calls it a realm. */
export interface GameServer {
  /** Such as `server_001`. */
  readonly id: string;
  /** What players read. */
  readonly name: string;
  /** IPv4, dotted. */
  readonly address: string;
  /** 1 to 65535. */
  readonly port: number;
  /** Whether players fight one another. */
  readonly type: "pve" | "pvp";
  /** As the operator set them; the game knows what they mean. */
  readonly flags: number;
  /** The id of a text in the game's own tables. */
  readonly noteTextId: number;
  /** How many play there, as the server last said. */
  readonly players: number;
}

/** One-use, short-lived secrets. */
export interface TicketsPort {
  /**
   * `secret` is stored hashed and good for `ttlMs` milliseconds, from `address` only where one is given. `replaces` ends
   * the account's older ones of the kind.
   */
  issue(
    kind: string,
    input: { accountId: number; secret: Uint8Array; ttlMs: number; address?: string; replaces?: boolean },
  ): Promise<void>;
  /** Looks without using it up; null when `redeem` would be. */
  find(
    kind: string,
    input: { secret: Uint8Array; accountId?: number; address?: string },
  ): Promise<{ accountId: number } | null>;
  /** Uses it up: of many at once only one succeeds. Null for what is unknown, used, expired or another's. */
  redeem(
    kind: string,
    input: { secret: Uint8Array; accountId?: number; address?: string },
  ): Promise<{ accountId: number } | null>;
}
