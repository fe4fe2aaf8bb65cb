/** The report as it stands in the terminal. */
import type { Summary } from "./report.ts";

const LABEL_CHARACTERS = 13;
const COUNT_CHARACTERS = 8;

/** @param into where it was written, such as `sqlite ./data` */
export function formatSummary(summary: Summary, into: string, reportFolder: string): string {
  const { accounts, details } = summary;
  const { bans } = details;
  const lines = [
    `Import ${summary.system} (${summary.source}) into ${into}${summary.dryRun ? "   DRY RUN" : ""}`,
    line(
      "accounts",
      accounts.source,
      list({ new: accounts.new, changed: accounts.changed, unchanged: accounts.unchanged, skipped: accounts.skipped }),
    ),
    ...Object.entries(details.passwords).map(([kind, count]) => line("  passwords", count, describePassword(kind))),
    ...some(
      "  names",
      summary.renamed,
      "renamed: the player picks one; the old name, or what renamed.csv says, still logs in",
    ),
    ...some("  e-mails", details.conflicts["email_shared"], "shared with another account, which keeps it"),
    ...some("  e-mails", details.conflicts["email_taken"], "taken by an account here: it comes without"),
    ...some("  slow", details.dearPasswords, "first login takes longer than usual"),
    ...some("  weak", details.fastPasswords, "verified fast until the first login on the web"),
    line(
      "bans",
      summary.bans,
      `until a date ${bans.untilADate}, for good ${bans.forGood};  ended ${bans.ended}, lifted ${bans.lifted}`,
    ),
    line("addresses", summary.addresses, describeAddresses(summary)),
    ...some("characters", summary.characters, list(details.characters)),
    ...Object.entries(details.notCarried).map(([kind, count]) => line("not carried", count, kind)),
    ...some("staff", details.conflicts["staff"], "game masters and admins: come as players"),
    ...some("left out", Object.values(details.skipped).reduce((sum, count) => sum + count, 0), list(details.skipped)),
    ...some("tables", details.conflicts["table_missing"], "missing: what they held, bans above all, is not here"),
    ...some(
      "NO ROWS",
      details.conflicts["no_rows"],
      "where accounts or characters should be: conflicts.csv says where",
    ),
    ...some("columns", details.conflicts["column_not_read"], "not read: conflicts.csv names them"),
    `Report: ${reportFolder}/  summary.json, conflicts.csv, skipped.csv, renamed.csv (for a mail to players)`,
    ...(summary.dryRun ? ["Nothing was written. Run again with --apply."] : []),
  ];
  return lines.join("\n");
}

const PASSWORDS: Readonly<Record<string, string>> = {
  none: "without a password",
  bcrypt: "bcrypt (kept)",
  "srp6-wildstar": "srp6-wildstar (kept; opens WildStar at once)",
};

function describePassword(kind: string): string {
  return PASSWORDS[kind] ?? `${kind} (kept; upgraded at the first web login)`;
}

function describeAddresses({ addresses, details }: Summary): string {
  const { addressesHolding: shown } = details;
  const more = addresses > shown.length ? [`${addresses - shown.length} more`] : [];
  const skipped = details.addresses["skipped"] ?? 0;
  return [...shown, ...more].join(", ") + (skipped === 0 ? "" : `;  left out ${skipped}`);
}

function line(what: string, count: number, text: string): string {
  return `${what.padEnd(LABEL_CHARACTERS)}${String(count).padStart(COUNT_CHARACTERS)}  ${text}`.trimEnd();
}

function some(what: string, count: number | undefined, text: string): string[] {
  return count === undefined || count === 0 ? [] : [line(what, count, text)];
}

function list(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts).filter(([, count]) => count > 0).map(([name, count]) => `${name} ${count}`).join(", ");
}
