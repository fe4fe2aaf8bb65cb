/** A CSV file of an operator's own: `id` and what else there is. */
import { BARE_ACCOUNT, needed, RowError, type SystemReader } from "./reader.ts";
import { readPassword } from "./passwords.ts";
import { lenient, utcTime } from "./times.ts";
import { CSV_TABLE } from "../source/csv_source.ts";

const PERMANENT = "permanent";

export const csv: SystemReader = {
  system: "csv",
  format: "csv",
  accountTable: CSV_TABLE,
  keyColumn: "id",
  tables: [CSV_TABLE],
  hasNames: true,

  open: (context) =>
    Promise.resolve({
      columns: [
        "id",
        "username?",
        "email?",
        "password_hash?",
        "password_kind?",
        "created_at?",
        "last_login?",
        "banned_until?",
        "ban_reason?",
        "email_verified?",
      ],
      bans: [],
      read(row) {
        const foreignId = needed(row, "id");
        const name = row.text("username") || null;
        const email = row.text("email") || null;
        if (name === null && email === null) throw new RowError("it has neither username nor email");
        const createdAt = lenient(() => utcTime(row.text("created_at")));
        const isVerified = /^(?:1|t|true|yes)$/i.test(row.text("email_verified") ?? "");
        const banned = row.text("banned_until");
        return {
          ...BARE_ACCOUNT,
          foreignId,
          name,
          email,
          emailVerifiedAt: isVerified ? createdAt ?? context.now : null,
          password: readPassword(row.text("password_hash"), context.passwords, { kind: row.text("password_kind") }),
          createdAt,
          lastLoginAt: lenient(() => utcTime(row.text("last_login"))),
          suspensions: banned === null ? [] : [{
            foreignId: `banned_until of ${foreignId}`,
            reason: row.text("ban_reason") ?? "",
            from: null,
            until: banned === PERMANENT ? null : readEnd(banned),
            isLifted: false,
          }],
        };
      },
    }),
};

function readEnd(text: string): number {
  const end = lenient(() => utcTime(text));
  if (end === null) throw new RowError("banned_until is neither a date (RFC 3339) nor permanent");
  return end;
}
