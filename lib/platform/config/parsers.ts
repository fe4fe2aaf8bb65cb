/** What the texts of a configuration may mean. Each gives null for a text that it does not take. */
import { isAbsolute, resolve } from "node:path";
import { Secret } from "./secret.ts";

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** `30m`, `24h`, `7d` as seconds, from a minute to 365 days. */
export function parseDurationSeconds(text: string): number | null {
  const [, count, unit = ""] = /^([0-9]{1,9})([smhd])$/.exec(text) ?? [];
  const seconds = Number(count) * (UNIT_SECONDS[unit] ?? Number.NaN);
  return seconds >= 60 && seconds <= 365 * 86_400 ? seconds : null;
}

/** In the largest unit that it is more than one of: `24h`, `2d`, `90m`. */
export function durationText(seconds: number): string {
  const units = Object.entries(UNIT_SECONDS).toSorted(([, a], [, b]) => b - a);
  const [unit, inUnit] = units.find(([, each]) => seconds % each === 0 && seconds > each) ?? ["s", 1];
  return `${seconds / inUnit}${unit}`;
}

/** 32 bytes in Base64, with or without padding. */
export function parseMasterKey(text: string): Secret<Uint8Array<ArrayBuffer>> | null {
  if (!/^[A-Za-z0-9+/]{43}=?$/.test(text)) return null;
  return new Secret(Uint8Array.fromBase64(text));
}

/** At least 32 bytes, the size of the hash (RFC 7518, 3.2), and not what the documents' sample shows. */
export function parseJwtSecret(text: string): Secret | null {
  if (text.toLowerCase().includes("your-secret-key")) return null;
  return new TextEncoder().encode(text).length >= 32 ? new Secret(text) : null;
}

export function parseAdminToken(text: string): Secret | null {
  // What a header can carry as one word, so that no token is configured that nobody can send.
  return /^[\x21-\x7e]{24,512}$/.test(text) ? new Secret(text) : null;
}

/** A second `@` is a password's that was not encoded: readers of such URLs do not agree where the host begins. */
export function parseDatabaseUrl(text: string): Secret | null {
  const [, authority] = /^postgres(?:ql)?:\/\/([^/?#\s]*)\S*$/.exec(text) ?? [];
  if (authority === undefined || authority.split("@").length > 2) return null;
  return URL.canParse(text) ? new Secret(text) : null;
}

/**
 * An origin as browsers send it: scheme, host and port, nothing else. Beside those of the web `null` (a page from a file,
 * a sandboxed frame), a packaged game's such as `capacitor://localhost` or `app://.`, and `https://*.itch.zone`.
 */
export function parseOrigin(text: string): string | null {
  if (text === "null" || text === "https://*.itch.zone") return text;
  if (/^(?!(?:https?|wss?|ftp|file):)[a-z][a-z0-9+.-]*:\/\/[a-z0-9._-]+(:[0-9]{1,5})?$/.test(text)) return text;
  const url = text.includes("*") ? null : parseHttpUrl(text);
  return url !== null && new URL(url).origin === url ? url : null;
}

/** Where players find us: by TLS, or on this machine; with a path where the page lies under one. */
export function parsePublicUrl(text: string): string | null {
  const url = parseHttpUrl(text);
  if (url === null) return null;
  const { protocol, hostname } = new URL(url);
  return protocol === "https:" || hostname === "localhost" ? url : null;
}

/** An HTTP address without a slash at its end, a query, or credentials. */
export function parseHttpUrl(text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) return null;
  if (url.search !== "" || url.hash !== "" || url.username !== "" || url.password !== "") return null;
  return url.href.replace(/\/+$/, "");
}

/** A path made absolute from `workingFolder`, or an `npm:` name as it is. Other schemes are refused. */
export function resolveGame(text: string, workingFolder: string): string | null {
  if (/^npm:\S+$/.test(text)) return text;
  const hasScheme = /^[A-Za-z][A-Za-z0-9+.-]+:/.test(text); // one letter is a drive
  return hasScheme || text === "" ? null : resolvePath(text, workingFolder);
}

export function resolvePath(path: string, workingFolder: string): string {
  return isAbsolute(path) ? path : resolve(workingFolder, path);
}
