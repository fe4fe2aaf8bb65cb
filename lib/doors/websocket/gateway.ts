/** All sockets of this instance: taken in, found again when their session ends, kept honest by a heartbeat. */
import type { BanList } from "../../domain/bans/ban_list.ts";
import { repeat } from "../../platform/clock.ts";
import type { DatabaseEvent, SessionEndReason } from "../../platform/database/events.ts";
import { listenPatiently } from "../../platform/database/listening.ts";
import { AppError } from "../../platform/errors.ts";
import { Looks, type Watched } from "../../platform/looks.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { AddressLimits } from "../../domain/limits/address_limits.ts";
import type { Identity } from "../../domain/sessions/identity.ts";
import type { Sessions } from "../../domain/sessions/sessions.ts";
import { CLOSE, closeForSessionEnd, type CloseReason } from "./close_codes.ts";
import { Connection, type ConnectionContext, type ConnectionParts, type SessionBooks } from "./connection.ts";
import { createMessageBudget, type MessageBudget } from "../../platform/message_budget.ts";
import type { ClientSocket } from "./outgoing.ts";
import { createRequestScope } from "./request_scope.ts";
import { findEndedSessions, findExpiry } from "./session_states.ts";

/** Timers stand still while a machine sleeps, and its time of day may jump: no end is waited for longer than that. */
const EXPIRY_LOOK_MS_MAX = 60_000;
/** So often the database is asked at least: an end may have gone by without a word. */
const EXPIRY_ASK_MS_MAX = 60 * 60_000;
/** After the database could not be asked. */
const RETRY_MS = 5_000;
const VERIFICATIONS_MAX = 3;
/** For what was refused: it is in no book, and nothing of it is heard. */
const DEAF: SocketHandlers = { text() {}, binary() {}, pong() {}, closed() {} };
/** Between two looks at the sockets' deadlines, which are kept to within it. */
const LOOK_EVERY_MS = 1_000;
const ENDLESS: MessageBudget = { spend: () => true };

export interface GatewayParts extends Omit<ConnectionContext, "scope">, Pick<Kernel, "database" | "clock" | "random"> {
  readonly sessions: Sessions;
  readonly banList: BanList;
  readonly limits: AddressLimits;
  readonly authTimeoutMs: number;
  /** Between two pings; a socket that has not answered by the next one is dropped. */
  readonly heartbeatMs: number;
  /** Sockets that may be open and not signed in; one more is closed with 1013. */
  readonly unauthenticatedMax: number;
  readonly messagesPerSecond: number;
  readonly messagesBurst: number;
  /** Told how each `auth` ended. */
  readonly onAuth?: (auth: {
    readonly address: string;
    readonly accountId: number | null;
    /** What refused it; null where nothing did. */
    readonly error: unknown;
    readonly durationMs: number;
  }) => void;
}

/** What the listener tells the gateway of one socket. */
interface SocketHandlers {
  text(raw: string): void;
  /** A binary message: this protocol has none. */
  binary(): void;
  pong(): void;
  closed(): void;
}

interface Gateway {
  accept(socket: ClientSocket): SocketHandlers;
  counts(): { readonly open: number; readonly authenticated: number };
  /** Closes every socket with 1001; resolves when their seats are given back. */
  close(): Promise<void>;
}

/** What one socket asks of all. */
interface Room {
  touch(identity: Identity): void;
  authenticate(entry: Entry, token: string): Promise<Identity>;
  /** It is due. */
  look(entry: Entry): void;
  forget(entry: Entry): void;
}

/** One socket in the books. A class, as thousands of them are idle: functions of a closure would be made for each. */
class Entry implements SocketHandlers, SessionBooks, Watched {
  readonly connection: Connection;
  readonly #room: Room;
  alive = true;
  identity: Identity | null = null;
  /** When it is looked at next: whether it has signed in, then whether its session lives; monotonic milliseconds. */
  dueMs: number;
  /** When the last token of its session runs out, by the wall clock, and when the database is asked at the latest. */
  expiresAtMs = Infinity;
  askAtMs = Infinity;

