/**
 * What a reader of a system says of its rows. A reader is one file: it names the tables and columns of its system and
 * says what a row means; where the rows lie and what becomes of them is no matter of its.
 */
import type { FirebaseHash, ForeignCredential } from "../../platform/crypto/foreign/credential.ts";
import { CharsetError } from "../source/charset.ts";
import type { Row } from "../source/row.ts";
import type { Source } from "../source/source.ts";
import { TimeError } from "./times.ts";

export type ForeignPassword =
  /** With why, where there is a text that cannot be used. */
  | { readonly kind: "none"; readonly reason: string | null }
  /** Goes into `accounts.password_hash` as it is. */
  | { readonly kind: "bcrypt"; readonly hash: string; readonly isDear: boolean }
  /** WildStar's SRP6: salt of 16 bytes, verifier of 128, both as its module keeps them. */
  | { readonly kind: "wildstar"; readonly identity: string; readonly salt: Uint8Array; readonly verifier: Uint8Array }
  | {
    readonly kind: "foreign";
    readonly credential: ForeignCredential;
    readonly isFast: boolean;
    readonly isDear: boolean;
  };

export interface ForeignSuspension {
  /** Its key there, or the account's where it is a flag of the account. */
  readonly foreignId: string;
  readonly reason: string;
  /** Milliseconds since 1970; null where the system does not say. */
  readonly from: number | null;
  /** Null: for good. */
  readonly until: number | null;
  readonly isLifted: boolean;
}

export interface ForeignAccount {
  /** Its key there, as text. */
  readonly foreignId: string;
  /** What its player typed to log in, where that is no e-mail. */
  readonly name: string | null;
  readonly email: string | null;
  /** When the system itself had the e-mail proven; null where it never did. */
  readonly emailVerifiedAt: number | null;
  readonly password: ForeignPassword;
  readonly createdAt: number | null;
  readonly lastLoginAt: number | null;
  readonly suspensions: readonly ForeignSuspension[];
  readonly macs: readonly string[];
  readonly identities: readonly { readonly provider: "steam" | "epic"; readonly subject: string }[];
  /** Game masters and admins come as players; the report lists them. */
  readonly isStaff: boolean;
  /** What the account has there and has no place here: `totp secret`, `discord identity`. */
  readonly notCarried: readonly string[];
  /** What an operator should know of it. */
  readonly remarks: readonly string[];
}

export interface ForeignBan {
  readonly foreignId: string;
  readonly kind: "ip" | "mac";
  readonly value: string;
  readonly reason: string;
  readonly from: number | null;
  readonly until: number | null;
}

/** A row that breaks a rule: it is left out with its rule, and the others go on. */
export class RowError extends Error {
  override readonly name = "RowError";
  /** @param rule in words for `skipped.csv`; never with a hash */
  constructor(readonly rule: string) {
    super(rule);
  }
}

export interface ReaderContext {
  readonly source: Source;
  /** Milliseconds since 1970: whether a ban has ended. */
  readonly now: number;
  /** Reads a table some hundred rows at a time. A column with `?` behind it may be missing, and is null then. */
  each(table: string, columns: readonly string[]): AsyncIterable<readonly Row[]>;
  /** A time of a column without a zone: as `--timezone` says. @throws {SourceError} when it hangs on it and says nothing */
  localTime(text: string | null): number | null;
  readonly passwords: PasswordOptions;
  /** Leaves out a row of a small table, with its rule. */
  skip(kind: "suspension" | "ban", foreignId: string, rule: string): void;
}

export interface PasswordOptions {
  readonly fallbackKind: string | null;
  readonly pepper: string | null;
  readonly firebase: Pick<FirebaseHash, "signerKey" | "saltSeparator" | "rounds" | "memCost"> | null;
}

/** What is known once the small tables are read. */
export interface OpenedReader {
  /** The columns of the table of accounts that `read` looks at. */
  readonly columns: readonly string[];
  /** @throws {RowError} */
  read(row: Row): ForeignAccount;
  readonly bans?: readonly ForeignBan[];
  /** Those that stand in a table of their own, so that one whose account is missing is found. */
  readonly suspensions?: ReadonlyMap<string, readonly ForeignSuspension[]>;
  /** Columns of an operator's own file that nobody reads: the report names them. */
  readonly columnsNotRead?: readonly string[];
}

