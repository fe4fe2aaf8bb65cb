/** When a ban or a suspension holds, and which of several counts. */
import { type RawBuilder, sql } from "kysely";

/** For rows of `bans` and `account_suspensions`: not lifted, and without an end or before it. */
export function holdsAt(now: Date): RawBuilder<boolean> {
  return sql<boolean>`(lifted_at is null and (until is null or until > ${now.getTime()}))`;
}

/** Of several the one without an end, else the one that ends last; null of none. */
export function strongest<Ban extends { readonly until: Date | null }>(bans: readonly Ban[]): Ban | null {
  return bans.find(({ until }) => until === null) ??
    bans.toSorted((a, b) => Number(b.until) - Number(a.until))[0] ?? null;
}
