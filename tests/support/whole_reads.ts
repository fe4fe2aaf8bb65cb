/** What the program reads whole, and may, each with its reason: `wholeReadsOf` in `query_plans.ts` finds what it reads so. */

interface Allowed {
  /** How the engine says it, a colon, and the query. */
  readonly what: RegExp;
  readonly because: string;
}

const ALLOWED: readonly Allowed[] = [
  {
    what: /^\S+( Only)?( Scan)? (servers|signing_keys|webhooks|webhook_servers|jobs|job_runs|import_runs)\b/,
    because: "As many as somebody has set up or run by hand, or as the program has jobs.",
  },
  {
    what:
      /\b(sessions_native|mails_failed|mails_claimed|accounts_guest|accounts_deleting|accounts_unverified|bans_open)( whole)?:/,
    because: "The index holds those that are asked for, and no others.",
  },
  {
    what:
      /sessions_expiry .*: select count\(\*\) as "count" from "sessions" where "ended_at" is null and "expires_at" > \S+$/,
    because: "Living sessions are counted in slices, of which this is the last.",
  },
  {
    what: /game_tokens_revocations( whole)?: .* and "expires_at" > \S+ order by/,
    because: "The index holds those that are asked for, from the first one on.",
  },
  { what: /account_suspensions_open( whole)?:/, because: "The index holds the suspensions that nobody has lifted." },
  { what: /: select (name from pragma_table_info|quote\()/, because: "The test kit's: it copies a migrated database." },
  { what: /audit_archives_pending( whole)?:/, because: "The index holds the archive that is being emptied." },
  { what: /accounts_role( whole)?:/, because: "The index holds those who have a role." },
  { what: /^SCAN (some|seen|shared):/, because: "Of a part of the query that has a limit of its own." },
  { what: /links_kind \(kind=\?\): select "id", "data"/, because: "Invitations of operators, at a start." },
  { what: /: delete from slime_online_players where seen_at/, because: "Those who play now on servers of before." },
  { what: / where \(1 = 1 and 1 = 0\) /, because: "Nothing is asked for." },
  { what: /: delete from "seats"$/, because: "Those who sit in a game now; at a start all of them go." },
  {
    what: /: update ("bans" set "automatic"|guest_keys set last_seen_at = created_at)/,
    because: "Of a migration: once.",
  },
  { what: /\bbans\b.*: select "value", "reason"/, because: "The bans that hold are in memory, and read at a change." },
  { what: /\bbans\b.*: select \* from "bans"/, because: "Operators' bans, newest first: a page of those that match." },
  {
    what: /: select accounts.id as id from "?(totp_secrets|account_suspensions)"? as few/,
    because: "A page in the order of an index that holds those that are asked for.",
  },
  {
    what: /\baccounts\b.*: select accounts.id as id from accounts where (role = |not exists )/,
    because: "Nearly every account matches, so that a page ends soon.",
  },
];

/** Those of the reads that are not on the list. */
export function unexplained(whole: readonly string[]): string[] {
  return whole.filter((line) => !ALLOWED.some(({ what }) => what.test(line)));
}
