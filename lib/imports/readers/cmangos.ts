/** cMaNGOS and the old MaNGOS, WoW servers on MySQL: `v` and `s` are numbers in hexadecimal, leading zeros lost. */
import {
  BARE_ACCOUNT,
  type ForeignPassword,
  gather,
  needed,
  type OpenedReader,
  type ReaderContext,
  type SystemReader,
} from "./reader.ts";
import { gatherLatest } from "./by_account.ts";
import { readSha1Wow } from "./passwords.ts";
import { lenient, utcTime } from "./times.ts";
import { type BanColumns, wowAddressBans, wowSuspensions } from "./wow_bans.ts";

const NEW_BANS = {
  account: "account_id",
  from: "banned_at",
  until: "expires_at",
  reason: "reason",
  active: "active",
  key: "id",
};
const OLD_BANS = { account: "id", from: "bandate", until: "unbandate", reason: "banreason", active: "active" };
const TABLES = ["account", "account_banned", "ip_banned", "account_logons", "account_access"];

export const cmangos: SystemReader = {
  system: "cmangos",
  accountTable: "account",
  keyColumn: "id",
  tables: TABLES,
  hasNames: true,
  open: (context) => open(context, NEW_BANS, true),
};

export const mangosOld: SystemReader = {
  system: "mangos-old",
  accountTable: "account",
  keyColumn: "id",
  tables: TABLES,
  hasNames: true,
  open: (context) => open(context, OLD_BANS, false),
};

async function open(context: ReaderContext, bans: BanColumns, zeroIsForGood: boolean): Promise<OpenedReader> {
  const suspensions = await wowSuspensions(context, bans, zeroIsForGood);
  // What `last_login` said of old, each login by itself.
  const logins = await gatherLatest(
    context.each("account_logons?", ["accountId", "loginTime"]),
    (row) => row.text("accountId"),
    (row) => lenient(() => utcTime(row.text("loginTime"))),
  );
  const staff = await gather(
    context.each("account_access?", ["id", "gmlevel"]),
    (row) => row.text("id"),
    (row) => Number(row.text("gmlevel")) > 0 ? true : null,
  );
  return {
    columns: [
      "id",
      "username",
      "v?",
      "s?",
      "sha_pass_hash?",
      "email?",
      "joindate?",
      "last_login?",
      "gmlevel?",
      "token?",
    ],
    bans: await wowAddressBans(context, bans, zeroIsForGood),
    suspensions,
    read(row) {
      const foreignId = needed(row, "id");
      const name = needed(row, "username");
      const token = row.text("token") ?? "";
      return {
        ...BARE_ACCOUNT,
        foreignId,
        name,
        email: row.text("email") || null,
        password: readSecret(name, row.text("sha_pass_hash"), row.text("v"), row.text("s")),
        createdAt: lenient(() => utcTime(row.text("joindate"))),
        lastLoginAt: lenient(() => utcTime(row.text("last_login"))) ?? logins.get(foreignId) ?? null,
        suspensions: suspensions.get(foreignId) ?? [],
        isStaff: Number(row.text("gmlevel") ?? 0) > 0 || staff.has(foreignId),
        notCarried: token === "" ? [] : ["totp secret"],
      };
    },
  };
}

/** The old server fills in `sha_pass_hash` and makes `v` and `s` of it at a login; `0` and an empty text are none. */
function readSecret(identity: string, sha: string | null, v: string | null, s: string | null): ForeignPassword {
  const byHash = sha === null ? null : readSha1Wow(identity, sha);
  if (byHash !== null) return byHash;
  if (isNone(v) || isNone(s)) {
    return { kind: "none", reason: isNone(v) && isNone(s) ? null : "half of its verifier is missing" };
  }
  if (!isNumber(v) || !isNumber(s)) return { kind: "none", reason: "its verifier is not hexadecimal" };
  return {
    kind: "foreign",
    credential: { kind: "srp6-mangos", identity, salt: s, verifier: v },
    isFast: true,
    isDear: false,
  };
}

function isNone(text: string | null): text is null {
  return text === null || /^0*$/.test(text);
}

function isNumber(text: string | null): text is string {
  return text !== null && /^[0-9a-f]{1,64}$/i.test(text);
}
