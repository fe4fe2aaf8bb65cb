/** Finding accounts among a million: every search and filter is a range of an index, and every page begins at a key. */
import { type RawBuilder, sql } from "kysely";
import { beginsBytewise, bytewise } from "../../platform/database/bytewise.ts";
import type { Database } from "../../platform/database/database.ts";
import type { Role } from "../../platform/database/schema.ts";
import { invalidInput } from "../../platform/errors.ts";
import { macKey } from "../bans/mac_address.ts";
import { HAS_ROLE } from "../operators/has_role.ts";
import { findInRange, isInRange, isOfRange, pageOfRange, rangeOf } from "./account_ranges.ts";

export interface AccountQuery {
  /** The beginning of a username or e-mail, an id, an address or a CIDR, a MAC, `character:`, `steam:` or `epic:`. */
  readonly search?: string | undefined;
  readonly role?: Role | undefined;
  readonly status?: "active" | "banned" | "suspended" | undefined;
  readonly has?: "second_factor" | "unverified" | "guest" | "deleting" | undefined;
  /** Newest first unless told. */
  readonly sort?: "newest" | "oldest" | "username" | undefined;
  readonly limit: number;
  /** The `next` of the page before. */
  readonly after?: string | undefined;
  /** Whether e-mails are searched as well as usernames. */
  readonly byEmail: boolean;
}

interface FoundAccounts {
  readonly ids: readonly number[];
  readonly next: number | string | null;
}

/** So many with one beginning are put in order by id; more come in the order of their names. */
const SORTED_MAX = 1_000;
const PREFIXES: Readonly<Record<string, readonly string[]>> = {
  steam: ["steam"],
  epic: ["epic_connect", "epic_account"],
};

export type Condition = RawBuilder<boolean>;

/** Fewer rows than accounts, in their order: a page of those that match is read of these, and of no others. */
interface Few {
  /** A table, called `few`, that has `account_id`, and by `where` each account once. */
  readonly from: RawBuilder<unknown>;
  readonly where: readonly Condition[];
}

/** @throws {AppError} `invalid_input` for an `after` that is none */
export async function searchAccounts(
  { read, engine }: Pick<Database, "read" | "engine">,
  query: AccountQuery,
  now: Date,
): Promise<FoundAccounts> {
  const { search = "", sort = "newest", limit, after } = query;
  const conditions = filtersOf(query, now);
  const driving = isFew(query) ? null : fewOf(engine, query, now);
  const range = search === "" ? null : rangeOf(engine, search);
  const exact = search === "" || range !== null ? null : exactSearch(search);
  if (exact !== null) conditions.push(exact);
  const beginning = search === "" || range !== null || exact !== null ? null : search.normalize("NFC").toLowerCase();

  const byId = async (more: readonly Condition[], few: Few | null): Promise<FoundAccounts> => {
    const ascends = sort === "oldest";
    const at = after === undefined ? null : Number(after);
    if (at !== null && (!Number.isSafeInteger(at) || at < 1)) throw invalidInput("after", "is not the next of a page");
    const all = [...conditions, ...more, ...few?.where ?? []];
    const key = sql.ref(few === null ? "accounts.id" : "few.account_id");
    // SQLite keeps to the order of a cross join.
    const from = few === null ? sql`accounts` : sql`${few.from} cross join accounts`;
    if (few !== null) all.push(sql`accounts.id = few.account_id`);
    if (at !== null) all.push(ascends ? sql`${key} > ${at}` : sql`${key} < ${at}`);
    const { rows } = await sql<{ id: number }>`select accounts.id as id from ${from} ${where(all)}
      order by ${key} ${ascends ? sql`asc` : sql`desc`} limit ${limit + 1}`.execute(read);
    const ids = rows.slice(0, limit).map(({ id }) => Number(id));
    return { ids, next: rows.length > limit ? ids.at(-1) ?? null : null };
  };

  /** Usernames, then e-mails whose username does not begin so too: two ranges, each by its unique key. */
  const byName = async (beginning: string, only?: Condition): Promise<FoundAccounts> => {
    const [kind = "u", key] = after === undefined ? ["u"] : [after[0], after.slice(2)];
    if (after !== undefined && !/^[ue]:/.test(after)) throw invalidInput("after", "is not the next of a page");
    const found: { id: number; next: string }[] = [];
    for (const range of query.byEmail && beginning !== "" ? ["u", "e"] as const : ["u"] as const) {
      if (range === "u" && kind === "e") continue;
      const column = range === "u" ? "username_key" : "email_key";
      const all = only === undefined ? [...conditions] : [...conditions, only];
      if (beginning !== "") all.push(beginsBytewise(engine, column, beginning));
      if (range === "e") all.push(sql`not ${beginsBytewise(engine, "username_key", beginning)}`);
      if (range === kind && key !== undefined) all.push(sql`${bytewise(engine, column)} > ${key}`);
      const { rows } = await sql<{ id: number; key: string }>`
        select accounts.id as id, ${sql.ref(column)} as key from accounts ${where(all)}
        order by ${bytewise(engine, column)} limit ${limit + 1 - found.length}`.execute(read);
      found.push(...rows.map((row) => ({ id: Number(row.id), next: `${range}:${row.key}` })));
      if (found.length > limit) break;
    }
    const page = found.slice(0, limit);
    return { ids: page.map(({ id }) => id), next: found.length > limit ? page.at(-1)?.next ?? null : null };
  };

  if (range !== null) {
    const few = isOfRange(after) ? null : await findInRange(read, range, SORTED_MAX);
    if (few !== null) return await (sort === "username" ? byName("", oneOf(few)) : byId([oneOf(few)], null));
    return (driving !== null || isFew(query)) && !isOfRange(after)
      ? await byId([isInRange(range)], driving)
      : await pageOfRange(read, { range, conditions, limit, after });
  }
  if (sort === "username") return await byName(beginning ?? "");
  if (beginning === null) return await byId([], exact === null ? driving : null);
  if (after !== undefined && /^[ue]:/.test(after)) return await byName(beginning);
  const few = await findFew({ read, engine }, beginning, query.byEmail);
  return few === null ? await byName(beginning) : await byId([oneOf(few)], null);
}

