/**
 * The client of a Gatehouse server, for browsers, Deno and Node: accounts and characters over HTTP, and a live
 * connection that signs in, answers by `id`, keeps itself alive and comes back after a loss. `docs/client.md` shows it
 * in use.
 */

/** Opens nothing yet: the first call does. */
export function createGatehouseClient(options?: ClientOptions): GatehouseClient;

export interface ClientOptions {
  /** Where the server is. Default: the page's own origin. Required outside a browser. */
  readonly baseUrl?: string | URL;
  /** Where the token is kept under `game_token`. Default: the browser's own; elsewhere memory. */
  readonly storage?: TokenStorage;
  readonly fetch?: typeof globalThis.fetch;
  readonly WebSocket?: new (url: string | URL) => WebSocket;
  /** The longest wait for any one answer, in milliseconds. Default 15,000. */
  readonly timeoutMs?: number;
  /** Silence after which the connection is checked with a ping, in milliseconds. Default 25,000. */
  readonly heartbeatMs?: number;
  /** For tests: time, and a number from 0 up to 1 for the jitter of reconnecting. */
  readonly clock?: ClientClock;
  readonly random?: () => number;
}

/** `local` outlives the browser ("remember me"), `session` ends with the tab. */
export interface TokenStorage {
  readonly local: TokenShelf;
  readonly session: TokenShelf;
}
export type TokenShelf = Pick<Storage, "getItem" | "setItem" | "removeItem">;

export interface ClientClock {
  monotonicMs(): number;
  /** Runs once after `delayMs`; the returned function cancels it. */
  after(delayMs: number, run: () => void): () => void;
}

/**
 * Every call throws `GatehouseError`, and nothing else. A call that needs a token takes the kept one, and throws
 * `signed_out` without one; a token that the server refuses is forgotten.
 */
export interface GatehouseClient {
  /** The kept token, or null when nobody is signed in. It is a secret: it belongs in no URL and no log. */
  readonly token: string | null;
  register(input: Registration): Promise<SignedIn>;
  /** Throws `second_factor_required` with a `challenge` for an account that has a second factor: `finishLogIn` then. */
  logIn(input: Credentials): Promise<SignedIn>;
  /** The second step: a code of the authenticator app, one from paper, or a passkey that `askPasskey` gave. */
  finishLogIn(input: SecondFactor & { readonly challenge: string; readonly remember?: boolean }): Promise<SignedIn>;
  /** Signs in without a name and a password. In a browser only. */
  logInWithPasskey(options?: PasskeyPrompt & { readonly remember?: boolean }): Promise<SignedIn>;
  /** Asks the player's device for a passkey, for `finishLogIn` and `confirm`. In a browser only. */
  askPasskey(challenge?: string, options?: PasskeyPrompt): Promise<object>;
  /** Proves the account once more, for a call that threw `confirmation_required`; its `methods` say by what. */
  confirm(proof: ConfirmationProof): Promise<void>;
  readonly security: SecurityCalls;
  readonly gameClients: GameClientCalls;
  readonly recovery: Recovery;
  readonly trail: AccountTrail;
  readonly ownData: OwnData;
  /** An account without a name or a password. Without a `guestKey` a new one, whose key the answer has: it is its only way back. */
  playAsGuest(
    input?: { readonly guestKey?: string; readonly remember?: boolean },
  ): Promise<SignedIn & { readonly guestKey?: string }>;
  /** Makes a guest's account a lasting one: the same id, characters and connection. */
  upgrade(input: Omit<Registration, "remember">): Promise<SignedIn>;
  /** Asks the server whether the kept token still holds: for signing in without a password. */
  verify(): Promise<{ userId: number; username: string }>;
  /** Takes a fresh token in the same session; the old one is refused from then on, the connection stays. */
  refresh(): Promise<void>;
  /** Forgets the token even when the server cannot be told; then it throws. */
  logOut(): Promise<void>;
  /** The same for every session of the account. */
  logOutEverywhere(): Promise<void>;
  /** Ends every other session of the account; this one goes on. */
  changePassword(
    input: { currentPassword?: string; newPassword: string; endGamePasswords?: boolean },
  ): Promise<void>;
  changeEmail(input: { password?: string; email: string }): Promise<void>;
  account(): Promise<AccountDetails>;
  games(): Promise<Game[]>;
  readonly characters: {
    /** `Data` is what the game itself keeps with a character. */
    list<Data = unknown>(gameId: string): Promise<Character<Data>[]>;
    create<Data = unknown>(input: NewCharacter): Promise<Character<Data>>;
    delete(characterId: number): Promise<void>;
  };
  /**
   * Opens the live connection and keeps it open. Without `token` the kept one is used, read anew at every attempt, so a
   * refreshed one is taken up.
   */
  connect<Protocol extends GameProtocol = AnyGame>(token?: string): Connection<Protocol>;
}

