/** All sockets of this instance: taken in, found again when their session ends, kept honest by a heartbeat. */
import type { BanList } from "../bans/ban_list.ts";
import type { Characters } from "../characters/characters.ts";
import { type Clock, repeat } from "../clock.ts";
import type { Database } from "../database/database.ts";
import { AppError } from "../errors.ts";
import type { AddressLimits } from "../limits/address_limits.ts";
import type { Log } from "../log.ts";
import type { Random } from "../random.ts";
import type { Seats } from "../seats/seats.ts";
import type { Identity } from "../sessions/identity.ts";
import type { Sessions } from "../sessions/sessions.ts";
import { CLOSE, closeForSessionEnd, type CloseReason } from "./close_codes.ts";
import { type Connection, createConnection } from "./connection.ts";
import type { GameMessages } from "./game_messages.ts";
import { createMessageBudget } from "./message_budget.ts";
import type { ClientSocket } from "./outgoing.ts";

/** A timer of the platform takes no more than 2^31 − 1 ms; an hour is looked at again anyway. */
const EXPIRY_LOOK_MS_MAX = 60 * 60_000;
const BATCH = 500;

export interface GatewayParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly sessions: Sessions;
  readonly banList: BanList;
  readonly limits: AddressLimits;
  readonly characters: Characters;
  readonly seats: Seats;
  readonly games: GameMessages;
  readonly authTimeoutMs: number;
  /** Between two pings; a socket that has not answered by the next one is dropped. */
  readonly heartbeatMs: number;
  /** Sockets that may be open and not signed in; one more is closed with 1013. */
  readonly unauthenticatedMax: number;
  readonly messagesPerSecond: number;
  readonly messagesBurst: number;
}

/** What the listener tells the gateway of one socket. */
export interface SocketHandlers {
  text(raw: string): void;
  /** A binary message: this protocol has none. */
  binary(): void;
  pong(): void;
  closed(): void;
}

export interface Gateway {
  accept(socket: ClientSocket): SocketHandlers;
  counts(): { readonly open: number; readonly authenticated: number };
  /** Closes every socket with 1001; resolves when their seats are given back. */
  close(): Promise<void>;
}

interface Entry {
  readonly connection: Connection;
  alive: boolean;
  cancelTimer: () => void;
  identity: Identity | null;
}

