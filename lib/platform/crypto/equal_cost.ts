/**
 * Fills up the work on a password to what a hash of our own cost takes, on the thread that did it: one after the other,
 * so that it comes out even whether other threads are idle or not, and no guess costs twice.
 */
import { hashSync } from "bcryptjs";
import type { Clock } from "../clock.ts";
import type { ForeignCredential } from "./foreign/credential.ts";

/** The lowest that bcrypt has. */
const COST_MIN = 4;
/** A 32nd of a hash: long enough to be measured, short enough to be no matter by itself. */
const GAUGE_BELOW = 5;
const SALT = ".".repeat(22);

/** @param salt of the hash that was just made: `$2b$<cost>$…` */
export function fillAfterHash(salt: string, costsAs: number): void {
  for (const cost of costsToFill(2 ** costOf(salt), costsAs)) spend(cost);
}

/** @param tookMs what the proof took on this thread: its share of a hash is gauged by a small one */
export function fillAfterProof(
  credential: ForeignCredential,
  tookMs: number,
  costsAs: number,
  { monotonicMs }: Pick<Clock, "monotonicMs">,
): void {
  const known = roundsOf(credential);
  if (known !== null) {
    for (const cost of costsToFill(known, costsAs)) spend(cost);
    return;
  }
  const gauge = costsAs - GAUGE_BELOW;
  // Lower costs are those of tests, where a millisecond more is no matter.
  if (gauge < COST_MIN) return spend(costsAs);
  const startedMs = monotonicMs();
  spend(gauge);
  const roundMs = (monotonicMs() - startedMs) / 2 ** gauge;
  for (const cost of costsToFill(2 ** gauge + tookMs / roundMs, costsAs)) spend(cost);
}

/** The costs of the hashes that are missing for two to the power of `costsAs` rounds. @param rounds that were made */
export function costsToFill(rounds: number, costsAs: number): number[] {
  const costs: number[] = [];
  let missing = 2 ** costsAs - rounds;
  for (let cost = costsAs - 1; cost >= COST_MIN; cost--) {
    if (missing < 2 ** cost) continue;
    costs.push(cost);
    missing -= 2 ** cost;
  }
  return costs;
}

/** Of the kinds that are bcrypt inside; with a pepper it is compared twice. */
function roundsOf(credential: ForeignCredential): number | null {
  switch (credential.kind) {
    case "wp-bcrypt":
    case "django-bcrypt-sha256":
      return 2 ** costOf(credential.hash);
    case "bcrypt-pepper":
      return 2 * 2 ** costOf(credential.hash);
    default:
      return null;
  }
}

function costOf(hash: string): number {
  return Number(hash.slice(4, 6));
}

function spend(cost: number): void {
  hashSync("", `$2b$${String(cost).padStart(2, "0")}$${SALT}`);
}
