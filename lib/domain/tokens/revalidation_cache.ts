/**
 * Tokens that were found live a moment ago, so that the database is not asked for each packet of a game server. An entry
 * falls with anything that ends a token of its account, on whichever instance; while this one cannot hear of it, nothing
 * is trusted.
 */
import { LRUCache } from "lru-cache";
import type { Clock } from "../../platform/clock.ts";
import type { EventBus } from "../../platform/database/events.ts";
import { type GameToken, stateOf } from "./game_token.ts";

export interface RevalidationCache {
  find(text: string): GameToken | null;
  /** Keeps what `read` finds if it is live and nothing ended in the meantime; else the answer is for this call alone. */
  remember(text: string, read: () => Promise<GameToken | null>): Promise<GameToken | null>;
  close(): void;
}

export function createRevalidationCache(
  parts: { readonly clock: Clock; readonly events: EventBus; readonly entriesMax: number },
): RevalidationCache {
  const { clock, events } = parts;
  /** Grows with every end; an answer that was read across one is not kept. */
  let generation = 0;
  const textsByAccount = new Map<number, Set<string>>();
  const entries = new LRUCache<string, GameToken>({
    max: parts.entriesMax,
    dispose: ({ accountId }, text) => {
      const texts = textsByAccount.get(accountId);
      texts?.delete(text);
      if (texts?.size === 0) textsByAccount.delete(accountId);
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
    [...textsByAccount.get(event.accountId) ?? []].forEach((text) => entries.delete(text));
  });
  const endGaps = events.onGap(forgetAll);

  return {
    find: (text) => events.hearing() ? entries.get(text) ?? null : null,
    async remember(text, read) {
      const before = generation;
      const token = await read();
      if (token === null || stateOf(token, clock.now()) !== "live") return token;
      if (generation !== before || !events.hearing()) return token;
      entries.set(text, token);
      const texts = textsByAccount.get(token.accountId) ?? new Set();
      textsByAccount.set(token.accountId, texts.add(text));
      return token;
    },
    close() {
      unsubscribe();
      endGaps();
      entries.clear();
    },
  };
}
