/** Changing what a ban or a suspension says, once it is in force: the old values stay, with who changed them and when. */
import type { Queryable, UnitOfWork } from "../../platform/database/database.ts";
import type { Row } from "../../platform/database/schema.ts";
import { invalidInput } from "../../platform/errors.ts";

type ChangedKind = Row<"value_changes">["kind"];

/** What is left out stays; null empties a note, and makes an end none. */
export interface ValueChange {
  readonly reason?: string | undefined;
  readonly until?: Date | null | undefined;
  readonly note?: string | null | undefined;
}

export type ChangeRecord = ReturnType<typeof toRecord>;

interface Values {
  readonly reason: string;
  readonly until: number | null;
  readonly note: string | null;
}

/**
 * Notes what changes of a row.
 * @returns the columns that are to be written; null where nothing changes
 * @throws {AppError} `invalid_input` for an end that is past
 */
export async function noteChanges(
  unit: UnitOfWork,
  of: { readonly kind: ChangedKind; readonly id: number; readonly by: string },
  before: Values,
  change: ValueChange,
): Promise<Partial<Values> | null> {
  if (change.until !== undefined && change.until !== null && change.until <= unit.now) {
    throw invalidInput("until", "must lie in the future");
  }
  const until = change.until === undefined ? undefined : change.until?.getTime() ?? null;
  const wanted = { reason: change.reason, until, note: change.note };
  const changed: Record<string, string | number | null> = {};
  for (const field of ["reason", "until", "note"] as const) {
    const to = wanted[field];
    if (to === undefined || to === before[field]) continue;
    changed[field] = to;
    await unit.db.insertInto("value_changes").values({
      kind: of.kind,
      target_id: of.id,
      at: unit.now.getTime(),
      by: of.by,
      field,
      from_value: textOf(before[field]),
      to_value: textOf(to),
    }).execute();
  }
  return Object.keys(changed).length === 0 ? null : changed as Partial<Values>;
}

/** By row, the oldest change first. */
export async function changesOf(db: Queryable, kind: ChangedKind, ids: readonly number[]) {
  const rows = ids.length === 0
    ? []
    : await db.selectFrom("value_changes").selectAll().where("kind", "=", kind).where("target_id", "in", ids)
      .orderBy("id").execute();
  const byRow = Map.groupBy(rows, ({ target_id }) => target_id);
  return new Map([...byRow].map(([id, changes]) => [id, changes.map(toRecord)]));
}

function toRecord({ at, by, field, from_value: from, to_value: to }: Row<"value_changes">) {
  return { at: new Date(at).toISOString(), by, field, from, to };
}

function textOf(value: string | number | null): string | null {
  return typeof value === "number" ? new Date(value).toISOString() : value;
}
