/** The bans of WoW servers: unix seconds, and a ban that ends when it begins is for good. */
import {
  type ForeignBan,
  type ForeignSuspension,
  gatherBans,
  gatherSuspensions,
  needed,
  type ReaderContext,
  RowError,
} from "./reader.ts";
import { lenient, unixTime } from "./times.ts";

export interface BanColumns {
  readonly account: string;
  readonly from: string;
  readonly until: string;
  readonly reason: string;
  readonly active: string;
  /** The ban's own key; without one it is its account and its beginning. */
  readonly key?: string;
}

/** @param zeroIsForGood cMaNGOS' command writes 0 for a ban without end */
export function wowSuspensions(
  context: ReaderContext,
  columns: BanColumns,
  zeroIsForGood: boolean,
): Promise<ReadonlyMap<string, readonly ForeignSuspension[]>> {
  return gatherSuspensions(
    context,
    context.each("account_banned", Object.values(columns)),
    (row) => row.text(columns.account),
    (row) =>
      columns.key === undefined ? `${row.text(columns.account)}/${row.text(columns.from)}` : row.text(columns.key),
    (row) => ({
      reason: row.text(columns.reason) ?? "",
      from: lenient(() => unixTime(row.text(columns.from))),
      until: endOfBan(row.text(columns.from), row.text(columns.until), zeroIsForGood),
      isLifted: row.text(columns.active) !== "1",
    }),
  );
}

export function wowAddressBans(
  context: ReaderContext,
  columns: Pick<BanColumns, "from" | "until" | "reason">,
  zeroIsForGood: boolean,
): Promise<readonly ForeignBan[]> {
  return gatherBans(
    context,
    context.each("ip_banned", ["ip", columns.from, columns.until, columns.reason]),
    (row) => `${row.text("ip")}/${row.text(columns.from)}`,
    (row) => ({
      kind: "ip",
      value: needed(row, "ip"),
      reason: row.text(columns.reason) ?? "",
      from: lenient(() => unixTime(row.text(columns.from))),
      until: endOfBan(row.text(columns.from), row.text(columns.until), zeroIsForGood),
    }),
  );
}

/** @returns null: for good. @throws {RowError} @throws {TimeError} */
function endOfBan(from: string | null, until: string | null, zeroIsForGood: boolean): number | null {
  if (from === until || (zeroIsForGood && until === "0")) return null;
  const end = unixTime(until);
  if (end === null) throw new RowError("the end of the ban is no date");
  return end;
}
