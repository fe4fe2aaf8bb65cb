/** What a module is given in `initialize`: the places to register at, and the core's services. */
import type { Hono } from "hono";
import type { ZodType } from "zod";
import type { Clock as ModuleTime } from "../../platform/clock.ts";
import type { Log } from "../../platform/log/log.ts";
import type { ListenOptions } from "../../doors/net/line.ts";
import type {
  AccountCreated,
  AccountDeleted,
  AccountExported,
  ChangeData,
  CharacterCreated,
  CharacterDeleted,
  CharacterPlayed,
  CharacterSelected,
  CharacterWriter,
  MessageCall,
} from "./characters.ts";
import type { ModuleDatabase } from "./database.ts";
import type { CredentialScheme } from "./credentials.ts";
import type { GameImporter, Json } from "./imports.ts";
import type { AccountsPort, CharactersPort, SeatsPort, ServersPort, TicketsPort } from "./ports.ts";

export type { ModuleTime };

/**
 * Everything that a module may use, and all that it may use. `Config` is what its configuration's schema gives, `Data` the
 * game's own data of a character, `Id` the game's id.
 *
 * Registering throws an `Error` after `initialize`, and for a name that is not allowed or already taken.
 */
export interface ModuleContext<Config = unknown, Data = unknown, Id extends string = string> {
  /** The module's configuration, already parsed by its schema. */
  readonly config: Config;
  /** Its records carry the module's name. No secrets, no passwords. */
  readonly log: Log;
  /** Time. Tests move it, so nothing else may tell the time. */
  readonly clock: ModuleTime;
  /** The only source of chance. */
  readonly random: ModuleRandom;
  /** HKDF-SHA-256 of the master key, bound to this module: the same after a restart and on every instance. 1 to 255 bytes. */
  readonly deriveKey: (info: string, lengthBytes: number) => Uint8Array;
  /** Accounts: registering, logging in, bans. For native doors. */
  readonly accounts: AccountsPort;
  /** The characters of this game. */
  readonly characters: CharactersPort<Data>;
  /** Seats in this game, for native doors; a WebSocket takes its own. */
  readonly seats: SeatsPort;
  /** The game servers that serve this game. */
  readonly servers: ServersPort;
  /** One-use, short-lived secrets between two ports. */
  readonly tickets: TicketsPort;
  /** A Hono app, mounted at `/games/<id>`. An `AppError` that a route throws is answered as everywhere. */
  readonly routes: Hono;
  /** Outside a transaction; inside a hook use the hook's own. */
  readonly db: ModuleDatabase;

