/**
 * The public API of game modules, as types. `mod.ts` exports them; nothing outside `lib/modules/` imports this file.
 * The built-in games use these and nothing else.
 */
import type { Hono } from "hono";
import type { Kysely, Transaction } from "kysely";
import type { ZodType } from "zod";
import type { Character, Position } from "../characters/character.ts";
import type { CharacterCreated, CharacterDeleted } from "../characters/hooks.ts";
import type { User } from "../characters/user.ts";
import type { Log } from "../log.ts";
import type { ListenOptions } from "../net/line.ts";

export type { Character, CharacterCreated, CharacterDeleted, Position, User };

/** Tables of a module are known to the module alone. */
// deno-lint-ignore no-explicit-any
type Tables = any;

/** A game, as a module exports it (`default`, or `game`). `defineGame` only gives types. */
export interface GameModule {
  /** `^[a-z][a-z0-9_]{1,31}$`. Unique; names its routes, tables (`<id>_…`), configuration and message types. */
  readonly id: string;
  /** What players read. 1 to 64 characters. */
  readonly name: string;
  readonly version?: string;
  /** Its slice of the configuration, under `gameConfig.<id>`. Without a schema a slice is refused. */
  readonly config?: ZodType;
  readonly character?: CharacterRules;
  /** A history of its own, applied in the order of the names. */
  readonly migrations?: Readonly<Record<string, ModuleMigration>>;
  /** For example `{ slime: { port: 5555, variable: "SLIME_PORT" } }`. */
  readonly ports?: Readonly<Record<string, PortDefault>>;
  /** Registers only; afterwards the module is sealed, and a late registration throws. */
  initialize(context: ModuleContext): void | Promise<void>;
}

export interface CharacterRules {
  /** Replaces `^[A-Za-z][A-Za-z0-9_]{2,19}$`. */
  readonly name?: RegExp;
  /** `managed`: made and named by the game itself; players' own create and delete calls get 409 `managed_by_game`. */
  readonly ownership?: "player" | "managed";
}

export interface ModuleContext {
  /** The module's configuration, already parsed by its schema. */
  readonly config: unknown;
  readonly log: Log;
  readonly clock: { now(): Date; monotonicMs(): number; after(delayMs: number, run: () => void): () => void };
  readonly random: { bytes(count: number): Uint8Array; uuid(): string };
  /** HKDF-SHA-256 of the master key, bound to this module: the same after a restart and on every instance. 1 to 255 bytes. */
  readonly deriveKey: (info: string, lengthBytes: number) => Uint8Array;
  readonly accounts: AccountsPort;
  readonly characters: CharactersPort;
  readonly seats: SeatsPort;
  readonly servers: ServersPort;
  /** One-use, short-lived secrets between two ports. */
  readonly tickets: TicketsPort;
  /** Mounted at `/games/<id>`. */
  readonly routes: Hono;
  /** Outside a transaction; inside a hook use the hook's own. */
  readonly db: ModuleDatabase;

  /** In the transaction of the change: what it throws, or 2 s without an end, undoes everything. Run in order of registration. */
  registerCharacterCreateHook(
    gameId: string,
    hook: (data: CharacterCreated, db: ModuleDatabase) => void | Promise<void>,
  ): void;
  registerCharacterSelectHook(gameId: string, hook: (selection: CharacterSelected) => void | Promise<void>): void;
  registerCharacterDeleteHook(
    gameId: string,
    hook: (data: CharacterDeleted, db: ModuleDatabase) => void | Promise<void>,
  ): void;
  /** After the commit; a failure is logged and counted and undoes nothing. */
  afterCharacterCreate(gameId: string, hook: (data: CharacterCreated) => void | Promise<void>): void;
  afterCharacterDelete(gameId: string, hook: (data: CharacterDeleted) => void | Promise<void>): void;
  /** In the transaction that makes an account, on whichever door: a `managed` game makes its character here. */
  registerAccountCreateHook(hook: (account: AccountCreated, characters: CharacterWriter) => void | Promise<void>): void;
  /**
   * For a socket whose selected character is of this game. The schema reads the whole message, `type` and the client's
   * `id` included; what it refuses never reaches the handler. `cost` is in messages of the socket's budget, 0 to 40,
   * default 1. The handler has 2 s, and each of its statements is a change of its own.
   */
  registerMessageHandler<M>(
    type: string,
    handler: (call: MessageCall<M>) => void | Promise<void>,
    options?: { schema?: ZodType<M>; cost?: number },
  ): void;
  /** A native door: the core accepts, limits, times and closes; the module gives a session for each line. */
  listen(port: string, options: ListenOptions): void;
  registerCredentialScheme(scheme: CredentialScheme): void;
  /**
   * Runs every `everyMs` milliseconds (at least 1,000) on one instance at a time, and never twice at once. The signal
   * ends it at shutdown, which waits for it at most 5 s.
   */
  registerJob(name: string, everyMs: number, run: (signal: AbortSignal) => Promise<void>): void;
}

export interface CharacterSelected {
  readonly user: User;
  readonly character: Character;
  readonly db: ModuleDatabase;
}

export interface MessageCall<M> {
  readonly user: User;
  readonly character: Character;
  readonly message: M;
  readonly db: ModuleDatabase;
}