export interface SystemReader {
  readonly system: string;
  readonly aliases?: readonly string[];
  /** What its source is, where it is no database. */
  readonly format?: "csv" | "json";
  /** Of JSON's objects. */
  readonly fields?: readonly string[];
  readonly accountTable: string;
  readonly keyColumn: string;
  /** The schema that its tables stand in, where other programs share its database. */
  readonly schema?: string;
  /** Every table that the reader looks at; the first is the accounts'. */
  readonly tables: readonly string[];
  /** Where its characters stand, in this source or in another one: counted where they are not asked for. */
  readonly characterTable?: string;
  /** Whether players there log in with a name; else by e-mail alone. */
  readonly hasNames: boolean;
  /** Why a database of this shape is not taken, or null. */
  refuse?(tables: ReadonlySet<string>): string | null;
  open(context: ReaderContext): Promise<OpenedReader>;
}

/** What is said of the account in its own row: by a flag, or an end. */
export function ownSuspension(column: string, foreignId: string, reason: string, until: number | null = null) {
  return { foreignId: `${column} of ${foreignId}`, reason, from: null, until, isLifted: false };
}

/** What most rows have nothing of. */
export const BARE_ACCOUNT = {
  emailVerifiedAt: null,
  lastLoginAt: null,
  suspensions: [],
  macs: [],
  identities: [],
  isStaff: false,
  notCarried: [],
  remarks: [],
} as const satisfies Partial<ForeignAccount>;

/** Gathers the rows of a small table by account. What `valueOf` makes null is passed over. */
export async function gather<T>(
  rows: AsyncIterable<readonly Row[]>,
  keyOf: (row: Row) => string | null,
  valueOf: (row: Row) => T | null,
): Promise<ReadonlyMap<string, readonly T[]>> {
  const found = new Map<string, T[]>();
  for await (const handful of rows) {
    for (const row of handful) {
      const key = keyOf(row);
      const value = key === null ? null : valueOf(row);
      if (key === null || value === null) continue;
      const list = found.get(key);
      if (list === undefined) found.set(key, [value]);
      else list.push(value);
    }
  }
  return found;
}

/** Suspensions by account. One whose row is broken, its end above all, is left out with its rule. */
export function gatherSuspensions(
  context: ReaderContext,
  rows: AsyncIterable<readonly Row[]>,
  keyOf: (row: Row) => string | null,
  idOf: (row: Row) => string | null,
  read: (row: Row) => Omit<ForeignSuspension, "foreignId"> | null,
): Promise<ReadonlyMap<string, readonly ForeignSuspension[]>> {
  const readOrSkip = skipping(context, "suspension", idOf, read);
  return gather(rows, keyOf, readOrSkip);
}

/** The bans of a table, without those whose row is broken. */
export async function gatherBans(
  context: ReaderContext,
  rows: AsyncIterable<readonly Row[]>,
  idOf: (row: Row) => string | null,
  read: (row: Row) => Omit<ForeignBan, "foreignId"> | null,
): Promise<readonly ForeignBan[]> {
  const found: ForeignBan[] = [];
  const readOrSkip = skipping(context, "ban", idOf, read);
  for await (const handful of rows) {
    for (const row of handful) {
      const ban = readOrSkip(row);
      if (ban !== null) found.push(ban);
    }
  }
  return found;
}

/** Reads a row, or leaves it out with its rule: under its key, or its place where it has none. */
function skipping<T extends object>(
  context: ReaderContext,
  kind: "suspension" | "ban",
  idOf: (row: Row) => string | null,
  read: (row: Row) => T | null,
): (row: Row) => T & { readonly foreignId: string } | null {
  let place = 0;
  return (row) => {
    let foreignId = `row ${++place}`;
    try {
      foreignId = idOf(row) || foreignId;
      const value = read(row);
      return value === null ? null : { ...value, foreignId };
    } catch (error) {
      if (!(error instanceof RowError || error instanceof TimeError || error instanceof CharsetError)) throw error;
      context.skip(kind, foreignId, error.message);
      return null;
    }
  };
}

/** The end of a ban: NULL is for good, but a text that is no time is none. @throws {RowError} @throws {TimeError} */
export function endOf(text: string | null, read: (text: string) => number | null): number | null {
  if (text === null) return null;
  const end = read(text);
  if (end === null) throw new RowError("the end of the ban is no date");
  return end;
}

/** A flag as databases write it: `1` of MySQL and SQLite, `t` and `true` of PostgreSQL. */
export function isTrue(text: string | null): boolean {
  return text !== null && /^(?:1|t|true|y|yes|on)$/i.test(text.trim());
}

/** @throws {RowError} when a column that every row needs is empty */
export function needed(row: Row, column: string): string {
  const text = row.text(column);
  if (text === null || text === "") throw new RowError(`${column} is empty`);
  return text;
}
