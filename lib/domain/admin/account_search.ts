/** Finding accounts among a million: every search and filter is a range of an index, and every page begins at a key. */
import { type RawBuilder, sql } from "kysely";
import { addressKeyRange } from "../../platform/addresses/address_key.ts";
import { limitKey, parseAddress } from "../../platform/addresses/address.ts";
import { parseCidr } from "../../platform/addresses/cidr.ts";
import { beginsBytewise, bytewise } from "../../platform/database/bytewise.ts";
import type { Database } from "../../platform/database/database.ts";
import type { Role } from "../../platform/database/schema.ts";
import { invalidInput } from "../../platform/errors.ts";
import { macKey } from "../bans/mac_address.ts";

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

export interface FoundAccounts {
  readonly ids: readonly number[];
  readonly next: number | string | null;
}

/** So many with one beginning are put in order by id; more come in the order of their names. */
const SORTED_MAX = 1_000;
const PREFIXES: Readonly<Record<string, readonly string[]>> = {
  steam: ["steam"],
  epic: ["epic_connect", "epic_account"],
};

type Condition = RawBuilder<boolean>;

/** Fewer rows than accounts, in their order: a page of those that match is read of these, and of no others. */
interface Few {
  /** Has `account_id`, each account once. */
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
  const driving = fewOf(query, now);
  const special = search === "" ? null : specialSearch(engine, search);
  if (special !== null) conditions.push(special);
  const beginning = search === "" || special !== null ? null : search.normalize("NFC").toLowerCase();

  const byId = async (more: readonly Condition[], few: Few | null): Promise<FoundAccounts> => {
    const ascends = sort === "oldest";
    const at = after === undefined ? null : Number(after);
    if (at !== null && (!Number.isSafeInteger(at) || at < 1)) throw invalidInput("after", "is not the next of a page");
    const all = [...conditions, ...more, ...few?.where ?? []];
    const key = sql.ref(few === null ? "accounts.id" : "few.account_id");
    // SQLite keeps to the order of a cross join.
    const from = few === null ? sql`accounts` : sql`${few.from} as few cross join accounts`;
    if (few !== null) all.push(sql`accounts.id = few.account_id`);
    if (at !== null) all.push(ascends ? sql`${key} > ${at}` : sql`${key} < ${at}`);
    const { rows } = await sql<{ id: number }>`select accounts.id as id from ${from} ${where(all)}
      order by ${key} ${ascends ? sql`asc` : sql`desc`} limit ${limit + 1}`.execute(read);
    const ids = rows.slice(0, limit).map(({ id }) => Number(id));
    return { ids, next: rows.length > limit ? ids.at(-1) ?? null : null };
  };

  /** Usernames, then e-mails whose username does not begin so too: two ranges, each by its unique key. */
  const byName = async (beginning: string): Promise<FoundAccounts> => {
    const [kind = "u", key] = after === undefined ? ["u"] : [after[0], after.slice(2)];
    if (after !== undefined && !/^[ue]:/.test(after)) throw invalidInput("after", "is not the next of a page");
    const found: { id: number; next: string }[] = [];
    for (const range of query.byEmail && beginning !== "" ? ["u", "e"] as const : ["u"] as const) {
      if (range === "u" && kind === "e") continue;
      const column = range === "u" ? "username_key" : "email_key";
      const all = [...conditions];
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

  if (sort === "username") return await byName(beginning ?? "");
  if (beginning === null) return await byId([], special === null ? driving : null);
  if (after !== undefined && /^[ue]:/.test(after)) return await byName(beginning);
  const few = await findFew({ read, engine }, beginning, query.byEmail);
  return few === null ? await byName(beginning) : await byId([sql`accounts.id in (${sql.join([0, ...few])})`], null);
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
    // The index holds those with a role only.
    all.push(role === "player" ? sql`role = 'player'` : sql`(role = ${role} and role <> 'player')`);
  }
  const isOpen = (end: Condition) =>
    sql<boolean>`exists (select 1 from account_suspensions where account_id = accounts.id and lifted_at is null
      and ${end})`;
  const [banned, suspended] = [sql<boolean>`until is null`, sql<boolean>`until > ${now.getTime()}`];
  if (status === "banned") all.push(isOpen(banned));
  if (status === "suspended") all.push(isOpen(suspended), sql`not ${isOpen(banned)}`);
  if (status === "active") all.push(sql`not ${isOpen(sql`(${banned} or ${suspended})`)}`);
  if (has === "second_factor") {
    all.push(sql`exists (select 1 from totp_secrets where account_id = accounts.id and state = 'on')`);
  }
  if (has === "unverified") all.push(sql`(email is not null and email_verified_at is null)`);
  if (has === "guest") all.push(sql`is_guest = 1`);
  if (has === "deleting") all.push(sql`deletes_at is not null`);
  return all;
}

/** What leads to those that a filter finds, where they may be few. */
function fewOf({ status, has }: AccountQuery, now: Date): Few | null {
  if (has === "second_factor") return { from: sql`totp_secrets`, where: [sql`few.state = 'on'`] };
  if (status !== "banned" && status !== "suspended") return null;
  const end = (row: string): Condition =>
    status === "banned" ? sql`${sql.ref(`${row}.until`)} is null` : sql`${sql.ref(`${row}.until`)} > ${now.getTime()}`;
  // Of several that an account has, the one that came last.
  const later = sql<boolean>`exists (select 1 from account_suspensions as later where later.account_id = few.account_id
    and later.lifted_at is null and later.id > few.id and ${end("later")})`;
  return {
    from: sql`account_suspensions`,
    where: [sql`few.lifted_at is null`, end("few"), sql<boolean>`not ${later}`],
  };
}

/** What is no beginning of a name: null where it is one. */
function specialSearch(engine: Database["engine"], search: string): Condition | null {
  const [, prefix = "", rest = ""] = /^(character|steam|epic):(.*)$/is.exec(search) ?? [];
  if (prefix.toLowerCase() === "character") {
    return sql`accounts.id in (select account_id from characters where deleted_at is null
      and ${beginsBytewise(engine, "name_key", rest.toLowerCase())})`;
  }
  if (prefix !== "") {
    return sql`accounts.id in (select account_id from identities where provider in
      (${sql.join([...PREFIXES[prefix.toLowerCase()]!])}) and subject = ${rest})`;
  }
  // A number alone is a name's beginning, or an id.
  const cidr = /[.:/]/.test(search) ? parseCidr(search) : null;
  if (cidr !== null) {
    const address = parseAddress(search);
    const block = parseCidr(address === null ? search : limitKey(address)) ?? cidr;
    const { from, to } = addressKeyRange(block);
    const key = bytewise(engine, "address_key");
    return sql`accounts.id in (select account_id from account_addresses where ${key} >= ${from} and ${key} <= ${to})`;
  }
  if (/^[0-9a-f]{12}$/.test(macKey(search)) && /[:. -]/.test(search)) {
    return sql`accounts.id in (select account_id from account_macs where mac_key = ${macKey(search)})`;
  }
  return null;
}

function where(conditions: readonly Condition[]): RawBuilder<unknown> {
  return conditions.length === 0 ? sql`` : sql`where ${sql.join([...conditions], sql` and `)}`;
}
