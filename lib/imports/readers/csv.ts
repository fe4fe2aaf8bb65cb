/** A CSV file of an operator's own: `id` and what else there is. */
import {
  BARE_ACCOUNT,
  type ForeignPassword,
  isTrue,
  needed,
  ownSuspension,
  type ReaderContext,
  RowError,
  type SystemReader,
} from "./reader.ts";
import { readPassword, readSha1Wow } from "./passwords.ts";
import type { Row } from "../source/row.ts";
import { hasZone, lenient, utcTime } from "./times.ts";
import { CSV_TABLE } from "../source/csv_source.ts";

const PERMANENT = "permanent";
const COLUMNS = [
  "id",
  "username",
  "email",
  "password_hash",
  "password_kind",
  "created_at",
  "last_login",
  "banned_until",
  "ban_reason",
  "email_verified",
] as const;

export const csv: SystemReader = {
  system: "csv",
  format: "csv",
  accountTable: CSV_TABLE,
  keyColumn: "id",
  tables: [CSV_TABLE],
  hasNames: true,

  open: (context) =>
    Promise.resolve({
      columns: COLUMNS.map((column) => column === "id" ? column : `${column}?`),
      columnsNotRead: (context.source.tables.get(CSV_TABLE) ?? []).filter((column) =>
        !COLUMNS.some((known) => known === column.toLowerCase())
      ),
      read(row) {
        const foreignId = needed(row, "id");
        const name = row.text("username") || null;
        const email = row.text("email") || null;
        if (name === null && email === null) throw new RowError("it has neither username nor email");
        const createdAt = lenient(() => utcTime(row.text("created_at")));
        const isVerified = isTrue(row.text("email_verified"));
        const banned = row.text("banned_until")?.trim() || null;
        return {
          ...BARE_ACCOUNT,
          foreignId,
          name,
          email,
          emailVerifiedAt: isVerified ? createdAt ?? context.now : null,
          password: readKind(row, name, context.passwords),
          createdAt,
          lastLoginAt: lenient(() => utcTime(row.text("last_login"))),
          suspensions: banned === null
            ? []
            : [ownSuspension("banned_until", foreignId, row.text("ban_reason") ?? "", readEnd(banned, context))],
        };
      },
    }),
};

function readKind(row: Row, name: string | null, options: Parameters<typeof readPassword>[1]): ForeignPassword {
  const kind = row.text("password_kind");
  const hash = row.text("password_hash");
  if (kind?.trim().toLowerCase() !== "sha1-wow" || hash === null) return readPassword(hash, options, { kind });
  return (name === null ? null : readSha1Wow(name, hash)) ??
    { kind: "none", reason: "sha1-wow needs a username and 40 hexadecimal digits" };
}

/** A time without a zone is that of `--timezone`, and is not guessed at without one. @throws {RowError} */
function readEnd(text: string, { localTime }: ReaderContext): number | null {
  if (text.toLowerCase() === PERMANENT) return null;
  const end = lenient(() => hasZone(text) ? utcTime(text) : localTime(text));
  if (end !== null) return end;
  throw new RowError("banned_until is neither permanent nor a date with its zone (RFC 3339; else say --timezone)");
}