export interface Registration {
  readonly username: string;
  readonly password: string;
  readonly email?: string;
  /** Keeps the token when the browser closes. Default false. */
  readonly remember?: boolean;
}
/** By `username` or by `email`. */
export type Credentials =
  & { readonly password: string; readonly remember?: boolean }
  & ({ readonly username: string } | { readonly email: string });

export interface SignedIn {
  readonly token: string;
  readonly id: number;
  readonly username: string;
}
export interface Account {
  readonly id: number;
  readonly username: string;
}
export interface AccountDetails extends Account {
  readonly email: string | null;
  /** Times are RFC 3339 in UTC. */
  readonly createdAt: string;
  readonly lastLogin: string | null;
  readonly emailVerified: boolean;
  readonly guest: boolean;
  readonly hasPassword: boolean;
  /** Whether a login by password asks for a code. */
  readonly secondFactor: boolean;
  readonly recoveryCodesLeft: number;
  /** When the account goes for good; null while nobody has asked for that. */
  readonly deletesAt: string | null;
}
export type SecondFactor =
  | { readonly code: string }
  | { readonly recoveryCode: string }
  | { readonly passkey: object };
/** With a second factor on it takes the password and a code, or a passkey. */
export type ConfirmationProof =
  | { readonly password: string; readonly code?: string; readonly recoveryCode?: string }
  | { readonly passkey: object }
  | { readonly method: "steam" | "epic"; readonly credentials: object }
  | { readonly guestKey: string };
