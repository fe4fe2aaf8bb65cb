/** What a caller plays on, in a few words for people: read from `User-Agent` (RFC 9110, 10.1.5), which anybody may set. */

const CHARACTERS_MAX = 80;
/** The first that fits: browsers name those that they descend from as well. */
const PROGRAMS: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/\bEdg(?:A|iOS)?\//, "Edge"],
  [/\b(?:OPR|OPiOS)\//, "Opera"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\b(?:Firefox|FxiOS)\//, "Firefox"],
  [/\b(?:Chrome|Chromium|HeadlessChrome|CriOS)\//, "Chrome"],
  [/\bVersion\/\S+ .*Safari\//, "Safari"],
];
const SYSTEMS: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/\biPhone\b/, "iPhone"],
  [/\biPad\b/, "iPad"],
  [/\bAndroid\b/, "Android"],
  [/\bWindows\b/, "Windows"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bMac OS X\b/, "macOS"],
  [/\bLinux\b/, "Linux"],
];

/** "Firefox on Windows", or what a program that is no browser calls itself. @returns null where nothing is said */
export function deviceOf(userAgent: string | undefined): string | null {
  if (userAgent === undefined) return null;
  const named = (table: typeof PROGRAMS) => table.find(([pattern]) => pattern.test(userAgent))?.[1];
  const program = named(PROGRAMS) ?? /^[\x21-\x2e\x30-\x7e]+/.exec(userAgent.trim())?.[0];
  const system = named(SYSTEMS);
  if (program === undefined) return system ?? null;
  return (system === undefined ? program : `${program} on ${system}`).slice(0, CHARACTERS_MAX);
}