  constructor(room: Room, dueMs: number, parts: Omit<ConnectionParts, "books">) {
    this.#room = room;
    this.dueMs = dueMs;
    this.connection = new Connection({ ...parts, books: this });
  }

  text(raw: string): void {
    this.alive = true;
    if (this.identity !== null) this.#room.touch(this.identity);
    this.connection.receive(raw);
  }

  binary(): void {
    this.alive = true;
    this.connection.receive(null);
  }

  pong(): void {
    this.alive = true;
  }

  closed(): void {
    this.#room.forget(this);
  }

  look(nowMs: number): void {
    if (this.dueMs <= nowMs) this.#room.look(this);
  }

  authenticate(token: string): Promise<Identity> {
    return this.#room.authenticate(this, token);
  }
}

export function createGateway(parts: GatewayParts): Gateway {
  const { database, clock, random, log, sessions, banList } = parts;
  const entries = new Set<Entry>();
  const looks = new Looks<Entry>(clock, LOOK_EVERY_MS);
  const bySession = new Map<string, Set<Entry>>();
  const closing = new Set<Promise<void>>();
  let unauthenticated = 0;
  let stopped = false;

  const closeWhere = (isMeant: (entry: Entry) => boolean, reason: CloseReason) => {
    for (const entry of [...entries]) if (isMeant(entry)) entry.connection.close(reason);
  };
  const closeSessions = (sessionIds: readonly string[], reason: SessionEndReason) => {
    for (const id of sessionIds) {
      bySession.get(id)?.forEach((entry) => entry.connection.close(closeForSessionEnd(reason)));
    }
  };
  const onEvent = (event: DatabaseEvent) => {
    if (event.type === "sessions_ended") {
      closeSessions(event.sessionIds, event.reason);
    } else if (event.type === "account_ended") {
      closeWhere(
        ({ identity }) => identity?.accountId === event.accountId && identity.sessionId !== event.exceptSessionId,
        closeForSessionEnd(event.reason),
      );
    }
  };
  const stopListening = listenPatiently({
    events: database.events,
    on: onEvent,
    onGap: async () => {
      const ended = await findEndedSessions(database, [...bySession.keys()]);
      for (const { id, reason } of ended) closeSessions([id], reason);
    },
    clock,
    log,
    what: "the sockets' sessions",
  });
  const endBans = banList.onChange(() =>
    closeWhere(({ connection }) => banList.isBanned(connection.address), CLOSE.banned)
  );

  const stopHeartbeat = repeat(clock, parts.heartbeatMs, () => {
    for (const entry of entries) {
      if (!entry.alive) entry.connection.terminate();
      entry.alive = false;
      entry.connection.ping();
    }
  });

  const look = (entry: Entry) => {
    entry.dueMs = Infinity;
    if (entry.identity === null) entry.connection.close(CLOSE.authTimeout);
    else lookAfter(entry, entry.identity);
  };

  /** Closes the socket when the last token of its session has run out; a refresh moves that. */
  const lookAfter = (entry: Entry, { sessionId }: Identity) => {
    const restMs = Math.min(entry.expiresAtMs - clock.now().getTime(), entry.askAtMs - clock.monotonicMs());
    if (restMs > 0) return lookIn(entry, restMs);
    findExpiry(database, sessionId).then((now) => {
      if (now === null || now <= clock.now().getTime()) entry.connection.close(CLOSE.sessionEnded);
      else watchExpiry(entry, now);
    }).catch(() => {
      // The database is away: looked at again, as nothing is known.
      watchExpiry(entry, clock.now().getTime() + RETRY_MS);
    });
  };
  const lookIn = (entry: Entry, restMs: number) => {
    entry.dueMs = clock.monotonicMs() + Math.min(restMs, EXPIRY_LOOK_MS_MAX);
  };
  const watchExpiry = (entry: Entry, expiresAtMs: number) => {
    entry.expiresAtMs = expiresAtMs;
    entry.askAtMs = clock.monotonicMs() + EXPIRY_ASK_MS_MAX;
    lookIn(entry, expiresAtMs - clock.now().getTime());
  };

  /** @throws {AppError} `invalid_token` for another session's token: a socket keeps to the one it began with */
  const enter = (entry: Entry, identity: Identity) => {
    if (!entries.has(entry)) throw new AppError("invalid_token", "The socket is closed");
    if (entry.identity !== null && entry.identity.sessionId !== identity.sessionId) {
      throw new AppError("invalid_token", "This socket belongs to another session: open a new one");
    }
    if (entry.identity === null) unauthenticated--;
    entry.identity = identity;
    bySession.set(identity.sessionId, (bySession.get(identity.sessionId) ?? new Set()).add(entry));
    watchExpiry(entry, identity.expiresAt.getTime());
  };

  const authenticate = async (entry: Entry, token: string): Promise<Identity> => {
    const startedMs = clock.monotonicMs();
    const decided = (accountId: number | null, error: unknown) => {
      const durationMs = Math.round(clock.monotonicMs() - startedMs);
      parts.onAuth?.({ address: entry.connection.address, accountId, error, durationMs });
    };
    try {
      const identity = await identify(entry, token);
      decided(identity.accountId, null);
      return identity;
    } catch (error) {
      decided(entry.identity?.accountId ?? null, error);
      throw error;
    }
  };

  const identify = async (entry: Entry, token: string): Promise<Identity> => {
    await banList.check(entry.connection.address);
    for (let attempt = 0; attempt < VERIFICATIONS_MAX; attempt++) {
      const identity = await sessions.verify(token);
      // Asked again without waiting: from here to the books no end of the session is missed. While events cannot be
      // heard nothing is remembered; what was missed is looked after when they can.
      if (sessions.verified(token) === null && database.events.hearing()) continue;
      enter(entry, identity);
      return identity;
    }
    throw new AppError("unavailable", "The session changes faster than it can be read", { retryAfterSeconds: 1 });
  };

  const refusalOf = ({ address }: ClientSocket): CloseReason | null => {
    if (stopped) return CLOSE.shutdown;
    if (banList.isBanned(address)) return CLOSE.banned; // since it was asked for at the handshake
    return unauthenticated >= parts.unauthenticatedMax ? CLOSE.busy : null;
  };

  const forget = (entry: Entry) => {
    if (!entries.has(entry)) return;
    if (entry.identity === null) unauthenticated--;
    entries.delete(entry);
    looks.delete(entry);
    const sessionId = entry.identity?.sessionId;
    const siblings = sessionId === undefined ? undefined : bySession.get(sessionId);
    siblings?.delete(entry);
    if (sessionId !== undefined && siblings?.size === 0) bySession.delete(sessionId);
    const done = entry.connection.closed().finally(() => closing.delete(done));
    closing.add(done);
  };

  const room: Room = { touch: (identity) => sessions.touch(identity), authenticate, look, forget };
  const context: ConnectionContext = {
    characters: parts.characters,
    seats: parts.seats,
    modules: parts.modules,
    ruleOf: parts.ruleOf,
    tracing: parts.tracing,
    scope: createRequestScope(),
    log,
  };
  const rate = { clock, perSecond: parts.messagesPerSecond, burst: parts.messagesBurst };

  return {
    accept(socket) {
      const refusal = refusalOf(socket);
      if (refusal !== null) {
        socket.close(refusal.code, refusal.reason);
        return DEAF;
      }
      const budget = parts.limits.isExempt(socket.address) ? ENDLESS : createMessageBudget(rate);
      const dueMs = clock.monotonicMs() + parts.authTimeoutMs;
      const entry = new Entry(room, dueMs, { id: random.uuid(), socket, budget, context });
      entries.add(entry);
      unauthenticated++;
      looks.add(entry);
      return entry;
    },

    counts: () => ({ open: entries.size, authenticated: entries.size - unauthenticated }),

    async close() {
      stopped = true;
      stopListening();
      endBans();
      stopHeartbeat();
      closeWhere(() => true, CLOSE.shutdown);
      for (const entry of [...entries]) forget(entry);
      await Promise.all(closing);
    },
  };
}
