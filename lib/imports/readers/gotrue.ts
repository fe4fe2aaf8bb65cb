/** GoTrue (Supabase Auth), on PostgreSQL: `auth.users`. Its times carry their zone. */
import { BARE_ACCOUNT, needed, RowError, type SystemReader } from "./reader.ts";
import { readPassword } from "./passwords.ts";
import { lenient, utcTime } from "./times.ts";

export const gotrue: SystemReader = {
  system: "gotrue",
  accountTable: "users",
  keyColumn: "id",
  tables: ["users"],
  hasNames: false,

  open: (context) =>
    Promise.resolve({
      columns: [
        "id",
        "email?",
        "phone?",
        "encrypted_password?",
        "email_confirmed_at?",
        "created_at?",
        "last_sign_in_at?",
        "banned_until?",
        "deleted_at?",
        "is_anonymous?",
      ],
      bans: [],
      read(row) {
        const foreignId = needed(row, "id");
        if (row.text("deleted_at") !== null) throw new RowError("deleted_at: the account was deleted");
        if (/^t/i.test(row.text("is_anonymous") ?? "")) throw new RowError("is_anonymous: nobody can log in to it");
        const until = utcTime(row.text("banned_until"));
        return {
          ...BARE_ACCOUNT,
          foreignId,
          name: null,
          email: row.text("email") || null,
          emailVerifiedAt: lenient(() => utcTime(row.text("email_confirmed_at"))),
          password: readPassword(row.text("encrypted_password"), context.passwords),
          createdAt: lenient(() => utcTime(row.text("created_at"))),
          lastLoginAt: lenient(() => utcTime(row.text("last_sign_in_at"))),
          suspensions: until === null
            ? []
            : [{ foreignId: `banned_until of ${foreignId}`, reason: "banned", from: null, until, isLifted: false }],
          notCarried: (row.text("phone") ?? "") === "" ? [] : ["phone number"],
        };
      },
    }),
};
