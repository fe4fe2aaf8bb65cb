/** Reads the trail: newest first, by keyset, whatever it is filtered by. */
import { type RawBuilder, type SelectQueryBuilder, sql } from "kysely";
import type { Cidr } from "../../platform/addresses/cidr.ts";
import type { Database, Engine, Queryable } from "../../platform/database/database.ts";
import { readPage } from "../../platform/database/read_page.ts";
import type { Row, Schema } from "../../platform/database/schema.ts";
import { isoTime, isoTimeOrNull } from "../../platform/iso_time.ts";
import { mapPage, type Page, type PageQuery } from "../../platform/page.ts";
import { macKey } from "../bans/mac_address.ts";
import { trailAddressRange } from "./address_keys.ts";
import type { AttemptResult } from "./attempt.ts";

export type TrailRecord = ReturnType<typeof toRecord>;

export interface TrailFilter {
  readonly account?: number | undefined;
  readonly name?: string | undefined;
  readonly address?: Cidr | undefined;
  readonly mac?: string | undefined;
  readonly door?: string | undefined;
  readonly result?: AttemptResult | undefined;
  readonly rule?: string | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

type Select<Row> = SelectQueryBuilder<Schema, "login_trail", Row>;

/** So many of a block are put in order; of more, one in some hundred of all rows is. */
const SORTED_MAX = 20_000;
/** Of two instances the one whose batch is later may write the older row: ids and times agree but for so much. */
const DISORDER_MS = 60_000;

/** Newest first. */
export async function listTrail(
  { read, engine }: Pick<Database, "read" | "engine">,
  query: TrailFilter & PageQuery,
): Promise<Page<TrailRecord>> {
  const all = read.selectFrom("login_trail").selectAll();
  const select = await within(read, await filtered(read, engine, all, query), query);
  return mapPage(await readPage(select, "id", "newest_first", query), toRecord);
}

/** Those that came after an id, oldest first: for streams. */
export async function readTrailAfter(
  db: Queryable,
  afterId: number,
  limit: number,
): Promise<Row<"login_trail">[]> {
  return await db.selectFrom("login_trail").selectAll().where("id", ">", afterId).orderBy("id").limit(limit).execute();
}

/**
 * One filter leads, the one that the fewest rows fit as a rule, by its index; the others are judged of what it finds. An
 * engine without statistics would take any of them.
 */
async function filtered<Row>(
  db: Queryable,
  engine: Engine,
  select: Select<Row>,
  filter: TrailFilter,
): Promise<Select<Row>> {
  const { account, name, address, mac, door, result, rule } = filter;
  let rows = select;
  let hasLeader = account !== undefined;
  if (account !== undefined) rows = rows.where("account_id", "=", account);
  const lead = (column: Text) => {
    const isLed = hasLeader;
    hasLeader = true;
    return isLed ? judged(column) : sql.ref(column);
  };
  if (name !== undefined) rows = rows.where(equals(lead("name_key"), name.toLowerCase()));
  if (mac !== undefined) rows = rows.where(equals(lead("mac_key"), macKey(mac)));
  if (address !== undefined) {
    const { first, last } = trailAddressRange(address);
    const isWide = !hasLeader && first !== last && await isMany(db, first, last);
    const key = isWide ? judged("address_key") : lead("address_key");
    rows = first === last
      ? rows.where(equals(key, first))
      : rows.where(sql<boolean>`(${key} >= ${first} and ${key} <= ${last})`);
  }
  // The last three have indices together: hardly any of them leads to few. Of a block PostgreSQL looks into the index of
  // its addresses for them; SQLite does so with what it does not take for a leader.
  const isBlock = address !== undefined && account === undefined && name === undefined && mac === undefined;
  const isLed = hasLeader && !(isBlock && engine === "postgres");
  const together = (column: Text) => isLed ? judged(column) : sql.ref(column);
  if (rule !== undefined) rows = rows.where(equals(together("rule"), rule));
  if (door !== undefined) rows = rows.where(equals(together("door"), door));
  if (result !== undefined) {
    rows = rows.where(equals(rule === undefined ? together("result") : judged("result"), result));
  }
  return rows;
}

type Text = "name_key" | "mac_key" | "address_key" | "rule" | "door" | "result";

/** As its index does not know it. */
function judged(column: Text): RawBuilder<unknown> {
  return sql`(${sql.ref(column)} || '')`;
}

function equals(column: RawBuilder<unknown>, value: string): RawBuilder<boolean> {
  return sql<boolean>`${column} = ${value}`;
}

/** Whether so many come from a block that the newest of all are read for those, rather than these put in order. */
async function isMany(db: Queryable, first: string, last: string): Promise<boolean> {
  const some = db.selectFrom("login_trail").select("id").where("address_key", ">=", first)
    .where("address_key", "<=", last).limit(SORTED_MAX + 1).as("some");
  const { count } = await db.selectFrom(some).select((eb) => eb.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return Number(count) > SORTED_MAX;
}

/** The same filter for a row that is at hand. */
export function fits(row: Row<"login_trail">, filter: TrailFilter): boolean {
  const { account, name, address, mac, door, result, rule, from, to } = filter;
  const range = address === undefined ? null : trailAddressRange(address);
  return (account === undefined || row.account_id === account) &&
    (name === undefined || row.name_key === name.toLowerCase()) &&
    (range === null || row.address_key >= range.first && row.address_key <= range.last) &&
    (mac === undefined || row.mac_key === macKey(mac)) &&
    (door === undefined || row.door === door) &&
    (result === undefined || row.result === result) &&
    (rule === undefined || row.rule === rule) &&
    (from === undefined || row.at >= from.getTime()) &&
    (to === undefined || row.at <= to.getTime());
}

/**
 * A span of time is a span of ids: else rows newer than `to` would be read one by one. Whatever is older than `from` by
 * the disorder was written before all of the span, and whatever is newer than `to` by as much after it.
 */
async function within<Row>(db: Queryable, select: Select<Row>, { from, to }: TrailFilter): Promise<Select<Row>> {
  let rows = select;
  const ids = db.selectFrom("login_trail").select("id").limit(1);
  if (from !== undefined) {
    rows = rows.where("at", ">=", from.getTime());
    const before = await ids.where("at", "<", from.getTime() - DISORDER_MS).orderBy("at", "desc").executeTakeFirst();
    rows = rows.where("id", ">", before?.id ?? 0);
  }
  if (to !== undefined) {
    rows = rows.where("at", "<=", to.getTime());
    const behind = await ids.where("at", ">", to.getTime() + DISORDER_MS).orderBy("at").executeTakeFirst();
    rows = rows.where("id", "<", behind?.id ?? Number.MAX_SAFE_INTEGER);
  }
  return rows;
}

export function toRecord(row: Row<"login_trail">) {
  return {
    id: row.id,
    at: isoTime(row.at),
    door: row.door,
    game: row.game,
    dialect: row.dialect,
    address: row.address,
    account: row.account_id,
    name: row.name,
    result: row.result,
    rule: row.rule,
    code: row.code,
    wire: row.wire,
    until: isoTimeOrNull(row.until),
    client: row.client,
    device: row.device,
    mac: row.mac_key,
    durationMs: row.duration_ms,
    requestId: row.request_id,
    instance: row.instance,
    count: row.count,
    // Why a game's module refused it, in the module's words.
    words: row.words,
  };
}
