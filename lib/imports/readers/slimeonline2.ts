/** The open server of Slime Online 2, on SQLite: `slime_online2.db`. Its times are in UTC. */
import {
  BARE_ACCOUNT,
  endOf,
  type ForeignSuspension,
  gatherBans,
  gatherSuspensions,
  needed,
  type OpenedReader,
  ownSuspension,
  type ReaderContext,
  type SystemReader,
} from "./reader.ts";
import { readPassword } from "./passwords.ts";
import { lenient, utcTime } from "./times.ts";

const BAN_COLUMNS = ["id", "ban_type", "value", "reason", "banned_at", "expires_at"];

export const slimeonline2: SystemReader = {
  system: "slimeonline2",
  accountTable: "accounts",
  keyColumn: "id",
  tables: ["accounts", "bans"],
  hasNames: true,
  characterTable: "characters",

  async open(context): Promise<OpenedReader> {
    const { bansOf, suspensions } = await accountBans(context);
    const bans = await gatherBans(context, context.each("bans", BAN_COLUMNS), (row) => row.text("id"), (row) => {
      const kind = row.text("ban_type");
      if (kind !== "ip" && kind !== "mac") return null;
      return {
        kind,
        value: needed(row, "value"),
        reason: row.text("reason") ?? "",
        from: lenient(() => utcTime(row.text("banned_at"))),
        until: endOf(row.text("expires_at"), utcTime),
      };
    });
    return {
      columns: [
        "id",
        "username",
        "password_hash",
        "mac_address?",
        "is_banned?",
        "ban_reason?",
        "created_at?",
        "last_login?",
      ],
      bans,
      suspensions,
      read(row) {
        const foreignId = needed(row, "id");
        const name = needed(row, "username");
        const rows = bansOf(name);
        const isFlagged = row.text("is_banned") === "1";
        const flag = ownSuspension("flag", foreignId, row.text("ban_reason") ?? "");
        const mac = row.text("mac_address") ?? "";
        return {
          ...BARE_ACCOUNT,
          foreignId,
          name,
          email: null,
          password: readPassword(row.text("password_hash"), context.passwords),
          createdAt: lenient(() => utcTime(row.text("created_at"))),
          lastLoginAt: lenient(() => utcTime(row.text("last_login"))),
          // A flag without a row is a ban for good; where there is a row, it knows the end.
          suspensions: isFlagged && rows.length === 0 ? [flag] : rows,
          macs: mac === "" ? [] : [mac],
          remarks: remarksOn(isFlagged, rows, context.now),
        };
      },
    };
  },
};

/** The flag outlives the end of a ban, and the server's API, which lower-cases names, misses accounts with capitals. */
function remarksOn(isFlagged: boolean, rows: readonly ForeignSuspension[], now: number): string[] {
  const holds = rows.some(({ until }) => until === null || until > now);
  if (isFlagged && rows.length > 0 && !holds) return ["its ban has ended, and its flag was left: not banned here"];
  if (!isFlagged && holds) return ["its ban was never held there, for the flag was missing: banned here"];
  return [];
}

/** The bans of an account by its name: to the letter, or else in lower case where no account has that very name. */
async function accountBans(context: ReaderContext): Promise<{
  bansOf: (name: string) => readonly ForeignSuspension[];
  suspensions: ReadonlyMap<string, readonly ForeignSuspension[]>;
}> {
  const byValue = await gatherSuspensions(
    context,
    context.each("bans", BAN_COLUMNS),
    (row) => row.text("ban_type") === "account" ? row.text("value") : null,
    (row) => row.text("id"),
    (row) => ({
      reason: row.text("reason") ?? "",
      from: lenient(() => utcTime(row.text("banned_at"))),
      until: endOf(row.text("expires_at"), utcTime),
      isLifted: false,
    }),
  );
  const exact = new Set<string>();
  for await (const handful of context.each("accounts", ["username"])) {
    for (const row of handful) {
      const name = lenientText(() => row.text("username"));
      if (name !== null && byValue.has(name)) exact.add(name);
    }
  }
  const bansOf = (name: string) => {
    const lower = name.toLowerCase();
    return byValue.get(name) ?? (exact.has(lower) ? [] : byValue.get(lower) ?? []);
  };
  return { bansOf, suspensions: byValue };
}

function lenientText(read: () => string | null): string | null {
  try {
    return read();
  } catch {
    return null; // told when the account itself is read
  }
}
