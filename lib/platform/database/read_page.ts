/** Reads one page of a list, by keyset: it costs the same however far on it is, and loses nothing while rows come and go. */
import { type SelectQueryBuilder, sql } from "kysely";
import type { Page, PageQuery } from "../page.ts";

/**
 * Reads a page of `select`, which has neither an order nor a limit yet.
 * @param column unique, indexed and among the columns that are selected
 */
export async function readPage<DB, Tables extends keyof DB, Row, Column extends keyof Row & string>(
  select: SelectQueryBuilder<DB, Tables, Row>,
  column: Column,
  order: "oldest_first" | "newest_first",
  { after, limit }: PageQuery<Row[Column]>,
): Promise<Page<Row, Row[Column]>> {
  const key = sql.ref(column);
  const ascends = order === "oldest_first";
  let page = select.orderBy(key, ascends ? "asc" : "desc").limit(limit + 1);
  if (after !== undefined) {
    page = page.where(ascends ? sql<boolean>`${key} > ${after}` : sql<boolean>`${key} < ${after}`);
  }
  const rows = await page.execute();
  const items = rows.slice(0, limit) as Row[];
  return { items, next: rows.length > limit ? items.at(-1)?.[column] ?? null : null };
}
