/**
 * Whose pages may act here. Browsers name the page's origin, and nothing else keeps a strange page from acting by its
 * visitors' addresses: docs/contract.md, "HTTP, for browsers".
 */
import type { AddressSet } from "../../platform/addresses/address_set.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { Log } from "../../platform/log/log.ts";

/** What a request says of the page behind it. */
export interface PageHeaders {
  /** `Origin` (RFC 6454, 7); programs that are no browsers send none. */
  readonly origin: string | undefined;
  /** `Sec-Fetch-Site`, which no page can set (W3C Fetch Metadata, 2.2). */
  readonly fetchSite: string | undefined;
  readonly host: string | undefined;
  readonly forwardedHost: string | undefined;
  /** The socket's other end: `X-Forwarded-Host` is believed of trusted proxies only. */
  readonly peer: string;
}

export interface OriginsParts extends Pick<Kernel, "clock" | "log"> {
  /** Other origins that may, such as `https://game.example`, `null` or `https://*.itch.zone`. */
  readonly allowed: readonly string[];
  /** Where players find us, with or without a path; null where it was not told. */
  readonly publicUrl: string | null;
  readonly trustedProxies: AddressSet;
}

export type Origins = ReturnType<typeof createOrigins>;

const LOG_EVERY_MS = 60_000;
/** Any page of games uploaded to itch.io: each game has a host of its own there. */
const ITCH_WILDCARD = "https://*.itch.zone";
const ITCH_PAGE = /^https:\/\/(?:[a-z0-9-]+\.)+itch\.zone$/;
const HEADER_CHARACTERS_SHOWN = 200;

export function createOrigins(parts: OriginsParts) {
  const named = new Set(parts.allowed.map((origin) => origin.toLowerCase()));
  const publicOrigin = parts.publicUrl === null ? null : new URL(parts.publicUrl).origin;
  const noteRefusal = createRefusalNotes(parts.clock, parts.log);

  const isNamed = (origin: string | undefined): boolean => {
    if (origin === undefined || named.size === 0) return false;
    const asked = origin.toLowerCase();
    return named.has(asked) || (named.has(ITCH_WILDCARD) && ITCH_PAGE.test(asked));
  };

  const isLetIn = ({ origin, fetchSite, host, forwardedHost, peer }: PageHeaders): boolean => {
    if (origin === undefined) return fetchSite !== "cross-site";
    if (fetchSite === "same-origin" || isNamed(origin)) return true;
    if (publicOrigin !== null && origin.toLowerCase() === publicOrigin) return true;
    const isForwarded = forwardedHost !== undefined && parts.trustedProxies.has(peer);
    return isSameHost(origin, isForwarded ? forwardedHost.split(",")[0]?.trim() : host);
  };

  return {
    /** Whether the page may act. A refusal is logged, once a minute for all together. */
    mayAct(page: PageHeaders): boolean {
      const isAllowed = isLetIn(page);
      if (!isAllowed) noteRefusal(page);
      return isAllowed;
    },
    /** Whether the origin is one of the allowed others: its pages may read answers, too. */
    isNamed,
    /** Whether any other origin is allowed, so that answers differ by `Origin`. */
    hasNamed: named.size > 0,
  };
}

/**
 * Whether an origin names the host that was asked. The scheme is not compared, as TLS may end in front of us; a port
 * that is missing is the default of the origin's scheme.
 */
function isSameHost(origin: string, host: string | undefined): boolean {
  const [, scheme, place] = /^(https?):\/\/([^/?#@]+)$/.exec(origin.toLowerCase()) ?? [];
  if (place === undefined || host === undefined) return false;
  const port = scheme === "https" ? "443" : "80";
  const asked = withPort(host.toLowerCase(), port);
  return asked !== null && asked === withPort(place, port);
}

/** `host:port`; null for what is neither a name nor an address, with or without a port. */
function withPort(host: string, defaultPort: string): string | null {
  const [, name, port] = /^(\[[0-9a-f:.]+\]|[^:\s[\]]+)(?::([0-9]{1,5}))?$/.exec(host) ?? [];
  return name === undefined ? null : `${name}:${port === undefined ? defaultPort : Number(port)}`;
}

function createRefusalNotes(clock: Clock, log: Log): (page: PageHeaders) => void {
  let quietUntilMs = -Infinity;
  let unsaid = 0;
  return ({ origin, host, forwardedHost }) => {
    unsaid += 1;
    const nowMs = clock.monotonicMs();
    if (nowMs < quietUntilMs) return;
    quietUntilMs = nowMs + LOG_EVERY_MS;
    log.warn("A page of another origin was refused: if it is yours, set PUBLIC_URL or ALLOWED_ORIGINS", {
      origin: shown(origin),
      host: shown(host),
      forwardedHost: shown(forwardedHost),
      refused: unsaid,
    });
    unsaid = 0;
  };
}

function shown(header: string | undefined): string | null {
  return header?.slice(0, HEADER_CHARACTERS_SHOWN) ?? null;
}
