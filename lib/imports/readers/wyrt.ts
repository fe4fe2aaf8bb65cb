/** Wyrt, a browser game's server on MySQL. Its times are in UTC; its bans have no end and no reason. */
import { BARE_ACCOUNT, needed, ownSuspension, type SystemReader } from "./reader.ts";
import { readPassword } from "./passwords.ts";
import { lenient, utcTime } from "./times.ts";

export const wyrt: SystemReader = {
  system: "wyrt",
  accountTable: "accounts",
  keyColumn: "id",
  tables: ["accounts"],
  hasNames: true,
  characterTable: "characters",

  open: (context) =>
    Promise.resolve({
      columns: ["id", "username", "email?", "password_hash?", "created_at?", "last_login?", "status?"],
      read(row) {
        const foreignId = needed(row, "id");
        const status = row.text("status");
        const isBanned = status === "banned" || status === "suspended";
        return {
          ...BARE_ACCOUNT,
          foreignId,
          name: needed(row, "username"),
          email: row.text("email") || null,
          password: readPassword(row.text("password_hash"), context.passwords),
          createdAt: lenient(() => utcTime(row.text("created_at"))),
          lastLoginAt: lenient(() => utcTime(row.text("last_login"))),
          suspensions: isBanned ? [ownSuspension("status", foreignId, status)] : [],
          remarks: status === "suspended" ? ["suspended without an end there: banned here until it is lifted"] : [],
        };
      },
    }),
};
