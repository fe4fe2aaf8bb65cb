/** Fields that several of the operators' calls take. */
import { z } from "zod";
import type { Actor } from "../../lib/domain/audit/actor.ts";
import { text } from "../../lib/platform/json/input.ts";

/** Why: players may read it, and the audit log keeps it. */
export const reason = text(500).min(1, "must say why");

/** The end of a ban or suspension; left out or null for none. RFC 3339, with any offset. */
export const until = z.iso.datetime({ offset: true, error: "must be a time like 2026-01-31T12:00:00Z" })
  .transform((value) => new Date(value)).nullish().transform((value) => value ?? null);

/** What services note of who acted. */
export function byOf({ actor, address }: Actor): Actor {
  return { actor, address };
}
