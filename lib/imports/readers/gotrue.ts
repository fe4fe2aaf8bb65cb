/** GoTrue (Supabase Auth), on PostgreSQL: `auth.users`. Its times carry their zone. */
import { gatherWords } from "./by_account.ts";
import { BARE_ACCOUNT, isTrue, needed, ownSuspension, RowError, type SystemReader } from "./reader.ts";
import { readPassword } from "./passwords.ts";
import { lenient, utcTime } from "./times.ts";

/** What GoTrue calls its own way in, by a password. */
const OWN_PROVIDERS: readonly string[] = ["email", "phone"];

export const gotrue: SystemReader = {
  system: "gotrue",
  // Projects have tables of their own beside it, `public.users` above all.
  schema: "auth",
  accountTable: "users",
  keyColumn: "id",
  tables: ["users", "identities", "mfa_factors"],
  hasNames: false,

  async open({ each, passwords }) {
    const providers = await gatherWords(
      each("identities?", ["user_id", "provider"]),
      (row) => row.text("user_id"),
      (row) => OWN_PROVIDERS.includes(row.text("provider") ?? "email") ? null : row.text("provider"),
    );
    const factors = await gatherWords(
      each("mfa_factors?", ["user_id", "status"]),
      (row) => row.text("user_id"),
      (row) => row.text("status") === "verified" ? "second factor" : null,
    );
    return {
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
        "is_super_admin?",
      ],
      read(row) {
        const foreignId = needed(row, "id");
        if (row.text("deleted_at") !== null) throw new RowError("deleted_at: the account was deleted");
        if (isTrue(row.text("is_anonymous"))) throw new RowError("is_anonymous: nobody can log in to it");
        const until = utcTime(row.text("banned_until"));
        return {
          ...BARE_ACCOUNT,
          foreignId,
          name: null,
          email: row.text("email") || null,
          emailVerifiedAt: lenient(() => utcTime(row.text("email_confirmed_at"))),
          password: readPassword(row.text("encrypted_password"), passwords),
          createdAt: lenient(() => utcTime(row.text("created_at"))),
          lastLoginAt: lenient(() => utcTime(row.text("last_sign_in_at"))),
          suspensions: until === null ? [] : [ownSuspension("banned_until", foreignId, "banned", until)],
          isStaff: isTrue(row.text("is_super_admin")),
          notCarried: [
            ...((row.text("phone") ?? "") === "" ? [] : ["phone number"]),
            ...providers.get(foreignId).map((provider) => `${provider.slice(0, 40)} identity`),
            ...factors.get(foreignId),
          ],
        };
      },
    };
  },
};