export interface ModuleDatabase {
  /**
   * Runs one statement. Placeholders are `?` in order or `$1` by number, values null, text, finite numbers, booleans and
   * bytes. SELECT, and what ends in RETURNING, gives `[rows]`; a change gives `[{ affectedRows, insertId }]`, where
   * `insertId` is the `id` of the one new row, if its table has that column.
   *
   * In a hook it is part of the transaction: a statement that fails undoes the change even when the hook goes on, and
   * once the hook is over or its time is up every call throws.
   */
  // deno-lint-ignore no-explicit-any
  query(sql: string, parameters?: readonly unknown[]): Promise<[any]>;
  /** The same as a query builder. Outside a hook it may begin a transaction, which has 2 s. */
  readonly kysely: Kysely<Tables> | Transaction<Tables>;
}

/**
 * Functions, or the SQL of `up` as text: one or more statements that both databases understand. Applied as a whole, once.
 * `down` is for your own tools: the server never goes back.
 */
export type ModuleMigration =
  | { up(db: Kysely<Tables>): Promise<void>; down?(db: Kysely<Tables>): Promise<void> }
  | string;

export interface AccountsPort {
  register(input: {
    username: string;
    password: string;
    email?: string;
    address: string;
    macAddress?: string;
  }): Promise<AccountView>;
  /** Counts the attempt, costs the same for unknown and wrong, throws `AppError` with the codes of the contract. */
  logIn(input: {
    username?: string;
    email?: string;
    password: string;
    address: string;
    macAddress?: string;
  }): Promise<AccountView>;
  findByEmail(email: string): Promise<AccountView | null>;
  /** For schemes that prove a password by themselves (SRP6): the stored secret, or null; then report how it ended. */
  credential(accountId: number, scheme: string): Promise<Uint8Array | null>;
  /**
   * Counts one attempt before a proof is checked.
   * @throws {AppError} `rate_limited`, `address_banned`
   */
  attemptStarted(input: { address: string }): Promise<void>;
  /**
   * Throws what `attemptStarted` would once the address is over its attempts, and counts nothing: for a secret that is
   * too long to be guessed, where only a false one is an attempt.
   * @throws {AppError} `rate_limited`, `address_banned`
   */
  checkAttempts(input: { address: string }): Promise<void>;
  /** Records how a proof ended: the audit entry, the failure count and its automatic ban, last login and address. */
  attemptEnded(input: { accountId: number | null; address: string; proven: boolean; door: string }): Promise<void>;
  /**
   * Throws the ban, suspension or address ban that now holds; else nothing. With an account, which must be proven, the
   * audit log tells that it was kept out, and at which `door` (the module's id where it is left out).
   */
  checkAllowed(input: { accountId?: number; address: string; macAddress?: string; door?: string }): Promise<void>;
}

export interface AccountView {
  readonly id: number;
  readonly username: string;
  readonly email: string | null;
}

/** An account in the transaction that makes it. */
export interface AccountCreated extends AccountView {
  /** Where it registered: `http`, or the id of the module whose port it came through. */
  readonly door: string;
}

export interface CharactersPort {
  list(accountId: number): Promise<readonly Character[]>;
  /** Makes a character of this game and runs the hooks, in one transaction. */
  create(input: { accountId: number; name: string; class?: string }): Promise<Character>;
  update(
    characterId: number,
    change: { level?: number; class?: string; position?: Position; mapId?: string; serverId?: string },
  ): Promise<void>;
}

/** Makes characters inside the transaction at hand, hooks included. */
export interface CharacterWriter {
  create(input: { name: string; class?: string }): Promise<Character>;
}

export interface SeatsPort {
  /**
   * Ends the older holder; `ended` runs when this seat is lost, with why. Opens a session row for the line. `also` runs
   * in the same transaction and has 2 s: the seat and what it writes are there together, or neither.
   * @throws {AppError} `account_banned`, `account_suspended`, `mac_banned`, `hook_failed`, `hook_timeout`, `unavailable`
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

export type SeatEnd = "taken_elsewhere" | "banned" | "suspended" | "session_ended" | "shutdown";

export interface Seat {
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

export interface ServersPort {
  /** The online servers that serve this game, in order of their ids. */
  online(): Promise<readonly GameServer[]>;
}

export interface GameServer {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly type: "pve" | "pvp";
  readonly flags: number;
  readonly noteTextId: number;
  readonly players: number;
}

export interface TicketsPort {
  /** `secret` is stored hashed; redeeming it ends it, and only one of many at once succeeds. `replaces`: ends the account's older ones of the kind. */
  issue(
    kind: string,
    input: { accountId: number; secret: Uint8Array; ttlMs: number; address?: string; replaces?: boolean },
  ): Promise<void>;
  /** Looks without using it up; null when `redeem` would be. */
  find(
    kind: string,
    input: { secret: Uint8Array; accountId?: number; address?: string },
  ): Promise<{ accountId: number } | null>;
  redeem(
    kind: string,
    input: { secret: Uint8Array; accountId?: number; address?: string },
  ): Promise<{ accountId: number } | null>;
}

/** Derives and checks a secret of its own whenever a plaintext password is seen. The core encrypts it at rest. */
export interface CredentialScheme {
  /** For example `srp6-wildstar`. Unique. */
  readonly name: string;
  /** Which login the secret is bound to; an account without it has no such secret. */
  readonly needs: "username" | "email";
  derive(input: { login: string; password: string }): Promise<Uint8Array>;
  verify(input: { login: string; password: string; stored: Uint8Array }): Promise<boolean>;
}

export interface PortDefault {
  /** 1 to 65535. */
  readonly port: number;
  /** The environment variable that sets it: a port, `0` for a free one, or `off`. */
  readonly variable: string;
}
