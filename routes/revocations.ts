/** `/auth/revocations`: which character tokens died before their time, for those who verify offline. */
import { hashSecret } from "../lib/platform/crypto/secret_hash.ts";
import { invalidInput } from "../lib/platform/errors.ts";
import {
  type FeedPage,
  type FeedPosition,
  formatPosition,
  parsePosition,
  type ReadRevocations,
} from "../lib/domain/tokens/revocation_feed.ts";
import type { RevocationStream } from "../lib/domain/tokens/revocation_stream.ts";
import { isKnown } from "./file_answer.ts";
import { GAME_SERVER_CALLS } from "./game_auth.ts";
import type { HttpContext } from "./http.ts";
import type { Mount } from "./mount.ts";
import { createRevocationEvents } from "./revocation_events.ts";
import { revocationView } from "./revocation_views.ts";

/** How often a verifier that does not keep a stream open is to ask. */
const POLL_SECONDS = 10;
/**
 * What a verifier that polls so often, or takes a stream to be broken after 10 s of silence, is behind at most, with 5 s
 * for an answer to come. One that has heard nothing for so long asks `/auth/revalidate` instead.
 */
const STALENESS_SECONDS_MAX = 15;

interface RevocationParts {
  readonly readRevocations: ReadRevocations;
  readonly revocationStream: RevocationStream;
}

export function mountRevocations(mount: Mount, { readRevocations, revocationStream }: RevocationParts): void {
  mount(GAME_SERVER_CALLS)("GET /auth/revocations", async (c, { since: asked }) => {
    const accept = c.req.header("accept") ?? "";
    if (accept.includes("text/event-stream")) {
      const since = readPosition(c.req.header("last-event-id")) ?? readPosition(asked);
      const events = createRevocationEvents({
        since,
        read: readRevocations,
        follower: revocationStream.follow(c.get("address")),
        stalenessSecondsMax: STALENESS_SECONDS_MAX,
      });
      return c.body(events, 200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    }
    return jsonPage(c, await readRevocations(readPosition(asked)));
  });
}

function jsonPage(c: HttpContext, { revocations, next, more }: FeedPage): Response {
  const body = JSON.stringify({
    revocations: revocations.map(revocationView),
    next: next === null ? null : formatPosition(next),
    more,
    poll_seconds: POLL_SECONDS,
    max_staleness_seconds: STALENESS_SECONDS_MAX,
  });
  const etag = `"${hashSecret(body).toBase64({ alphabet: "base64url", omitPadding: true }).slice(0, 22)}"`;
  // Each time the server is asked, and mostly has nothing to send (RFC 9111, 5.2.2.4).
  const headers = { etag, "cache-control": "no-cache" };
  if (isKnown(c.req.header("if-none-match"), etag)) return c.body(null, 304, headers);
  return c.body(body, 200, { ...headers, "content-type": "application/json" });
}

function readPosition(text: string | undefined): FeedPosition | null {
  if (text === undefined || text === "") return null;
  const position = parsePosition(text);
  if (position === null) throw invalidInput("since", "must be an RFC 3339 time, or the `next` of an answer");
  return position;
}
