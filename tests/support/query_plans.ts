/** How an engine means to answer a query, and which tables it would read whole. */
import { CompiledQuery, sql } from "kysely";
import type { Database } from "../../lib/platform/database/database.ts";
import type { RecordedQuery } from "./recorded_queries.ts";

/** A step of a plan that reads a table. */
export interface Read {
  readonly table: string;
  /** In the engine's words. */
  readonly step: string;
  /** Whether it grows with the table. */
  readonly whole: boolean;
}

/** Of these queries what reads a table whole: how the engine says it, a colon, and the query on one line. */
export async function wholeReadsOf(database: Database, queries: readonly RecordedQuery[]): Promise<string[]> {
  const whole = new Set<string>();
  for (const query of queries) {
    for (const read of await readsOf(database, query)) {
      if (read.whole) whole.add(`${read.step}: ${query.text}`.replaceAll(/\s+/g, " "));
    }
  }
  return [...whole];
}

export function readsOf(database: Database, query: RecordedQuery): Promise<Read[]> {
  return database.engine === "sqlite" ? sqliteReads(database, query.text) : postgresReads(database, query);
}

/** A living row, an open ban, one of two kinds: an index that knows no more than that finds most of its table. */
const WEAK = /\(((ended_at|expires_at|lifted_at|kind|game_id|door|result|role|state)=\?|expires_at>\?)\)$/;
/** The same in PostgreSQL's words, as far as it plans so without any rows. */
const WEAK_CONDITION = /^\(expires_at > [^()]*\)$/;

/** https://www.sqlite.org/eqp.html; without statistics it plans as for large tables, so an empty one will do. */
async function sqliteReads(database: Database, text: string): Promise<Read[]> {
  const { rows } = await database.write.executeQuery<{ detail: string }>(
    CompiledQuery.raw(`explain query plan ${text}`),
  );
  const isSorted = rows.some(({ detail }) => detail.startsWith("USE TEMP B-TREE"));
  const isPage = !isSorted && /\blimit\b/i.test(text);
  // `where id in (select id … order by id limit ?)` takes the first by their key, as a page does.
  const takesAll = isPage &&
    !/\bwhere (?!\(1 = 1\) order|"id" in \(select "id" from "\w+" order by "id" limit)/i.test(text);
  return rows.flatMap(({ detail }) => {
    const [, kind, table = ""] = /^(SCAN|SEARCH) (\S+)/.exec(detail) ?? [];
    if (kind === undefined || /^(CONSTANT|\(|json_each|[0-9]+-ROW)/.test(table)) return [];
    return [{ table, step: detail, whole: kind === "SCAN" ? !takesAll : WEAK.test(detail) && !isPage }];
  });
}

interface PlanNode {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Index Name"?: string;
  readonly "Index Cond"?: string;
  readonly Filter?: string;
  readonly Plans?: readonly PlanNode[];
}

/** With every way that needs no index priced out: what is read whole then has no index. */
async function postgresReads(database: Database, { text, values }: RecordedQuery): Promise<Read[]> {
  return await database.write.transaction().execute(async (db) => {
    for (const way of ["seqscan", "mergejoin", "hashjoin"]) {
      await sql`set local ${sql.raw(`enable_${way}`)} = off`.execute(db);
    }
    const { rows } = await db.executeQuery<{ "QUERY PLAN": readonly { readonly Plan: PlanNode }[] }>(
      CompiledQuery.raw(`explain (format json) ${text}`, [...values]),
    );
    return rows[0]!["QUERY PLAN"].flatMap(({ Plan }) => nodeReads(Plan, { isPage: false, table: "" }));
  });
}

function nodeReads(node: PlanNode, above: { readonly isPage: boolean; readonly table: string }): Read[] {
  const type = node["Node Type"];
  const isPage = type === "Limit" || (above.isPage && !/Sort|Aggregate|Unique|Hash/.test(type));
  const table = node["Relation Name"] ?? above.table;
  const below = (node.Plans ?? []).flatMap((plan) => nodeReads(plan, { isPage, table }));
  if (!/^(Seq Scan|Index Scan|Index Only Scan|Bitmap Index Scan)$/.test(type)) return below;
  const condition = node["Index Cond"];
  const step = `${type} ${table} ${node["Index Name"] ?? ""} ${condition ?? "whole"}`;
  const isWeak = condition === undefined || WEAK_CONDITION.test(condition);
  return [...below, { table, step, whole: isWeak && (!isPage || node.Filter !== undefined) }];
}
