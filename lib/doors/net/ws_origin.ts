/** Whose pages may open a WebSocket. Browsers send an `Origin`, and nothing else keeps a strange page out. */

export interface OriginQuestion {
  /** The `Origin` header; programs that are no browsers send none. */
  readonly origin: string | undefined;
  /** The `Host` header. */
  readonly host: string | undefined;
  /** Other origins that may, such as `https://game.example`. */
  readonly allowed: readonly string[];
}

/** Our own pages may (their origin names the host that was asked), the allowed origins, and whoever sends no origin. */
export function isOriginAllowed({ origin, host, allowed }: OriginQuestion): boolean {
  if (origin === undefined) return true;
  const asked = origin.toLowerCase();
  if (allowed.some((other) => other.toLowerCase() === asked)) return true;
  // The scheme is not compared: behind a proxy that ends TLS we see http where the browser sees https.
  const [, originHost] = /^https?:\/\/([^/]+)$/.exec(asked) ?? [];
  return originHost !== undefined && originHost === host?.toLowerCase();
}
