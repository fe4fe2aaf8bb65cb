/** What the tables hold: rows by their number, in the SQL of both engines, scattered as players are. */
import type { Engine } from "../../lib/platform/database/database.ts";

interface Filling {
  readonly table: string;
  readonly columns: string;
  readonly rows: number;
  /** Of the row number `i`. */
  readonly values: string;
}

export const FILLED_TABLES = [
  "accounts",
  "account_addresses",
  "account_macs",
  "account_suspensions",
  "totp_secrets",
  "identities",
  "sessions",
  "characters",
  "bans",
  "audit_log",
  "login_trail",
  "series_points",
] as const;

const DAY_MS = 86_400_000;
/** A bcrypt hash that nobody logs in with. */
const HASH = "$2b$12$wwTUaudVcADJsozFTVmwNexHf8y2izETeFRTuk1TbKG2hjAU82aYm";

export function fillings(engine: Engine, accounts: number): readonly Filling[] {
  const now = Date.now();
  const sqlite = engine === "sqlite";
  // Knuth's multiplicative hash: the same number for the same row, and near rows far apart.
  const hash = (i: string) => `((${i}) * 2654435761 % 4294967296)`;
  const letter = (n: string) => `${sqlite ? "char" : "chr"}(cast(97 + (${n}) % 26 as ${sqlite ? "integer" : "int"}))`;
  const word = (i: string) => [1, 26, 676].map((by) => letter(`${hash(i)} / ${by}`)).join(" || ") + ` || (${i})`;
  const byte = (n: string) => `((${n}) % 256)`;
  const octets = (account: string) => [1, 256, 65_536].map((by) => byte(`${hash(`(${account}) / 3`)} / ${by}`)); // three share an address
  const address = (account: string) => `'10.' || ${octets(account).join(" || '.' || ")}`;
  const hex = (n: string) => sqlite ? `printf('%02x', ${n})` : `lpad(to_hex(cast(${n} as int)), 2, '0')`;
  const addressHex = (account: string) => `'0a' || ${octets(account).map(hex).join(" || ")}`;
  const blob = (length: number) => sqlite ? `zeroblob(${length})` : `decode(repeat('00', ${length}), 'hex')`;
  const owner = `(1 + ${hash("i")} % ${accounts})`;
  const spread = (rows: number, days: number) => `(${now - days * DAY_MS} + i * ${Math.floor(days * DAY_MS / rows)})`;
  const each = (table: string, rows: number, fields: Readonly<Record<string, string>>): Filling => ({
    table,
    rows: Math.floor(rows),
    columns: Object.keys(fields).join(", "),
    values: Object.values(fields).join(", "),
  });

  return [
    each("accounts", accounts, {
      username: word("i"),
      username_key: word("i"),
      email: `${word("i * 7")} || '@example.org'`,
      email_key: `${word("i * 7")} || '@example.org'`,
      password_hash: `'${HASH}'`,
      role: "case when i % 100000 = 7 then 'moderator' else 'player' end",
      created_at: spread(accounts, 1_000),
      last_login_at: String(now - DAY_MS),
      last_address: address("i"),
      email_verified_at: "case when i % 3 = 0 then 1 end",
      is_guest: "case when i % 50 = 9 then 1 else 0 end",
    }),
    each("account_addresses", accounts, {
      account_id: "i",
      network: address("i"),
      address_key: `'4.' || ${addressHex("i")}`,
      first_seen_at: String(now - 60 * DAY_MS),
      last_seen_at: String(now - DAY_MS),
    }),
    each("account_macs", accounts / 10, {
      account_id: "i * 10",
      mac_key: `'001a' || ${[1, 256, 65_536, 7].map((by) => hex(byte(`${hash("i / 2")} / ${by}`))).join(" || ")}`,
      mac: "'00:1A:2B:3C:4D:5E'",
      first_seen_at: String(now - 60 * DAY_MS),
      last_seen_at: String(now - DAY_MS),
    }),
    each("account_suspensions", accounts / 25, {
      account_id: "i * 25",
      reason: "'Cheating'",
      until: `case i % 4 when 0 then null when 1 then ${now + 30 * DAY_MS} else ${now - DAY_MS} end`,
      created_at: String(now - 40 * DAY_MS),
      created_by: "'admin'",
      lifted_at: `case when i % 4 = 3 then ${now - 2 * DAY_MS} end`,
    }),
    each("totp_secrets", accounts / 10, {
      account_id: "i * 10",
      state: "'on'",
      secret: blob(40),
      last_step: "0",
      created_at: String(now),
    }),
    each("identities", accounts / 10, {
      provider: "'steam'",
      subject: "'7656119' || i",
      account_id: "i * 10",
      created_at: String(now),
    }),
    each("sessions", accounts * 2, {
      id: "'session-' || i",
      account_id: `(1 + (i - 1) / 2)`,
      door: "case i % 4 when 0 then 'slime' else 'http' end",
      address: address("(1 + (i - 1) / 2)"),
      token_id: "case i % 4 when 0 then null else 'token-' || i end",
      created_at: String(now - 5 * DAY_MS),
      last_active_at: String(now - DAY_MS / 2),
      expires_at: `case i % 4 when 0 then null else ${now} + i % 10000000 * 100 + 86400000 end`,
      ended_at: `case when i % 4 < 2 then ${now - 3 * DAY_MS} end`,
      end_reason: "case when i % 4 < 2 then 'logged_out' end",
    }),
    each("characters", accounts * 3, {
      account_id: `(1 + (i - 1) / 3)`,
      game_id: "case i % 3 when 0 then 'slime' else 'wildstar' end",
      name: word("i"),
      name_key: word("i"),
      created_at: spread(accounts * 3, 1_000),
      deleted_at: "case when i % 20 = 0 then 1 end",
    }),
    each("bans", accounts / 100, {
      kind: "case i % 10 when 0 then 'mac' else 'ip' end",
      value: `case i % 10 when 0 then '001a2b' || i else ${address("i")} end`,
      reason: "'Too many failed logins'",
      until: `case when i % 20 = 0 then ${now + DAY_MS} when i % 20 = 1 then null else ${now - DAY_MS} end`,
      created_at: String(now - 10 * DAY_MS),
      created_by: "'system'",
      lifted_at: `case when i % 20 = 1 and i % 40 <> 1 then ${now - DAY_MS} end`,
    }),
    each("audit_log", accounts * 5, {
      at: spread(accounts * 5, 365),
      action: `case when i % 100 < 60 then 'login.succeeded' when i % 100 < 80 then 'session.refresh'
        when i % 100 < 90 then 'login.failed' when i % 100 < 99 then 'session.end'
        when i % 10000 = 99 then 'account.ban' else 'account.email' end`,
      actor: `case when i % 10000 = 99 then 'admin' else 'account_' || ${owner} end`,
      account_id: owner,
      door: "'http'",
      address: address(owner),
      name: `case when i % 100 < 90 and i % 100 >= 80 then ${word(owner)} end`,
      reason: "case when i % 10000 = 99 then 'until lifted: Cheating' end",
    }),
    each("login_trail", accounts * 5, {
      at: spread(accounts * 5, 89),
      door: "case i % 10 when 0 then 'slime' when 1 then 'wildstar_sts' when 2 then 'game_auth' else 'http' end",
      game: "case i % 10 when 0 then 'slime' when 1 then 'wildstar' end",
      address: address(owner),
      address_key: `'4' || ${addressHex(owner)}`,
      account_id: owner,
      name: word(owner),
      name_key: word(owner),
      result: "case when i % 20 < 16 then 'succeeded' when i % 20 < 19 then 'failed' else 'refused' end",
      rule: "case when i % 20 < 16 then null when i % 20 < 19 then 'password' else 'address.attempts' end",
      code: "case when i % 20 < 16 then null when i % 20 < 19 then 'invalid_credentials' else 'rate_limited' end",
      mac_key: "case when i % 10 = 0 then '001a2b3c4d5e' end",
      duration_ms: "i % 400",
      instance: "'instance'",
      count: "1",
    }),
    each("series_points", 1_440 * 20, {
      name: "'sign_ins.' || (i % 20)",
      at: `(${now} - ${now} % 60000 - (i / 20) * 60000)`,
      value: "i % 100",
    }),
  ];
}
