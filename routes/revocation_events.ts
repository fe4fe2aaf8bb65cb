/** The revocations as Server-Sent Events: https://html.spec.whatwg.org/multipage/server-sent-events.html */
import {
  type FeedPosition,
  formatPosition,
  type ReadRevocations,
  type RevokedToken,
} from "../lib/domain/tokens/revocation_feed.ts";
import type { Follower } from "../lib/domain/tokens/revocation_stream.ts";
import { revocationView } from "./revocation_views.ts";

const RETRY_MS = 2_000;

interface RevocationEventsParts {
  readonly since: FeedPosition | null;
  readonly read: ReadRevocations;
  /** Closed with the stream. */
  readonly follower: Follower;
  readonly stalenessSecondsMax: number;
}

/** First what was revoked since `since`, then what is from now on; a slow reader is waited for, and bounded. */
export function createRevocationEvents(parts: RevocationEventsParts): ReadableStream<Uint8Array> {
  const { read, follower, stalenessSecondsMax } = parts;
  let since = parts.since;
  let isBehind = true;
  const encoder = new TextEncoder();

  const takeNext = async (): Promise<string | null> => {
    if (isBehind) {
      const { revocations, next, more, currentAt } = await read(since);
      isBehind = more;
      since = next;
      return revocationsEvent(revocations, next) + (more ? "" : currentEvent(currentAt));
    }
    const news = await follower.next();
    if (news === null) return null;
    const { revocations, next, currentAt } = news;
    return (revocations.length === 0 ? "" : revocationsEvent(revocations, next)) + currentEvent(currentAt);
  };

  return new ReadableStream<Uint8Array>({
    start(controller) {
      const terms = event("terms", { max_staleness_seconds: stalenessSecondsMax });
      controller.enqueue(encoder.encode(`retry: ${RETRY_MS}\n${terms}`));
    },
    async pull(controller) {
      try {
        const text = await takeNext();
        if (text === null) controller.close();
        else controller.enqueue(encoder.encode(text));
      } catch (error) {
        follower.close();
        throw error;
      }
    },
    cancel: () => follower.close(),
  });
}

function revocationsEvent(revocations: readonly RevokedToken[], next: FeedPosition | null): string {
  const id = next === null ? "" : `id: ${formatPosition(next)}\n`;
  return id + event("revocations", { revocations: revocations.map(revocationView) });
}

/** Until when everything has been told; also a sign of life. */
function currentEvent(at: Date): string {
  return event("current", { at: at.toISOString() });
}

function event(name: string, data: object): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
