/** What never reaches a log, whoever logs it: by the name of its field, and by its looks anywhere in a line. */
import type { RedactionPattern } from "@logtape/redaction";

export const REDACTED = "[redacted]";

/** Names of fields whose values are secrets. Counts such as `tokens` and ids such as `tokenId` are none. */
export const SECRET_FIELDS: RegExp[] = [
  /(pass(word|phrase|wd)|secret|token|ticket|authorization|cookie|credentials?|verifier|jwt|bearer)$/i,
  /(api|master|session|server|private|signing|secret)[_-]?key$/i,
  /^(key|proof|salt|seed)$/i,
];

const pattern = (
  regex: RegExp,
  replacement: string | ((match: string) => string) = REDACTED,
): RedactionPattern => ({ pattern: regex, replacement });

/** `{"` in Base64url begins the header; a payload follows behind a dot. */
function withoutJwt(run: string): string {
  const start = run.indexOf("eyJ");
  return start === -1 || run.indexOf(".", start) === -1 ? run : run.slice(0, start) + REDACTED;
}

/** Linear in the length of a line, which may be a stranger's. In order: what comes first has the more telling replacement. */
export const SECRET_PATTERNS: readonly RedactionPattern[] = [
  // A JWT, whole or cut off behind its payload. Each run of its letters is looked at once: a stranger's text of a hundred
  // thousand "eyJ" would else be read anew from each of them.
  pattern(/(?<![A-Za-z0-9_-])[A-Za-z0-9_-]+\.[A-Za-z0-9_.-]*/g, withoutJwt),
  pattern(/\b(Bearer|Basic)\s+[^\s"\\,;]+/gi, `$1 ${REDACTED}`),
  // The password in a URL, as in postgres://user:password@host.
  pattern(/(:\/\/[^\s/:@"]*):[^\s/@"]+@/g, `$1:${REDACTED}@`),
  pattern(/([?&](?:[a-z_]*token|ticket|key|secret|password|code)=)[^&\s"\\]+/gi, `$1${REDACTED}`),
  pattern(/\$2[abxy]?\$[0-9]{2}\$[./A-Za-z0-9]{22,}/g),
  // 32 random bytes in Base64url: login and character tokens, server keys.
  pattern(/(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])/g),
  // 16 bytes or more in hex: session keys, game tokens, Steam's tickets.
  pattern(/(?<![A-Za-z0-9])[0-9A-Fa-f]{32,}(?![A-Za-z0-9])/g),
];
