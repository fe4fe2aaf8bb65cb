/** One value on its way from SQLite to PostgreSQL, and how the two are compared. */

export type SqliteValue = null | number | bigint | string | Uint8Array;

/** @param type PostgreSQL's name of the column's type */
export function toPostgres(value: SqliteValue, type: string): unknown {
  if (value === null) return null;
  if (type === "bool") return Number(value) !== 0;
  return value instanceof Uint8Array ? new Uint8Array(value) : value;
}

/** The same text for the same value, whichever of the two databases it was read from. */
export function comparable(value: unknown, type: string): string {
  if (value === null || value === undefined) return "null";
  if (value instanceof Uint8Array) return new Uint8Array(value).toHex();
  if (type === "bool") return String(value === true || Number(value) === 1);
  if (type === "json" || type === "jsonb") return JSON.stringify(typeof value === "string" ? JSON.parse(value) : value);
  if (/^(int|float|numeric)/.test(type)) return String(Number(value));
  return String(value);
}
