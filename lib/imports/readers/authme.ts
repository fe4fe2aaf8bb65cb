/** AuthMe, the login plug-in of Minecraft servers, on SQLite, MySQL or PostgreSQL, with its default columns. */
import { BARE_ACCOUNT, needed, type SystemReader } from "./reader.ts";
import { readPassword } from "./passwords.ts";
import { lenient, unixTimeMs } from "./times.ts";

/** What AuthMe writes where a player gave none. */
const NO_EMAIL = "your@email.com";
const NO_REAL_NAME = "Player";

export const authme: SystemReader = {
  system: "authme",
  accountTable: "authme",
  keyColumn: "id",
  tables: ["authme"],
  hasNames: true,

  open: (context) =>
    Promise.resolve({
      columns: ["id", "username", "realname?", "password", "email?", "regdate?", "lastlogin?", "totp?"],
      read(row) {
        const username = needed(row, "username");
        const realName = row.text("realname") ?? "";
        const email = row.text("email") ?? "";
        return {
          ...BARE_ACCOUNT,
          // Old plug-ins made SQLite's `id` a column that nothing fills.
          foreignId: row.text("id") || username,
          // `username` is in lower case; the player's own spelling is beside it.
          name: realName !== NO_REAL_NAME && realName.toLowerCase() === username ? realName : username,
          email: email === "" || email === NO_EMAIL ? null : email,
          password: readPassword(row.text("password"), context.passwords),
          createdAt: lenient(() => unixTimeMs(row.text("regdate"))),
          lastLoginAt: lenient(() => unixTimeMs(row.text("lastlogin"))),
          notCarried: (row.text("totp") ?? "") === "" ? [] : ["totp secret"],
        };
      },
    }),
};
