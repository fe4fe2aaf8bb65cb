/** Nakama, a game server on PostgreSQL or CockroachDB. Its times carry their zone; 1970 stands for none. */
import { BARE_ACCOUNT, needed, ownSuspension, RowError, type SystemReader } from "./reader.ts";
import { gatherWords } from "./by_account.ts";
import { readPassword } from "./passwords.ts";
import { lenient, utcTime } from "./times.ts";

/** Nakama's own, which is in every database of it. */
const SYSTEM_USER = "00000000-0000-0000-0000-000000000000";
/** Ways in that have no place here, by their columns. */
const OTHERS = ["custom", "facebook", "facebook_instant_game", "google", "gamecenter", "apple"];

export const nakama: SystemReader = {
  system: "nakama",
  accountTable: "users",
  keyColumn: "id",
  tables: ["users", "user_device", "user_provider"],
  hasNames: true,

  async open({ each, passwords }) {
    const devices = await gatherWords(
      each("user_device?", ["user_id"]),
      (row) => row.text("user_id"),
      () => "device identity",
    );
    const providers = await gatherWords(
      each("user_provider?", ["user_id", "provider"]),
      (row) => row.text("user_id"),
      (row) => `${(row.text("provider") ?? "").slice(0, 40)} identity`,
    );
    return {
      columns: [
        "id",
        "username",
        "email?",
        "password?",
        "steam_id?",
        "wallet?",
        ...OTHERS.map((provider) => `${provider}_id?`),
        "create_time?",
        "verify_time?",
        "disable_time?",
      ],
      read(row) {
        const foreignId = needed(row, "id");
        if (foreignId === SYSTEM_USER) throw new RowError("it is Nakama's own system user");
        const time = (column: string) => lenient(() => utcTime(row.text(column))) || null;
        const hash = row.bytes("password");
        const steam = row.text("steam_id") ?? "";
        const disabledAt = utcTime(row.text("disable_time")) || null;
        return {
          ...BARE_ACCOUNT,
          foreignId,
          name: needed(row, "username"),
          email: row.text("email") || null,
          emailVerifiedAt: time("verify_time"),
          password: readPassword(hash === null ? null : new TextDecoder().decode(hash), passwords),
          createdAt: time("create_time"),
          suspensions: disabledAt === null
            ? []
            : [{ ...ownSuspension("disable_time", foreignId, "disabled"), from: disabledAt }],
          identities: steam === "" ? [] : [{ provider: "steam", subject: steam }],
          notCarried: [
            ...OTHERS.filter((provider) => (row.text(`${provider}_id`) ?? "") !== "").map((provider) =>
              `${provider} identity`
            ),
            ...providers.get(foreignId),
            ...devices.get(foreignId),
            ...(/^\s*(?:\{\s*\})?\s*$/.test(row.text("wallet") ?? "") ? [] : ["wallet"]),
          ],
        };
      },
    };
  },
};
