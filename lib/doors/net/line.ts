/** One TCP connection of a native client, as a game module sees it. The socket itself stays with the driver. */
import type { Log } from "../../platform/log/log.ts";
import type { LineAttempt } from "./line_trail.ts";

/** What the driver gives to a session. */
export interface Line {
  /** The player's address, also behind the PROXY protocol; without a port, IPv4-mapped IPv6 as IPv4. */
  readonly address: string;
  /** Its records carry the line's door and address. */
  readonly log: Log;
  /**
   * Counts one message that has come (see `countsMessages`). Above the budget of `limits.lineMessagesPerSecond` it throws
   * and the line is ended; a session lets the error through.
   * @throws {ProtocolError}
   */
  message(): void;
  /** Queues bytes. The outbox is bounded: a reader that stalls is closed. Does nothing on a closed line. */
  send(bytes: Uint8Array): void;
  /** Closes after what was sent is out. `reason` goes to the log and the metrics only. */
  close(reason: string): void;
  /** The peer speaks the protocol: from the hello deadline to the idle timeout, still in the cap for unauthenticated lines. */
  greeted(): void;
  /** The player is known: from the hello deadline to the idle timeout, and out of the cap for unauthenticated lines. */
  authenticated(): void;
  /**
   * Completes the login trail's row of the line's latest attempt, which the accounts port has begun, or makes one that the
   * module alone decided. Called in the same turn as the answer is sent.
   */
  attempt(attempt: LineAttempt): void;
}

/** What a module gives for each line. */
export interface LineSession {
  /** The driver awaits it before it gives the next bytes. A `ProtocolError` closes the line; so does any other error. */
  receive(bytes: Uint8Array): void | Promise<void>;
  /** Called once, before any bytes. */
  opened?(): void;
  /** Nothing has come for `silenceMs` since the line opened, and nothing at all yet. Called at most once. */
  silent?(): void;
  /** Called once, whoever ended the line. Awaited when the server stops. */
  closed?(): void | Promise<void>;
  /** The hello or idle deadline has passed: the last chance to say goodbye. The driver closes the line afterwards. */
  timedOut?(): void;
  /** The server ends the line: the last chance to say goodbye. The driver closes the line afterwards. */
  stopping?(reason: StopReason): void;
}

/** Why the server ends a line that did nothing wrong: it stops, or the line's address is banned by now. */
export type StopReason = "shutdown" | "banned";

/** The deadlines and bounds of a native door, and who speaks for its lines. */
export interface ListenOptions {
  /** From accept until `greeted()` or `authenticated()`, milliseconds. */
  readonly helloTimeoutMs: number;
  /** Without a byte from the peer, once greeted or authenticated, milliseconds. */
  readonly idleTimeoutMs: number;
  /** The largest frame, bytes. A session holds no more than this unread; the driver's reads and outbox follow it. */
  readonly frameBytesMax: number;
  /**
   * The sessions tell of each message by `line.message()`, since only they know where one ends. Without it every read
   * that brings bytes counts as one.
   */
  readonly countsMessages?: boolean;
  /** When nothing has come for so long after the accept, the session gets `silent()`; milliseconds. */
  readonly silenceMs?: number;
  /** Called once for each line that is accepted. */
  session(line: Line): LineSession;
}
