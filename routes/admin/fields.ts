/** Fields that several of the operators' calls take. */
import { z } from "zod";
import type { Actor } from "../../lib/domain/audit/actor.ts";
import { text } from "../../lib/platform/json/input.ts";
import type { HttpContext } from "../http.ts";

/** Why: players may read it, and the audit log keeps it. */
export const reason = text(500).min(1, "must say why");

/** RFC 3339, with any offset. */
export const moment = z.iso.datetime({ offset: true, error: "must be a time like 2026-01-31T12:00:00Z" })
  .transform((value) => new Date(value));

/** The end of a ban or suspension; left out or null for none. */
export const until = moment.nullish().transform((value) => value ?? null);

/** What services note of who acted. */
export function byOf(c: HttpContext): Actor {
  const { actor, address } = c.get("actor");
  return { actor, address };
}

/** For operators only: players never see it. */
export const note = text(2_000).min(1, "must say something");

/** Of a ban or suspension that holds: what is left out stays, null empties a note and makes an end none. */
export const valueChange = z.object({
  reason: reason.optional(),
  until: moment.nullable().optional(),
  note: note.nullable().optional(),
});

/** Why something is lifted or done; it may be left out. */
export const OPTIONAL_REASON = { body: z.object({ reason: reason.optional() }), bodyOptional: true } as const;
