/**
 * Tokens that were verified a moment ago, so that neither the signature nor the database is asked on every call. An
 * entry falls with its session, on whichever instance that ends; while this one cannot hear of it, nothing is trusted.
 */
import { LRUCache } from "lru-cache";
import type { Clock } from "../clock.ts";
import type { EventBus } from "../database/events.ts";
import type { Identity } from "./identity.ts";

export interface VerifiedTokens {
  find(token: string): Identity | null;
  /**
   * Reads by `read` and remembers the answer, unless something ended in the meantime: then the answer holds for this
   * call alone.
   */
  remember(token: string, read: () => Promise<Identity>): Promise<Identity>;
  close(): void;
}

export function createVerifiedTokens(
  parts: { readonly clock: Clock; readonly events: EventBus; readonly entriesMax: number },
): VerifiedTokens {
  const { clock, events } = parts;
  /** Grows with every end of anything; an answer that was read across one is not kept. */
  let generation = 0;
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
  const unsubscribe = events.subscribe((event) => {
    generation++;
    if (event.type === "sessions_ended") event.sessionIds.forEach(forgetSession);
    else if (event.type === "token_replaced") forgetSession(event.sessionId);
    else if (event.type === "account_ended" || event.type === "account_changed") forgetAccount(event.accountId);
  });
  const endGaps = events.onGap(() => {
    generation++;
    entries.clear();
  });

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
      const before = generation;
      const identity = await read();
      if (generation !== before || !events.hearing()) return identity;
      forgetSession(identity.sessionId);
      entries.set(token, { identity, expiresAtMs: identity.expiresAt.getTime() });
      tokensBySession.set(identity.sessionId, token);
      const sessions = sessionsByAccount.get(identity.accountId) ?? new Set();
      sessionsByAccount.set(identity.accountId, sessions.add(identity.sessionId));
      return identity;
    },
    close() {
      unsubscribe();
      endGaps();
      entries.clear();
    },
  };
}