/** Those that begin so, or whose id it is; null where they are too many to be put in order. */
async function findFew(
  { read, engine }: Pick<Database, "read" | "engine">,
  beginning: string,
  byEmail: boolean,
): Promise<readonly number[] | null> {
  const ids = new Set<number>();
  for (const column of byEmail ? ["username_key", "email_key"] : ["username_key"]) {
    const { rows } = await sql<{ id: number }>`select id from accounts
      where ${beginsBytewise(engine, column, beginning)} order by ${bytewise(engine, column)}
      limit ${SORTED_MAX + 1}`.execute(read);
    for (const { id } of rows) ids.add(Number(id));
    if (ids.size > SORTED_MAX) return null;
  }
  if (/^[1-9][0-9]{0,9}$/.test(beginning)) ids.add(Number(beginning));
  return [...ids];
}

function filtersOf({ role, status, has }: AccountQuery, now: Date): Condition[] {
  const all: Condition[] = [];
  if (role !== undefined) {
    all.push(role === "player" ? sql`role = 'player'` : sql`(role = ${role} and ${HAS_ROLE})`);
  }
  const open = (end: Condition) =>
    sql`select 1 from account_suspensions where account_id = accounts.id and lifted_at is null and ${end}`;
  // Asked of each row as it comes, as `isInRange` is; what most accounts are PostgreSQL expects of a `not exists` only.
  const isOpen = (end: Condition) => sql<boolean>`(${open(end)} limit 1) is not null`;
  const isNotOpen = (end: Condition) => sql<boolean>`not exists (${open(end)})`;
  const [banned, suspended] = [sql<boolean>`until is null`, sql<boolean>`until > ${now.getTime()}`];
  if (status === "banned") all.push(isOpen(banned));
  if (status === "suspended") all.push(isOpen(suspended), isNotOpen(banned));
  if (status === "active") all.push(isNotOpen(sql`(${banned} or ${suspended})`));
  if (has === "second_factor") {
    all.push(sql`exists (select 1 from totp_secrets where account_id = accounts.id and state = 'on')`);
  }
  if (has === "unverified") all.push(sql`(email is not null and email_verified_at is null)`);
  if (has === "guest") all.push(sql`is_guest = 1`);
  if (has === "deleting") all.push(sql`deletes_at is not null`);
  return all;
}

/** Whether an index of accounts has those that a filter finds, who are few. */
function isFew({ role, has }: AccountQuery): boolean {
  return (role !== undefined && role !== "player") || has === "guest" || has === "deleting";
}

/** What leads to those that a filter finds, where they may be few. */
function fewOf(engine: Database["engine"], { status, has }: AccountQuery, now: Date): Few | null {
  // SQLite would take another index, and put all that match in order.
  const by = (table: string, index: string) =>
    engine === "sqlite"
      ? sql`${sql.table(table)} as few indexed by ${sql.ref(index)}`
      : sql`${sql.table(table)} as few`;
  if (status !== "banned" && status !== "suspended") {
    return has === "second_factor"
      ? { from: by("totp_secrets", "totp_secrets_on"), where: [sql`few.state = 'on'`] }
      : null;
  }
  const end = (row: string): Condition =>
    status === "banned" ? sql`${sql.ref(`${row}.until`)} is null` : sql`${sql.ref(`${row}.until`)} > ${now.getTime()}`;
  // Of several that an account has, the one that came last.
  const later = sql<boolean>`exists (select 1 from account_suspensions as later where later.account_id = few.account_id
    and later.lifted_at is null and later.id > few.id and ${end("later")})`;
  return {
    from: by("account_suspensions", "account_suspensions_open"),
    where: [sql`few.lifted_at is null`, end("few"), sql<boolean>`not ${later}`],
  };
}

/** Accounts that are found by what is theirs alone: null for any other search. */
function exactSearch(search: string): Condition | null {
  const [, prefix = "", rest = ""] = /^(steam|epic):(.*)$/is.exec(search) ?? [];
  if (prefix !== "") {
    return sql`accounts.id in (select account_id from identities where provider in
      (${sql.join([...PREFIXES[prefix.toLowerCase()]!])}) and subject = ${rest})`;
  }
  if (/^[0-9a-f]{12}$/.test(macKey(search)) && /[:. -]/.test(search)) {
    return sql`accounts.id in (select account_id from account_macs where mac_key = ${macKey(search)})`;
  }
  return null;
}

function oneOf(ids: readonly number[]): Condition {
  return sql`accounts.id in (${sql.join([0, ...ids])})`;
}

function where(conditions: readonly Condition[]): RawBuilder<unknown> {
  return conditions.length === 0 ? sql`` : sql`where ${sql.join([...conditions], sql` and `)}`;
}
