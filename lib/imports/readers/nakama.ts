/** Nakama, a game server on PostgreSQL or CockroachDB. Its times carry their zone; 1970 stands for none. */
import { BARE_ACCOUNT, needed, type SystemReader } from "./reader.ts";
import { readPassword } from "./passwords.ts";
import { lenient, utcTime } from "./times.ts";

export const nakama: SystemReader = {
  system: "nakama",
  accountTable: "users",
  keyColumn: "id",
  tables: ["users"],
  hasNames: true,

  open: (context) =>
    Promise.resolve({
      columns: [
        "id",
        "username",
        "email?",
        "password?",
        "steam_id?",
        "custom_id?",
        "facebook_id?",
        "google_id?",
        "gamecenter_id?",
        "apple_id?",
        "create_time?",
        "verify_time?",
        "disable_time?",
      ],
      bans: [],
      read(row) {
        const foreignId = needed(row, "id");
        const time = (column: string) => lenient(() => utcTime(row.text(column))) || null;
        const hash = row.bytes("password");
        const steam = row.text("steam_id") ?? "";
        const disabledAt = time("disable_time");
        const others = ["custom", "facebook", "google", "gamecenter", "apple"].filter((provider) =>
          (row.text(`${provider}_id`) ?? "") !== ""
        );
        return {
          ...BARE_ACCOUNT,
          foreignId,
          name: needed(row, "username"),
          email: row.text("email") || null,
          emailVerifiedAt: time("verify_time"),
          password: readPassword(hash === null ? null : new TextDecoder().decode(hash), context.passwords),
          createdAt: time("create_time"),
          suspensions: disabledAt === null ? [] : [{
            foreignId: `disable_time of ${foreignId}`,
            reason: "disabled",
            from: disabledAt,
            until: null,
            isLifted: false,
          }],
          identities: steam === "" ? [] : [{ provider: "steam", subject: steam }],
          notCarried: others.map((provider) => `${provider} identity`),
        };
      },
    }),
};
