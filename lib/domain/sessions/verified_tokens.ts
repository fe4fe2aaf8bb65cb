/**
 * Tokens that were verified a moment ago, so that neither the signature nor the database is asked on every call. An
 * entry falls with its session, on whichever instance that ends; while this one cannot hear of it, nothing is trusted.
 */
import { LRUCache } from "lru-cache";
import type { Clock } from "../../platform/clock.ts";
import type { EventBus } from "../../platform/database/events.ts";
import { AppError } from "../../platform/errors.ts";
import type { Identity } from "./identity.ts";

export interface VerifiedTokens {
  find(token: string): Identity | null;
  /**
   * Reads by `read` and remembers the answer. When something of that very session ended during the read, it reads again:
   * the answer may be older than the end.
   * @throws {AppError} what `read` throws; `unavailable` when the session changes faster than it can be read
   */
  remember(token: string, read: () => Promise<Identity>): Promise<Identity>;
  close(): void;
}

const READS_MAX = 5;

/** What ended while a read was under way. */
interface Overheard {
  readonly sessionIds: Set<string>;
  readonly accountIds: Set<number>;
  gap: boolean;
}

export function createVerifiedTokens(
  parts: { readonly clock: Clock; readonly events: EventBus; readonly entriesMax: number },
): VerifiedTokens {
  const { clock, events } = parts;
  const reads = new Set<Overheard>();
  const tokensBySession = new Map<string, string>();
  const sessionsByAccount = new Map<number, Set<string>>();
  const entries = new LRUCache<string, { readonly identity: Identity; readonly expiresAtMs: number }>({
    max: parts.entriesMax,
    dispose: ({ identity }, token) => {
      if (tokensBySession.get(identity.sessionId) !== token) return;
      tokensBySession.delete(identity.sessionId);
      const sessions = sessionsByAccount.get(identity.accountId);
      sessions?.delete(identity.sessionId);
      if (sessions?.size === 0) sessionsByAccount.delete(identity.accountId);
    },
  });

  const forgetSession = (sessionId: string) => {
    const token = tokensBySession.get(sessionId);
    if (token !== undefined) entries.delete(token);
  };
  const forgetAccount = (accountId: number) => [...sessionsByAccount.get(accountId) ?? []].forEach(forgetSession);
  const sessionsChanged = (sessionIds: readonly string[]) => {
    for (const sessionId of sessionIds) {
      forgetSession(sessionId);
      reads.forEach((read) => read.sessionIds.add(sessionId));
    }
  };
  const unsubscribe = events.subscribe((event) => {
    if (event.type === "sessions_ended") sessionsChanged(event.sessionIds);
    else if (event.type === "token_replaced") sessionsChanged([event.sessionId]);
    else if (event.type === "account_ended" || event.type === "account_changed") {
      forgetAccount(event.accountId);
      reads.forEach((read) => read.accountIds.add(event.accountId));
    }
  });
  const endGaps = events.onGap(() => {
    entries.clear();
    reads.forEach((read) => read.gap = true);
  });

  const keep = (token: string, identity: Identity) => {
    forgetSession(identity.sessionId);
    entries.set(token, { identity, expiresAtMs: identity.expiresAt.getTime() });
    tokensBySession.set(identity.sessionId, token);
    const sessions = sessionsByAccount.get(identity.accountId) ?? new Set();
    sessionsByAccount.set(identity.accountId, sessions.add(identity.sessionId));
  };

  return {
    find(token) {
      if (!events.hearing()) return null;
      const entry = entries.get(token);
      if (entry === undefined) return null;
      if (entry.expiresAtMs > clock.now().getTime()) return entry.identity;
      entries.delete(token);
      return null;
    },
    async remember(token, read) {
      for (let attempt = 0; attempt < READS_MAX; attempt++) {
        const overheard: Overheard = { sessionIds: new Set(), accountIds: new Set(), gap: false };
        reads.add(overheard);
        try {
          const identity = await read();
          const { sessionIds, accountIds, gap } = overheard;
          if (gap || sessionIds.has(identity.sessionId) || accountIds.has(identity.accountId)) continue;
          if (events.hearing()) keep(token, identity);
          return identity;
        } finally {
          reads.delete(overheard);
        }
      }
      throw new AppError("unavailable", "The session changes faster than it can be read", { retryAfterSeconds: 1 });
    },
    close() {
      unsubscribe();
      endGaps();
      entries.clear();
    },
  };
}
