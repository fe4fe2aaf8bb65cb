/** Milliseconds since 1970, as rows have them, in RFC 3339 and UTC, as JSON has them. */

export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

export function isoTimeOrNull(ms: number | null): string | null {
  return ms === null ? null : isoTime(ms);
}
