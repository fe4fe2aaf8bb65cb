/** The result codes that a denial carries, in both dialects of both servers. */

export const RESULT = {
  unknown: 0,
  databaseError: 2,
  invalidToken: 16,
  noRealms: 18,
  versionMismatch: 19,
  banned: 20,
  suspended: 21,
  addressBanned: 26,
} as const;

export type Result = typeof RESULT[keyof typeof RESULT];

export interface Denial {
  readonly result: Result;
  /** How long a suspension lasts yet, in days and fractions of a day; 0 otherwise. */
  readonly daysSuspended: number;
}
