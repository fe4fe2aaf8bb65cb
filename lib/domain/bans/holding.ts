/** When a ban or a suspension holds, and which of several counts. */
import { type RawBuilder, sql } from "kysely";
import { CLOCK_SKEW_MS_MAX } from "../../platform/clock.ts";

/** For rows of `bans` and `account_suspensions`: not lifted, and without an end or before it. */
export function holdsAt(now: Date): RawBuilder<boolean> {
  return sql<boolean>`(lifted_at is null and (until is null or until > ${now.getTime()}))`;
}

/** Of several the one without an end, else the one that ends last; null of none. */
export function strongest<Ban extends { readonly until: Date | null }>(bans: readonly Ban[]): Ban | null {
  return bans.find(({ until }) => until === null) ??
    bans.toSorted((a, b) => Number(b.until) - Number(a.until))[0] ?? null;
}

/** An automatic ban from the future was dated by a clock that has gone back since: nobody waits for it to come round. */
export function wasMadeBefore(createdAt: Date, now: Date): boolean {
  return createdAt.getTime() <= now.getTime() + CLOCK_SKEW_MS_MAX;
}
