/**
 * The two calls that are made all the time, answered from what is kept before anything else is made of them: `verify` and
 * `revalidate`, with the same bytes as by their routes. Whatever is not plain, or no success, goes the long way.
 */
import { corsHeaders } from "../lib/doors/browsers/answer_headers.ts";
import type { BanList } from "../lib/domain/bans/ban_list.ts";
import type { Sessions } from "../lib/domain/sessions/sessions.ts";
import type { Revalidator } from "../lib/domain/tokens/revalidation.ts";
import { bearerIn } from "./bearer.ts";
import type { DressParts } from "./dress.ts";
import type { EdgeParts } from "./edge.ts";
import { revalidationAnswer } from "./game_auth_views.ts";

/** As `node:http` parses it. */
export interface PlainRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly rawHeaders: readonly string[];
}

/** An answer of 200: names and values in turn, the length of the body aside, in an array that is the caller's. */
interface QuickAnswer {
  readonly headers: string[];
  readonly body: string;
}

/** @returns null for what goes the long way */
type QuickAnswers = (request: PlainRequest, peer: string, body: Uint8Array | null) => QuickAnswer | null;

interface QuickAnswerParts extends DressParts, Pick<EdgeParts, "addressOf" | "requestLimit"> {
  readonly banList: Pick<BanList, "check">;
  readonly sessions: Pick<Sessions, "verified">;
  /** Null where game servers have to bring their key. */
  readonly revalidator: Pick<Revalidator, "kept"> | null;
}

/** What a request may not have: which page asks, and how else its body is to be read. */
const UNPLAIN = ["origin", "content-encoding"];
/** Hosts that are sure to make a URL; others are looked at the long way. */
const PLAIN_HOST = /^[a-z0-9._-]+(?::(?:[1-5]\d{3,4}|[6-9]\d{3}))?$/;
const BODY_BYTES_MAX = 8 * 1_024;
const REQUEST_ID = "x-request-id";

export function createQuickAnswers(parts: QuickAnswerParts): QuickAnswers {
  const { addressOf, nextRequestId, requestLimit, banList, sessions, revalidator } = parts;
  const always = Object.entries({
    ...parts.security,
    ...corsHeaders(parts.origins, undefined),
    "cache-control": "no-store",
    "content-type": "application/json",
    [REQUEST_ID]: "",
  }).sort(([a], [b]) => a < b ? -1 : 1).flat();
  const idAt = always.indexOf(REQUEST_ID) + 1;

  const verify = ({ headers, rawHeaders }: PlainRequest): object | null => {
    if (countOf("authorization", rawHeaders) !== 1) return null;
    const token = bearerIn(headers["authorization"]?.toString());
    const identity = token === undefined ? null : sessions.verified(token);
    return identity === null ? null : { success: true, userId: identity.accountId, username: identity.username };
  };

  const revalidate = (body: Uint8Array | null): object | null => {
    if (revalidator === null || body === null || body.byteLength > BODY_BYTES_MAX) return null;
    const { token, token_type: kind, ...others } = parseObject(body);
    if (typeof token !== "string" || (kind !== "login" && kind !== "character")) return null;
    if (Object.keys(others).length > 0) return null;
    const kept = revalidator.kept(token, kind);
    return kept === null ? null : revalidationAnswer(kept);
  };

  const find = (request: PlainRequest, body: Uint8Array | null): object | null => {
    const { method, url } = request;
    if (method === "GET" && url === "/api/auth/verify" && body === null) return verify(request);
    if (method === "POST" && url === "/auth/revalidate") return revalidate(body);
    return null;
  };

  return (request, peer, body) => {
    const { headers } = request;
    if (UNPLAIN.some((name) => headers[name] !== undefined) || isElsewheres(request)) return null;
    if (!PLAIN_HOST.test(headers["host"]?.toString() ?? "")) return null;
    try {
      const answer = find(request, body);
      if (answer === null) return null;
      const address = addressOf(peer, headers["x-forwarded-for"]?.toString());
      // A promise: the database has to be asked.
      if (banList.check(address) !== undefined) return null;
      requestLimit.count(address);
      return { headers: always.with(idAt, nextRequestId()), body: JSON.stringify(answer) };
    } catch {
      return null; // banned, or too many: said the long way
    }
  };
}

/** Whether another site's page may have made its visitor's browser ask; of what changes nothing its own site may. */
function isElsewheres({ method, headers }: PlainRequest): boolean {
  const site = headers["sec-fetch-site"];
  return site !== undefined && (method !== "GET" || site === "cross-site");
}

function countOf(name: string, rawHeaders: readonly string[]): number {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const raw = rawHeaders[index]!;
    if (raw.length === name.length && raw.toLowerCase() === name) count += 1;
  }
  return count;
}

/** @throws {SyntaxError} for what is no JSON */
function parseObject(body: Uint8Array): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  return typeof value === "object" && value !== null ? value as Record<string, unknown> : {};
}
