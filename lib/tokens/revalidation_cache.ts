/**
 * Tokens that were found live a moment ago, so that the database is not asked for each packet of a game server. An entry
 * falls with anything that ends a token of its account, on whichever instance; while this one cannot hear of it, nothing
 * is trusted.
 */
import { LRUCache } from "lru-cache";
import type { Clock } from "../clock.ts";
import type { EventBus } from "../database/events.ts";
import { type GameToken, stateOf } from "./game_token.ts";

export interface RevalidationCache {
  find(key: string): GameToken | null;
  /** Keeps what `read` finds if it is live and nothing ended in the meantime; else the answer is for this call alone. */
  remember(key: string, read: () => Promise<GameToken | null>): Promise<GameToken | null>;
  close(): void;
}

export function createRevalidationCache(
  parts: { readonly clock: Clock; readonly events: EventBus; readonly entriesMax: number },
): RevalidationCache {
  const { clock, events } = parts;
  /** Grows with every end; an answer that was read across one is not kept. */
  let generation = 0;
  const keysByAccount = new Map<number, Set<string>>();
  const entries = new LRUCache<string, GameToken>({
    max: parts.entriesMax,
    dispose: ({ accountId }, key) => {
      const keys = keysByAccount.get(accountId);
      keys?.delete(key);
      if (keys?.size === 0) keysByAccount.delete(accountId);
    },
  });

  const forgetAll = () => {
    generation++;
    entries.clear();
  };
  const unsubscribe = events.subscribe((event) => {
    if (event.type !== "game_tokens_ended") return;
    if (event.accountId === null) return forgetAll();
    generation++;
    [...keysByAccount.get(event.accountId) ?? []].forEach((key) => entries.delete(key));
  });
  const endGaps = events.onGap(forgetAll);

  return {
    find: (key) => events.hearing() ? entries.get(key) ?? null : null,
    async remember(key, read) {
      const before = generation;
      const token = await read();
      if (token === null || stateOf(token, clock.now()) !== "live") return token;
      if (generation !== before || !events.hearing()) return token;
      entries.set(key, token);
      const keys = keysByAccount.get(token.accountId) ?? new Set();
      keysByAccount.set(token.accountId, keys.add(key));
      return token;
    },
    close() {
      unsubscribe();
      endGaps();
      entries.clear();
    },
  };
}