export interface PasskeyPrompt {
  /** `conditional` offers it in the browser's autofill. */
  readonly mediation?: string;
  readonly signal?: AbortSignal;
}
/** `password`: the account's; `window`: the same, while one is open for the client's address. */
export type GameAccess = "password" | "window" | "game_password" | "closed";
export interface GameWindow {
  readonly until: string;
  /** Of IPv6 its /64. */
  readonly address: string;
}
/** What one game's own clients are let in by. */
export interface GameClient {
  readonly gameId: string;
  readonly name: string;
  /** As sign-ins name them. */
  readonly doors: readonly string[];
  readonly access: GameAccess;
  /** Whether its doors know players by their e-mail. */
  readonly needsEmail: boolean;
  readonly gamePassword: {
    readonly createdAt: string;
    readonly lastUsed: string | null;
    readonly lastAddress: string | null;
  } | null;
  readonly window: GameWindow | null;
}
/** Clients that can send only a password. All but `list` and `closeWindow` may throw `confirmation_required`. */
export interface GameClientCalls {
  list(): Promise<GameClient[]>;
  /** From `game_password` or `closed` back to `password` or `window` it needs the account's password. */
  setAccess(gameId: string, access: GameAccess, password?: string): Promise<GameClient>;
  /** Shown once; the older one ends with its lines. */
  newPassword(gameId: string): Promise<string>;
  removePassword(gameId: string): Promise<void>;
  /** For this browser's address, or for that of `attempt`, a sign-in of one's own that was refused. 10 to 720 minutes. */
  openWindow(gameId: string, input?: { minutes?: number; attempt?: number }): Promise<GameWindow>;
  closeWindow(gameId: string): Promise<void>;
}
/** Calls that cost something throw `confirmation_required` when the session's last proof is old: `confirm`, then again. */
export interface SecurityCalls {
  /** A new secret for an authenticator app; it changes nothing until `verifyTotp`. */
  startTotp(): Promise<TotpSetup>;
  /** Turns it on by its first code; every other session ends. Resolves with recovery codes, which are shown once. */
  verifyTotp(code: string): Promise<string[]>;
  removeTotp(): Promise<void>;
  /** Ends the older ones. */
  newRecoveryCodes(): Promise<string[]>;
  passkeys(): Promise<Passkey[]>;
  /** In a browser only. With `recoveryCodes` where the account had none. */
  addPasskey(name?: string): Promise<Passkey & Partial<RecoveryCodes>>;
  renamePasskey(id: string, name: string): Promise<Passkey>;
  removePasskey(id: string): Promise<void>;
  /** Needs a passkey and recovery codes. */
  removePassword(): Promise<void>;
}
/** Links in mails carry a token; each is good once. A dead one throws `invalid_link`. */
export interface Recovery {
  /** Resolves alike whether or not the address belongs to an account. */
  ask(email: string): Promise<void>;
  /** Whose password it is, and what beside it is asked for: nothing without a second factor. */
  check(token: string): Promise<{ readonly username: string; readonly methods: readonly string[] }>;
  /** Signs nobody in, and ends every session of the account. */
  finish(input: { readonly token: string; readonly newPassword: string } & Partial<ResetProof>): Promise<void>;
  verifyEmail(token: string): Promise<void>;
  /** Takes a change of the account back. */
  undo(token: string): Promise<void>;
  /** Sends the link that proves the e-mail address once more. */
  resendVerification(): Promise<void>;
}
export interface ResetProof {
  readonly code: string;
  readonly recoveryCode: string;
  readonly passkey: object;
}
/** Where the account is signed in, and who tried to. */
export interface AccountTrail {
  /** Living ones, the current first. */
  sessions(): Promise<{ readonly sessions: OwnSession[]; readonly gameTokens: OwnGameToken[] }>;
  endSession(id: string): Promise<void>;
  endGameToken(id: string): Promise<void>;
  /** The latest first. */
  logins(page?: { readonly after?: string; readonly limit?: number }): Promise<
    { readonly items: OwnLogin[]; readonly next: string | null }
  >;
}
export interface OwnSession {
  readonly id: string;
  readonly door: string;
  readonly address: string | null;
  readonly device: string | null;
  readonly gameId: string | null;
  readonly character: string | null;
  readonly createdAt: string;
  readonly lastActive: string | null;
  readonly expiresAt: string | null;
  readonly current: boolean;
  readonly secondFactor: boolean;
}
export interface OwnGameToken {
  readonly id: string;
  readonly kind: string;
  readonly server: string | null;
  readonly game: string | null;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly lastUsed: string | null;
}
export interface OwnLogin {
  readonly id: number;
  readonly at: string;
  readonly door: string;
  readonly address: string | null;
  readonly device: string | null;
  readonly result: "succeeded" | "failed" | "refused";
  readonly code: string | null;
}
/** What is kept about the player, and its end. */
export interface OwnData {
  export(): Promise<Record<string, unknown>>;
  /** Ends every session at once; resolves with the time when the account goes for good. */
  delete(): Promise<Date>;
  /** Takes a deletion back, by the `challenge` of `account_deleting`. */
  restore(input: { readonly challenge: string; readonly remember?: boolean }): Promise<SignedIn>;
}
export interface TotpSetup {
  /** Base32, to be typed. */
  readonly secret: string;
  /** `otpauth://…`, to be shown as a QR code. */
  readonly uri: string;
}
export interface Passkey {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  readonly lastUsed: string | null;
}
export interface RecoveryCodes {
  readonly recoveryCodes: string[];
}
export interface Game {
  readonly id: string;
  readonly name: string;
  /** The game makes and names its characters itself: players' calls get `managed_by_game`. */
  readonly managed: boolean;
  /** The game's own page, which Play opens: a path below `/games/<id>/`. */
  readonly page?: string;
  /** How a game with a client of its own is started. */
  readonly howToStart?: string;
  /** A square picture: a path below `/games/<id>/`. */
  readonly icon?: string;
  /** How many play it now, a few seconds old at most; missing where that is not known. */
  readonly playing?: number;
  /** How many characters a player may have in it. */
  readonly charactersMax?: number;
}
/** `Data` is what the game itself keeps with it, as its module's schema has it. */
export interface Character<Data = unknown> extends CharacterCard {
  readonly id: number;
  readonly name: string;
  readonly gameId: string;
  readonly level: number;
  readonly class: string | null;
  readonly createdAt: string;
  readonly lastPlayed: string | null;
  /** Absent where the game keeps nothing. */
  readonly data: Data;
}
/** What its game shows of a character in the hall. */
export interface CharacterCard {
  /** A path below `/games/<id>/`. */
  readonly portrait?: string;
  readonly lines?: readonly string[];
  readonly badge?: string;
}
export interface NewCharacter {
  readonly gameId: string;
  readonly name: string;
  /** At most 50 characters. */
  readonly class?: string;
}
export interface CharacterChoice {
  readonly gameId: string;
  readonly characterId: number;
}

