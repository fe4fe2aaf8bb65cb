/**
 * What a verifier that works offline must know beside the public keys: which character tokens died before their time.
 * It is read from the tokens themselves, so whatever ends one is in it.
 */
import { sql } from "kysely";
import { CLOCK_SKEW_MS_MAX } from "../../platform/clock.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";

/**
 * A change is dated before its transaction commits, and by the clock of its own instance, so that it may appear behind
 * later ones. What is so much older than asked for is therefore told once more; a transaction does not last longer.
 */
export const OVERLAP_MS = 60_000;
export const PAGE_MAX = 1_000;

export interface RevokedToken {
  /** Unique with `revokedAt`. */
  readonly id: number;
  /** The claim `sid`: the family. */
  readonly familyId: string;
  /**
   * Null: every token of the family is dead. Else only this one, which was rotated: base64url of the SHA-256 of its text.
   */
  readonly tokenHash: string | null;
  readonly revokedAt: Date;
  /** From then on the token is refused by its own `exp`, and need not be remembered. */
  readonly expiresAt: Date;
}

/** A place in the feed: behind the token `id` of those that died at `at`, or, without one, at the beginning of `at`. */
export interface FeedPosition {
  readonly at: Date;
  readonly id: number | null;
}

export interface FeedPage {
  readonly revocations: readonly RevokedToken[];
  /** Where to go on; null if nothing was ever revoked. */
  readonly next: FeedPosition | null;
  /** Whether there is more already. */
  readonly more: boolean;
  /** Unless there is more, everything that was committed until then has been told. */
  readonly currentAt: Date;
}

export type ReadRevocations = (since: FeedPosition | null) => Promise<FeedPage>;

export function createRevocationFeed(
  { database, clock }: Pick<Kernel, "database" | "clock">,
): ReadRevocations {
  const diedAt = sql<number>`coalesce(ended_at, rotated_at)`;
  // As the index `game_tokens_revocations` is made, so that its use hangs on no value beside the statement.
  const hasDied = sql<boolean>`kind = 'character' and coalesce(ended_at, rotated_at) is not null`;
  return async (since) => {
    const currentAt = clock.now();
    let select = database.read.selectFrom("game_tokens")
      .select(["id", "hash", "family_id", "expires_at", "ended_at", diedAt.as("died_at")])
      .where(hasDied).where("expires_at", ">", currentAt.getTime())
      .orderBy(diedAt).orderBy("id").limit(PAGE_MAX + 1);
    // Told by a clock that has gone back since: what dies now is dated before it. In the middle of its pages it goes on.
    const isAhead = since?.id === null && since.at.getTime() > currentAt.getTime() + CLOCK_SKEW_MS_MAX;
    const position = isAhead ? { at: currentAt, id: null } : since;
    if (position !== null) {
      const at = position.at.getTime();
      // SQLite finds the place of a single value in the index, and of a pair it does not.
      select = position.id === null
        ? select.where(diedAt, ">=", at - OVERLAP_MS)
        : select.where(diedAt, ">=", at).where(
          sql<boolean>`(coalesce(ended_at, rotated_at), id) > (${at}, ${position.id})`,
        );
    }
    const rows = await select.execute();
    const page = rows.slice(0, PAGE_MAX);
    const more = rows.length > PAGE_MAX;
    const last = page.at(-1);
    const end = last === undefined ? position?.at ?? null : new Date(last.died_at);
    return {
      revocations: page.map((row) => ({
        id: row.id,
        familyId: row.family_id,
        tokenHash: row.ended_at === null ? row.hash.toBase64({ alphabet: "base64url", omitPadding: true }) : null,
        revokedAt: new Date(row.died_at),
        expiresAt: new Date(row.expires_at),
      })),
      next: end === null ? null : { at: end, id: more ? last?.id ?? null : null },
      more,
      currentAt,
    };
  };
}

/** `2026-01-01T00:00:00.000Z`, or with `~` and a number where a page ended in the middle. */
export function formatPosition({ at, id }: FeedPosition): string {
  return id === null ? at.toISOString() : `${at.toISOString()}~${id}`;
}

/** Null for what is no position. */
export function parsePosition(text: string): FeedPosition | null {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d))(?:~(\d{1,15}))?$/.exec(text);
  if (match === null) return null;
  const at = new Date(match[1]!);
  return Number.isNaN(at.getTime()) ? null : { at, id: match[2] === undefined ? null : Number(match[2]) };
}
