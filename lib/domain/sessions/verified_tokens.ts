/** Tokens that were verified a moment ago, so that neither the signature nor the database is asked on every call. */
import type { Clock } from "../../platform/clock.ts";
import { createEventedCache } from "../../platform/database/evented_cache.ts";
import type { DatabaseEvent, EventBus } from "../../platform/database/events.ts";
import { AppError } from "../../platform/errors.ts";
import type { Identity } from "./identity.ts";

export type VerifiedTokens = ReturnType<typeof createVerifiedTokens>;

const READS_MAX = 5;

export function createVerifiedTokens(
  parts: { readonly clock: Clock; readonly events: EventBus; readonly entriesMax: number },
) {
  const { clock } = parts;
  const cache = createEventedCache<Identity>({
    ...parts,
    tagsOf: ({ sessionId, accountId }) => [sessionTag(sessionId), accountTag(accountId)],
    oneOf: ({ sessionId }) => sessionTag(sessionId),
    endedBy,
  });
  return {
    find(token: string): Identity | null {
      const identity = cache.find(token);
      if (identity === null || identity.expiresAt > clock.now()) return identity;
      cache.forget(token);
      return null;
    },
    /**
     * Reads by `read` and remembers the answer. When something of that very session ended during the read, it reads again:
     * the answer may be older than the end.
     * @throws {AppError} what `read` throws; `unavailable` when the session changes faster than it can be read
     */
    async remember(token: string, read: () => Promise<Identity>): Promise<Identity> {
      for (let attempt = 0; attempt < READS_MAX; attempt++) {
        const { value: identity, current } = await cache.read(token, read);
        if (current) return identity;
      }
      throw new AppError("unavailable", "The session changes faster than it can be read", { retryAfterSeconds: 1 });
    },
    close: cache.close,
  };
}

function endedBy(event: DatabaseEvent): string[] {
  switch (event.type) {
    case "sessions_ended":
      return event.sessionIds.map(sessionTag);
    case "token_replaced":
      return [sessionTag(event.sessionId)];
    case "account_ended":
    case "account_changed":
      return [accountTag(event.accountId)];
    default:
      return [];
  }
}

function sessionTag(sessionId: string): string {
  return `session ${sessionId}`;
}

function accountTag(accountId: number): string {
  return `account ${accountId}`;
}