/** The messages of one game, to give `send`, `request` and the events their types. */
export interface GameProtocol {
  readonly sends: Message;
  readonly receives: Message;
  /** What the game's select hook answers. */
  readonly selected: Message;
  /** What the game itself keeps with a character. `ClientProtocol` of `lib/modules/mod.ts` takes it from the module. */
  readonly data?: unknown;
}
export interface AnyGame extends GameProtocol {
  readonly sends: Message & Record<string, unknown>;
  readonly receives: Message & Record<string, unknown>;
  readonly selected: Message & Record<string, unknown>;
}
export interface Message {
  readonly type: string;
}

/**
 * One live connection. After a loss it comes back by itself with growing, jittered pauses, signs in and selects the
 * character again. It does not come back after close codes 4401, 4403 and 4409, nor after `close()`. (4401 before signing in
 * only says that the line was slow: then it does.)
 */
export interface Connection<Protocol extends GameProtocol = AnyGame> {
  readonly state: "connecting" | "open" | "waiting" | "ended";
  readonly account: Account | null;
  /** What a reconnect selects again. */
  readonly selected: CharacterChoice | null;
  /** Resolves once signed in; throws after `timeoutMs`, or at once when the session is refused. */
  ready(): Promise<Account>;
  listCharacters(gameId: string): Promise<Character<Protocol["data"]>[]>;
  createCharacter(input: NewCharacter): Promise<Character<Protocol["data"]>>;
  deleteCharacter(choice: CharacterChoice): Promise<void>;
  /**
   * The game's own answer: what its hook sent first by `user.send`, or a `character_selected` in any way. Takes the seat: an older
   * connection of the account in this game ends with 4409.
   */
  selectCharacter(choice: CharacterChoice): Promise<Protocol["selected"]>;
  /** Sends and waits for the message that carries the same `id`. At most 64 may wait at once (`busy`). */
  request(message: Protocol["sends"]): Promise<Protocol["receives"]>;
  /** Sends and waits for nothing. Throws `disconnected` while the line is down: nothing is queued. */
  send(message: Protocol["sends"]): void;
  /** The round trip in milliseconds. */
  ping(): Promise<number>;
  /**
   * Ends the pause between two attempts, for a "try now" button or the browser's `online` event. A line that seems open
   * is asked whether it is, and given up without an answer within 5 s.
   */
  reconnectNow(): void;
  /** Closes for good. */
  close(): void;
  /** Listens; the returned function stops it. A listener that throws does not stop the others. */
  on<Name extends keyof ConnectionEvents<Protocol>>(
    name: Name,
    listener: (event: ConnectionEvents<Protocol>[Name]) => void,
  ): () => void;
}

