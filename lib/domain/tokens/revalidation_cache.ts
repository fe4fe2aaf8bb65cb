/** Tokens that were found live a moment ago, so that the database is not asked for each packet of a game server. */
import type { Clock } from "../../platform/clock.ts";
import { ALL_TAGS, createEventedCache } from "../../platform/database/evented_cache.ts";
import type { EventBus } from "../../platform/database/events.ts";
import { type GameToken, stateOf } from "./game_token.ts";

export type RevalidationCache = ReturnType<typeof createRevalidationCache>;

export function createRevalidationCache(
  parts: { readonly clock: Clock; readonly events: EventBus; readonly entriesMax: number },
) {
  const cache = createEventedCache<GameToken | null>({
    ...parts,
    tagsOf: (token) => token === null || stateOf(token, parts.clock.now()) !== "live" ? null : [`${token.accountId}`],
    endedBy: (event) => event.type === "game_tokens_ended" ? [event.accountId?.toString() ?? ALL_TAGS] : [],
  });
  return {
    find: cache.find,
    /** Keeps what `read` finds if it is live and nothing of it ended meanwhile; else the answer is for this call alone. */
    remember: async (text: string, read: () => Promise<GameToken | null>): Promise<GameToken | null> =>
      (await cache.read(text, read)).value,
    close: cache.close,
  };
}
