/** Reads the trail: newest first, by keyset, whatever it is filtered by. */
import type { Selectable, SelectQueryBuilder } from "kysely";
import type { Cidr } from "../../platform/addresses/cidr.ts";
import type { Queryable } from "../../platform/database/database.ts";
import { readPage } from "../../platform/database/read_page.ts";
import type { LoginTrailTable, Schema } from "../../platform/database/schema.ts";
import { mapPage, type Page, type PageQuery } from "../../platform/page.ts";
import { macKey } from "../bans/mac_address.ts";
import type { AttemptResult } from "./attempt.ts";

export interface TrailRecord {
  readonly id: number;
  readonly at: string;
  readonly door: string;
  readonly game: string | null;
  readonly dialect: string | null;
  readonly address: string;
  readonly account: number | null;
  readonly name: string | null;
  readonly result: AttemptResult;
  readonly rule: string | null;
  readonly code: string | null;
  readonly wire: string | null;
  readonly until: string | null;
  readonly client: string | null;
  readonly device: string | null;
  readonly mac: string | null;
  readonly durationMs: number | null;
  readonly requestId: string | null;
  readonly instance: string;
  readonly count: number;
}

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

/** Of two instances the one whose batch is later may write the older row: ids and times agree but for so much. */
const DISORDER_MS = 60_000;

/** Newest first. */
export async function listTrail(db: Queryable, query: TrailFilter & PageQuery): Promise<Page<TrailRecord>> {
  const select = await within(db, filtered(db.selectFrom("login_trail").selectAll(), query), query);
  return mapPage(await readPage(select, "id", "newest_first", query), toRecord);
}

/** Those that came after an id, oldest first: for streams. */
export async function readTrailAfter(
  db: Queryable,
  afterId: number,
  limit: number,
): Promise<Selectable<LoginTrailTable>[]> {
  return await db.selectFrom("login_trail").selectAll().where("id", ">", afterId).orderBy("id").limit(limit).execute();
}

export function filtered<Row>(select: Select<Row>, filter: TrailFilter): Select<Row> {
  const { account, name, address, mac, door, result, rule } = filter;
  let rows = select;
  if (account !== undefined) rows = rows.where("account_id", "=", account);
  if (name !== undefined) rows = rows.where("name_key", "=", name.toLowerCase());
  if (address !== undefined) {
    const { first, last } = keyRange(address);
    rows = first === last
      ? rows.where("address_key", "=", first)
      : rows.where("address_key", ">=", first).where("address_key", "<=", last);
  }
  if (mac !== undefined) rows = rows.where("mac_key", "=", macKey(mac));
  if (door !== undefined) rows = rows.where("door", "=", door);
  if (result !== undefined) rows = rows.where("result", "=", result);
  if (rule !== undefined) rows = rows.where("rule", "=", rule);
  return rows;
}

/** The same filter for a row that is at hand. */
export function fits(row: Selectable<LoginTrailTable>, filter: TrailFilter): boolean {
  const { account, name, address, mac, door, result, rule, from, to } = filter;
  const range = address === undefined ? null : keyRange(address);
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

/** A span of time is a span of ids: else rows newer than `to` would be read one by one. */
async function within<Row>(db: Queryable, select: Select<Row>, { from, to }: TrailFilter): Promise<Select<Row>> {
  let rows = select;
  const ids = db.selectFrom("login_trail").select("id");
  if (from !== undefined) {
    rows = rows.where("at", ">=", from.getTime());
    const first = await ids.where("at", ">=", from.getTime() - DISORDER_MS).orderBy("at").limit(1).executeTakeFirst();
    if (first !== undefined) rows = rows.where("id", ">=", first.id - DISORDER_MS);
  }
  if (to !== undefined) {
    rows = rows.where("at", "<=", to.getTime());
    const last = await ids.where("at", "<=", to.getTime() + DISORDER_MS).orderBy("at", "desc").limit(1)
      .executeTakeFirst();
    if (last !== undefined) rows = rows.where("id", "<=", last.id + DISORDER_MS);
  }
  return rows;
}

function keyRange({ kind, network, prefixBits }: Cidr): { readonly first: string; readonly last: string } {
  const family = kind === "ipv4" ? "4" : "6";
  const last = network.map((byte, index) => {
    const keptBits = Math.min(8, Math.max(0, prefixBits - index * 8));
    return byte | 0xff >> keptBits;
  });
  return {
    first: `${family}${Uint8Array.from(network).toHex()}`,
    last: `${family}${Uint8Array.from(last).toHex()}`,
  };
}

export function toRecord(row: Selectable<LoginTrailTable>): TrailRecord {
  const time = (ms: number | null) => ms === null ? null : new Date(ms).toISOString();
  return {
    id: row.id,
    at: new Date(row.at).toISOString(),
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
    until: time(row.until),
    client: row.client,
    device: row.device,
    mac: row.mac_key,
    durationMs: row.duration_ms,
    requestId: row.request_id,
    instance: row.instance,
    count: row.count,
  };
}