export interface ConnectionEvents<Protocol extends GameProtocol = AnyGame> {
  /** Signed in, for the first time or again. */
  open: { readonly account: Account; readonly again: boolean };
  /** The select hook has answered; `again` when a reconnect did the selecting. */
  selected: { readonly choice: CharacterChoice; readonly answer: Protocol["selected"]; readonly again: boolean };
  /** Whatever the game sends that answers no request. */
  message: Protocol["receives"];
  /** What the game sent as plain text (`user.system` of a game module). */
  text: string;
  /** A failure that belongs to no request of the page, also a reconnect that could not select the character again. */
  error: GatehouseError;
  /** The line is down, for whatever reason. */
  closed: { readonly code: number; readonly meaning: CloseMeaning; readonly final: boolean };
  /** The next attempt, counted from 1, comes in `delayMs`. */
  reconnecting: { readonly attempt: number; readonly delayMs: number };
  /** It will not come back. `code` is the close code, `error` what the server said when it refused the token. */
  sessionEnded: {
    readonly code: number;
    readonly meaning: CloseMeaning;
    /** Why the server ended the session, where it said so: `revoked` (by an operator), `security_changed`. */
    readonly reason: string;
    readonly error: GatehouseError | null;
  };
  /** Everything as it passes, for a log; the token is left out. */
  frame: { readonly direction: "in" | "out"; readonly message: Message | string };
}

export type CloseMeaning =
  | "closed" // 1000
  | "session_ended" // 4401
  | "banned" // 4403
  | "signed_in_elsewhere" // 4409
  | "too_many_messages" // 4429
  | "message_too_large" // 1009
  | "server_stopping" // 1001
  | "lost";
export const CLOSE_MEANINGS: Readonly<Record<number, CloseMeaning>>;

/** Codes of the client itself, beside those of the server. */
export type ClientErrorCode =
  | "unreachable"
  | "timeout"
  | "disconnected"
  | "busy"
  | "signed_out"
  | "passkey_stopped"
  | "unexpected_answer";

/** What went wrong, as a code to act on and a message for people. */
export class GatehouseError extends Error {
  /** A code of the server (`invalid_credentials`, `rate_limited`, …) or a `ClientErrorCode`. */
  readonly code: string;
  /** The HTTP status, null for the connection and for failures without an answer. */
  readonly status: number | null;
  /** The wrong fields of `invalid_input`. */
  readonly errors: readonly { readonly field: string; readonly message: string }[];
  readonly retryAfterSeconds: number | null;
  /** Why an account or address is banned or suspended. */
  readonly reason: string | null;
  /** When that ends; null when it does not. */
  readonly until: Date | null;
  /** What a `second_factor_required` or `confirmation_required` is answered by. */
  readonly methods: readonly string[];
  /** Of `second_factor_required`: what `finishLogIn` takes. A secret, good once, until `expiresAt`. */
  readonly challenge: string | null;
  readonly expiresAt: Date | null;
  constructor(code: string, message: string, details?: GatehouseErrorDetails);
}
export interface GatehouseErrorDetails {
  readonly status?: number | null;
  readonly errors?: readonly { readonly field: string; readonly message: string }[];
  readonly retryAfterSeconds?: number | null;
  readonly reason?: string | null;
  readonly until?: Date | null;
  readonly methods?: readonly string[];
  readonly challenge?: string | null;
  readonly expiresAt?: Date | null;
  readonly cause?: unknown;
}