export function createGateway(parts: GatewayParts): Gateway {
  const { database, clock, random, log, sessions, banList } = parts;
  const entries = new Set<Entry>();
  const bySession = new Map<string, Set<Entry>>();
  const closing = new Set<Promise<void>>();
  let unauthenticated = 0;

  const closeWhere = (isMeant: (entry: Entry) => boolean, reason: CloseReason) => {
    for (const entry of [...entries]) if (isMeant(entry)) entry.connection.close(reason);
  };
  const closeSessions = (sessionIds: readonly string[], reason: CloseReason) => {
    for (const id of sessionIds) bySession.get(id)?.forEach((entry) => entry.connection.close(reason));
  };

  const unsubscribe = database.events.subscribe((event) => {
    if (event.type === "sessions_ended") {
      closeSessions(event.sessionIds, closeForSessionEnd(event.reason));
    } else if (event.type === "account_ended") {
      closeWhere(
        ({ identity }) => identity?.accountId === event.accountId && identity.sessionId !== event.exceptSessionId,
        closeForSessionEnd(event.reason),
      );
    }
  });
  const endGaps = database.events.onGap(() => {
    closeEndedSessions(database, clock, [...bySession.keys()], closeSessions).catch((error) =>
      log.warn("Could not check the sockets' sessions after a gap", { error })
    );
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

  /** Closes the socket when the last token of its session has run out; a refresh moves that. */
  const watchExpiry = (entry: Entry, { sessionId }: Identity, expiresAtMs: number) => {
    entry.cancelTimer();
    const restMs = Math.max(0, expiresAtMs - clock.now().getTime());
    entry.cancelTimer = clock.after(Math.min(restMs, EXPIRY_LOOK_MS_MAX), () => {
      findExpiry(database, sessionId).then((now) => {
        if (now === null || now <= clock.now().getTime()) entry.connection.close(CLOSE.sessionEnded);
        else if (entry.identity !== null) watchExpiry(entry, entry.identity, now);
      }).catch(() => {
        // The database is away: looked at again, as nothing is known.
        if (entry.identity !== null) watchExpiry(entry, entry.identity, clock.now().getTime() + 5_000);
      });
    });
  };

  const authenticate = async (entry: Entry, token: string): Promise<Identity> => {
    await banList.check(entry.connection.address);
    let identity = await sessions.verify(token);
    // Asked again without waiting: from here to the books no end of the session can be missed.
    if (sessions.verified(token) === null && database.events.hearing()) identity = await sessions.verify(token);
    if (!entries.has(entry)) throw new AppError("invalid_token", "The socket is closed");
    if (entry.identity !== null && entry.identity.sessionId !== identity.sessionId) {
      throw new AppError("invalid_token", "This socket belongs to another session: open a new one");
    }
    if (entry.identity === null) unauthenticated--;
    entry.identity = identity;
    bySession.set(identity.sessionId, (bySession.get(identity.sessionId) ?? new Set()).add(entry));
    watchExpiry(entry, identity, identity.expiresAt.getTime());
    return identity;
  };

  const forget = (entry: Entry) => {
    if (!entries.has(entry)) return;
    if (entry.identity === null) unauthenticated--;
    entry.cancelTimer();
    entries.delete(entry);
    const sessionId = entry.identity?.sessionId;
    const siblings = sessionId === undefined ? undefined : bySession.get(sessionId);
    siblings?.delete(entry);
    if (sessionId !== undefined && siblings?.size === 0) bySession.delete(sessionId);
    const done = entry.connection.closed().finally(() => closing.delete(done));
    closing.add(done);
  };

  return {
    accept(socket) {
      const exempt = parts.limits.isExempt(socket.address);
      const connection = createConnection({
        ...parts,
        id: random.uuid(),
        socket,
        budget: exempt
          ? { spend: () => true }
          : createMessageBudget(clock, parts.messagesPerSecond, parts.messagesBurst),
        authenticate: (_, token) => authenticate(entry, token),
      });
      const entry: Entry = { connection, alive: true, cancelTimer: () => {}, identity: null };
      entry.cancelTimer = clock.after(parts.authTimeoutMs, () => connection.close(CLOSE.authTimeout));
      if (unauthenticated >= parts.unauthenticatedMax) connection.close(CLOSE.busy);
      entries.add(entry);
      unauthenticated++;
      return {
        text(raw) {
          entry.alive = true;
          connection.receive(raw);
        },
        binary() {
          entry.alive = true;
          connection.receive(""); // answered as what it is not: JSON text
        },
        pong() {
          entry.alive = true;
        },
        closed: () => forget(entry),
      };
    },

    counts: () => ({ open: entries.size, authenticated: entries.size - unauthenticated }),

    async close() {
      unsubscribe();
      endGaps();
      endBans();
      stopHeartbeat();
      closeWhere(() => true, CLOSE.shutdown);
      for (const entry of [...entries]) forget(entry);
      await Promise.all(closing);
    },
  };
}

async function findExpiry(database: Database, sessionId: string): Promise<number | null> {
  const row = await database.read.selectFrom("sessions").select("expires_at").where("id", "=", sessionId)
    .where("ended_at", "is", null).executeTakeFirst();
  return row?.expires_at ?? null;
}

/** After events may have been missed: asks for every session that has a socket here. */
async function closeEndedSessions(
  database: Database,
  clock: Clock,
  sessionIds: readonly string[],
  close: (ids: readonly string[], reason: CloseReason) => void,
): Promise<void> {
  for (let start = 0; start < sessionIds.length; start += BATCH) {
    const batch = sessionIds.slice(start, start + BATCH);
    const rows = await database.read.selectFrom("sessions").select("id").where("id", "in", batch)
      .where("ended_at", "is", null).where("expires_at", ">", clock.now().getTime()).execute();
    const live = new Set(rows.map((row) => row.id));
    close(batch.filter((id) => !live.has(id)), CLOSE.sessionEnded);
  }
}
