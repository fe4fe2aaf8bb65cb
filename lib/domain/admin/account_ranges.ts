/**
 * Accounts by a range of what they have several of: characters' names that begin so, addresses of a block. A few are put
 * in order like all others; of many, a page is read in the order of the range, each account where it comes first.
 */
import { type RawBuilder, sql } from "kysely";
import { addressKeyRange } from "../../platform/addresses/address_key.ts";
import { limitKey, parseAddress } from "../../platform/addresses/address.ts";
import { parseCidr } from "../../platform/addresses/cidr.ts";
import { bytewise } from "../../platform/database/bytewise.ts";
import type { Database, Queryable } from "../../platform/database/database.ts";
import { invalidInput } from "../../platform/errors.ts";

type Condition = RawBuilder<boolean>;

interface AccountRange {
  readonly table: "characters" | "account_addresses";
  /** What is compared, of the row that is called so. */
  readonly key: (row: string) => RawBuilder<string>;
  /** The first key and the last one. */
  readonly from: string;
  readonly to: string;
  /** What has to hold beside. */
  readonly only: (row: string) => Condition;
}

interface Found {
  readonly account_id: number;
  readonly key: string;
}

/** Behind every text that begins so. */
const LAST = "\u{10ffff}";

/** Null for what is no such search. */
export function rangeOf(engine: Database["engine"], search: string): AccountRange | null {
  const [, name] = /^character:(.*)$/is.exec(search) ?? [];
  if (name !== undefined) {
    return {
      table: "characters",
      key: (row) => bytewise(engine, `${row}.name_key`),
      from: name.toLowerCase(),
      to: name.toLowerCase() + LAST,
      only: (row) => sql`${sql.ref(`${row}.deleted_at`)} is null`,
    };
  }
  // A number alone is a name's beginning, or an id.
  const cidr = /[.:/]/.test(search) ? parseCidr(search) : null;
  if (cidr === null) return null;
  const address = parseAddress(search);
  return {
    table: "account_addresses",
    key: (row) => bytewise(engine, `${row}.address_key`),
    ...addressKeyRange(parseCidr(address === null ? search : limitKey(address)) ?? cidr),
    only: () => sql`1 = 1`,
  };
}

function within({ key, to, only }: AccountRange, row: string, from: string): Condition {
  return sql`${only(row)} and ${key(row)} >= ${from} and ${key(row)} <= ${to}`;
}

/**
 * Of `accounts`: for a list that another index leads. Asked of each row as it comes: PostgreSQL makes a join of an `exists`,
 * expects few rows of it, and would put all of them in order for the first fifty.
 */
export function isInRange(range: AccountRange): Condition {
  return sql`(select 1 from ${sql.table(range.table)} as other
    where other.account_id = accounts.id and ${within(range, "other", range.from)} limit 1) is not null`;
}

/** Null where there are more than `max` rows. */
export async function findInRange(db: Queryable, range: AccountRange, max: number): Promise<readonly number[] | null> {
  const { rows } = await sql<{ account_id: number }>`select few.account_id from ${sql.table(range.table)} as few
    where ${within(range, "few", range.from)} order by ${range.key("few")} limit ${max + 1}`.execute(db);
  return rows.length > max ? null : [...new Set(rows.map(({ account_id }) => Number(account_id)))];
}

const PAGE_KEY = /^r:([1-9][0-9]{0,15}):(.*)$/s;

export function isOfRange(after: string | undefined): boolean {
  return after !== undefined && PAGE_KEY.test(after);
}

/** @throws {AppError} `invalid_input` for an `after` that is none of such a list */
export async function pageOfRange(
  db: Queryable,
  { range, conditions, limit, after }: {
    readonly range: AccountRange;
    /** Of `accounts`. */
    readonly conditions: readonly Condition[];
    readonly limit: number;
    readonly after?: string | undefined;
  },
): Promise<{ readonly ids: readonly number[]; readonly next: string | null }> {
  const [, afterId, afterKey] = PAGE_KEY.exec(after ?? "") ?? [];
  if (after !== undefined && afterId === undefined) throw invalidInput("after", "is not the next of a page");
  const { table, key, from } = range;
  const isFirst = sql<boolean>`not exists (select 1 from ${sql.table(table)} as other
    where other.account_id = few.account_id and ${within(range, "other", from)} and ${key("other")} < ${key("few")})`;
  const all: Condition[] = [
    sql`accounts.id = few.account_id`,
    within(range, "few", afterKey ?? from),
    isFirst,
    ...conditions,
  ];
  if (afterId !== undefined) {
    all.push(sql`(${key("few")} > ${afterKey} or few.account_id > ${Number(afterId)})`);
  }
  const { rows } = await sql<Found>`select few.account_id as account_id, ${key("few")} as key
    from ${sql.table(table)} as few cross join accounts where ${sql.join(all, sql` and `)}
    order by ${key("few")}, few.account_id limit ${limit + 1}`.execute(db);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    // A name of two games at once is the account's once.
    ids: [...new Set(page.map(({ account_id }) => Number(account_id)))],
    next: rows.length > limit && last !== undefined ? `r:${Number(last.account_id)}:${last.key}` : null,
  };
}