  /**
   * In the transaction that makes a character: what it throws, or 2 s without an end, undoes everything. Hooks run in
   * order of registration. `gameId` may be another loaded game's, whose data then is `unknown`.
   */
  registerCharacterCreateHook<GameId extends string>(
    gameId: GameId,
    hook: (
      data: CharacterCreated<DataFor<GameId, Id, Data>>,
      db: ModuleDatabase,
      changeData: ChangeData<DataFor<GameId, Id, Data>>,
    ) => void | Promise<void>,
  ): void;
  /** The same for the transaction that selects a character. A game without one answers `character_selected` by itself. */
  registerCharacterSelectHook<GameId extends string>(
    gameId: GameId,
    hook: (selection: CharacterSelected<DataFor<GameId, Id, Data>>) => void | Promise<void>,
  ): void;
  /** The same for the transaction that deletes a character: delete what your tables have of it. */
  registerCharacterDeleteHook(
    gameId: string,
    hook: (data: CharacterDeleted, db: ModuleDatabase) => void | Promise<void>,
  ): void;
  /** After the commit, within 2 s; a failure is logged and counted and undoes nothing. So for all that begin with `after`. */
  afterCharacterCreate<GameId extends string>(
    gameId: GameId,
    hook: (data: CharacterCreated<DataFor<GameId, Id, Data>>) => void | Promise<void>,
  ): void;
  /** A player on a WebSocket plays the character from now on: the time to tell others. Before its first message. */
  afterCharacterSelect<GameId extends string>(
    gameId: GameId,
    hook: (played: CharacterPlayed<DataFor<GameId, Id, Data>>) => void | Promise<void>,
  ): void;
  /**
   * It no longer does: the socket closed, lost its seat, or selected anew. Each selection that `afterCharacterSelect` told
   * of ends here once, on this instance. Selecting anew is told first: compare `user`, which is another object.
   */
  afterCharacterLeave<GameId extends string>(
    gameId: GameId,
    hook: (played: CharacterPlayed<DataFor<GameId, Id, Data>>) => void | Promise<void>,
  ): void;
  /** After the commit that deleted a character. */
  afterCharacterDelete(gameId: string, hook: (data: CharacterDeleted) => void | Promise<void>): void;
  /**
   * In the transaction that deletes an account for good, after the hooks of its characters, with 2 s: delete what your
   * tables have of it. What it throws undoes the whole deletion, which is tried again later.
   */
  registerAccountDeleteHook(hook: (account: AccountDeleted, db: ModuleDatabase) => void | Promise<void>): void;
  /** After the commit that deleted an account; a failure is logged and counted and undoes nothing. */
  afterAccountDelete(hook: (account: AccountDeleted) => void | Promise<void>): void;
  /**
   * What the player's copy of all data has of your game: JSON of at most 1 MiB, within 2 s, without secrets and without
   * other players. One that fails is `{"error": "unavailable"}` there, and the others stand beside it.
   */
  registerAccountExport(hook: (account: AccountExported, db: ModuleDatabase) => Json | Promise<Json>): void;
  /**
   * In the transaction that makes an account, on whichever door, with 2 s: a `managed` game makes its character here. What
   * it throws refuses the registration.
   */
  registerAccountCreateHook(hook: (account: AccountCreated, characters: CharacterWriter) => void | Promise<void>): void;
  /**
   * For a socket whose selected character is of this game. The schema reads the whole message, `type` and the client's
   * `id` included; what it refuses is answered with `invalid_input` and never reaches the handler. `cost` is in messages
   * of the socket's budget, 0 to 40, default 1. The handler has 2 s, and each of its statements is a change of its own.
   * What it throws becomes an `error` message: of an `AppError` with its words, as `hook_failed`.
   *
   * @param type 1 to 64 letters, digits, spaces and `_ . : -`; none of the core's, such as `ping`
   */
  registerMessageHandler<M>(
    type: string,
    handler: (call: MessageCall<M, Data>) => void | Promise<void>,
    options?: { schema?: ZodType<M>; cost?: number },
  ): void;
  /**
   * A native door: the core accepts, limits, times and closes; the module gives a session for each line.
   * @param port one of the module's `ports`
   */
  listen(port: string, options: ListenOptions): void;
  /** A secret of the module's own, derived of passwords. Names are unique in the server. */
  registerCredentialScheme(scheme: CredentialScheme): void;
  /**
   * Which tickets `POST /auth/session-key` redeems for the servers of this game: a key that the player's client brings
   * from a native door. One module owns a kind.
   */
  registerSessionKey(ticketKind: string): void;
  /**
   * Runs every `everyMs` milliseconds (at least 1,000) on one instance at a time, and never twice at once. The signal
   * ends it at shutdown, which waits for it at most 5 s.
   */
  registerJob(name: string, everyMs: number, run: (signal: AbortSignal) => Promise<void>): void;
  /**
   * Reads this game's data out of a foreign system's tables, when an operator runs `deno task import <system> … --into`
   * this game.
   *
   * @param system as the command names it, such as `nexusforever`
   */
  registerImport(system: string, importer: GameImporter): void;
}

/** The data of another game's characters is unknown. */
export type DataFor<GameId extends string, Id extends string, Data> = GameId extends Id ? Data : unknown;

/** Chance, as a module gets it: cryptographically strong. */
export interface ModuleRandom {
  /** `count` random bytes, 0 to 65,536. */
  bytes(count: number): Uint8Array;
  /** A version 4 UUID in lower case. */
  uuid(): string;
}
