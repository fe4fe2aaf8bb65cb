/**
 * The tables as Kysely sees them; `migrations/` makes them. Times are milliseconds since 1970 in UTC, secrets are bytes,
 * names end in `_key` where they hold the folded form that uniqueness is judged by.
 */
import type { Generated, Selectable } from "kysely";

/** What an account may do beside playing: `lib/domain/operators/permissions.ts` says what. */
export type Role = "player" | "viewer" | "support" | "moderator" | "admin";

/** What a credential scheme derived of a password. */
interface AccountSecret {
  account_id: number;
  scheme: string;
  secret: Uint8Array;
}

/** What keeps somebody out, until it ends or is lifted. */
interface KeepingOut {
  id: Generated<number>;
  reason: string;
  until: number | null;
  created_at: number;
  created_by: string;
  lifted_at: number | null;
  /** For operators only. */
  note: Generated<string | null>;
  lifted_by: Generated<string | null>;
  lift_reason: Generated<string | null>;
}

export interface Schema {
  accounts: {
    id: Generated<number>;
    username: string;
    username_key: string;
    /** 1 while the name was made up for a player who came by a provider. */
    username_pending: Generated<number>;
    email: string | null;
    email_key: string | null;
    password_hash: string | null;
    role: Generated<Role>;
    created_at: number;
    last_login_at: number | null;
    last_address: string | null;
    /** When the player proved that the e-mail is theirs. */
    email_verified_at: number | null;
    /** 1 while nobody but this browser's guest key opens the account. */
    is_guest: Generated<number>;
    /** When it goes for good, once its player has asked for that. */
    deletes_at: number | null;
    /** Of the page's last call that signed the player in, such as `de`: in which mails are written. */
    language: Generated<string | null>;
    /** 1 after an e-mail or a factor was taken back, until a reset is finished: nothing new is taken meanwhile. */
    needs_reset: Generated<number>;
    /** Rises with every write or removal of a credential: a login that began before may not write over it. */
    credential_version: Generated<number>;
  };

  account_secrets: AccountSecret;

  account_suspensions: KeepingOut & {
    account_id: number;
  };

  account_macs: {
    account_id: number;
    mac_key: string;
    mac: string;
    first_seen_at: number;
    last_seen_at: number;
  };

  /** From where an account was registered, logged in to, or reset. */
  account_addresses: {
    account_id: number;
    /** What limits count by: `limitKey` of `lib/platform/addresses/address.ts`. */
    network: string;
    /** The same as text that sorts: `addressKey` of `lib/platform/addresses/address_key.ts`. */
    address_key: Generated<string | null>;
    /** Null for what was noted before this was. */
    first_seen_at: Generated<number | null>;
    last_seen_at: number;
  };

  sessions: {
    id: string;
    account_id: number;
    door: string;
    address: string;
    mac_key: string | null;
    character_id: number | null;
    /** The `jti` of the one JWT that is valid; null for sessions of native doors. */
    token_id: string | null;
    created_at: number;
    last_active_at: number;
    /** The `jti` that the last refresh replaced; for some seconds it may refresh once more. */
    replaced_token_id: string | null;
    refreshed_at: number | null;
    /** When the last JWT of the session expires; null for sessions of native doors. */
    expires_at: number | null;
    ended_at: number | null;
    end_reason: string | null;
    /** When its player last proved the account in it: docs/contract-accounts.md, "Confirmation". */
    proven_at: number | null;
    /** 1 when it was opened with both factors. */
    second_factor: Generated<number>;
    /** Made of the `User-Agent` ("Firefox on Windows"), or the game's name. */
    device: string | null;
  };

  seats: {
    account_id: number;
    game_id: string;
    holder_id: string;
    session_id: string;
    character_id: number | null;
    door: string;
    taken_at: number;
  };

  characters: {
    id: Generated<number>;
    account_id: number;
    game_id: string;
    name: string;
    name_key: string;
    level: Generated<number>;
    class: string | null;
    x: Generated<number>;
    y: Generated<number>;
    z: Generated<number>;
    map_id: string | null;
    server_id: string | null;
    created_at: number;
    last_played_at: number | null;
    deleted_at: number | null;
    /** The game's own, as JSON; null for a game without a schema for it. */
    data: string | null;
    /** 1 while an import gave it a name because its own was taken. */
    rename_pending: Generated<number>;
  };

  bans: KeepingOut & {
    kind: "ip" | "mac";
    value: string;
    /** 1 when the server made it after too many failures: it refuses logins only, and ends nothing. */
    automatic: Generated<number>;
  };

  limit_counters: {
    key: string;
    count: number;
    resets_at: number;
  };

  audit_log: {
    id: Generated<number>;
    at: number;
    action: string;
    actor: string;
    account_id: number | null;
    door: string | null;
    address: string | null;
    reason: string | null;
    /** What was typed, where it fits a name. */
    name: Generated<string | null>;
  };

  /** A month of the audit log that lies in a file, or what came of it later. */
  audit_archives: {
    id: Generated<number>;
    /** The file's, in the folder of archives. */
    name: string;
    /** The month: entries dated from then on, */
    from_at: number;
    /** and before then, */
    to_at: number;
    /** up to this id. */
    last_id: number;
    entries: number;
    /** Of the file, in hexadecimal. */
    sha256: string;
    archived_at: number;
    /** When the last of its entries had gone from the log. */
    emptied_at: number | null;
  };

  /** An attempt that a door decided: `lib/domain/trail`. */
  login_trail: {
    id: Generated<number>;
    at: number;
    door: string;
    game: string | null;
    dialect: string | null;
    address: string;
    /** Its bytes in hexadecimal, so that a network is a range. */
    address_key: string;
    account_id: number | null;
    name: string | null;
    name_key: string | null;
    result: "succeeded" | "failed" | "refused";
    rule: string | null;
    code: string | null;
    wire: string | null;
    until: number | null;
    client: string | null;
    device: string | null;
    mac_key: string | null;
    duration_ms: number | null;
    request_id: string | null;
    instance: string;
    count: number;
    /** What a game's module said of it. */
    words: string | null;
  };

  signing_keys: {
    id: string;
    algorithm: string;
    public_jwk: string;
    private_key: Uint8Array;
    created_at: number;
    /** Signs no more from then on, but stays published until `expires_at`. */
    retired_at: number | null;
    expires_at: number | null;
  };

  settings: {
    name: string;
    value: Uint8Array;
  };

  servers: {
    id: string;
    name: string;
    name_key: string;
    game_id: string | null;
    address: string;
    port: number;
    type: "pve" | "pvp";
    flags: number;
    online: number;
    note_text_id: number;
    key_hash: Uint8Array;
    players: number;
    last_heartbeat_at: number | null;
    created_at: number;
  };

  tickets: {
    kind: string;
    secret_hash: Uint8Array;
    account_id: number;
    /** Whose module issued it. */
    game_id: string | null;
    address: string | null;
    created_at: number;
    expires_at: number;
  };

  game_tokens: {
    id: Generated<number>;
    kind: "login" | "character";
    hash: Uint8Array;
    /** The same for every token that descends from one by rotation. */
    family_id: string;
    account_id: number;
    character_id: number | null;
    server_id: string | null;
    game_id: string | null;
    created_at: number;
    expires_at: number;
    /** No descendant lives longer than this. */
    family_expires_at: number;
    rotated_at: number | null;
    ended_at: number | null;
    end_reason: string | null;
  };

  identities: {
    provider: string;
    subject: string;
    account_id: number;
    created_at: number;
    last_used_at: number | null;
  };

  seen_tickets: {
    hash: Uint8Array;
    expires_at: number;
  };

  mails: {
    id: Generated<number>;
    /** Random; what the body is bound to. */
    key: string;
    /** Null once the account is gone: of the mail that tells of it. */
    account_id: number | null;
    name: string;
    /** Address, subject and text, sealed. */
    body: Uint8Array;
    created_at: number;
    /** Tries that failed. */
    tries: number;
    /** Null once it is given up. While an instance sends it, the end of that instance's claim. */
    due_at: number | null;
    /** Who sends it now. */
    claim: string | null;
    given_up_at: number | null;
    /** What the last try said. */
    last_error: string | null;
  };

  links: {
    id: Generated<number>;
    kind: string;
    hash: Uint8Array;
    account_id: number | null;
    /** What using it needs, as JSON. */
    data: string;
    /** An e-mail address, folded, that nobody else may take while the link holds. */
    reserved_email_key: string | null;
    created_at: number;
    /** Before it the link is not good yet. */
    valid_from: number | null;
    expires_at: number;
    used_at: number | null;
    /** Wrong codes that came with it. */
    wrong_codes: Generated<number>;
  };

  reset_requests: {
    id: string;
    /** The address as typed, and where it was typed, sealed. */
    request: Uint8Array;
    created_at: number;
  };

  account_devices: {
    account_id: number;
    /** SHA-256 of the network and the device. */
    place: Uint8Array;
    last_seen_at: number;
  };

  totp_secrets: {
    account_id: number;
    state: "on" | "pending";
    secret: Uint8Array;
    /** The last time step whose code was used. */
    last_step: number;
    created_at: number;
  };

  recovery_codes: {
    account_id: number;
    hash: Uint8Array;
    created_at: number;
  };

  login_challenges: {
    hash: Uint8Array;
    account_id: number;
    /** Of the account's password when it was issued: a changed one ends it. */
    password_mark: Uint8Array;
    wrong_answers: number;
    created_at: number;
    expires_at: number;
    /** JSON: the name that was typed and where from, for the login trail. */
    attempt: string | null;
  };

  passkey_users: {
    account_id: number;
    handle: Uint8Array;
  };

  passkeys: {
    id: string;
    account_id: number;
    credential_id: string;
    public_key: Uint8Array;
    counter: number;
    name: string;
    created_at: number;
    last_used_at: number | null;
  };

  spent_challenges: {
    hash: Uint8Array;
    expires_at: number;
  };

  account_access: {
    account_id: number;
    game_id: string;
    /** What the player, or what ended, made of it; what holds now depends on the account as well. */
    access: "password" | "window" | "game_password" | "closed";
  };

  game_passwords: {
    account_id: number;
    game_id: string;
    /** Keyed, over account and game. */
    hash: Uint8Array;
    created_at: number;
    last_used_at: number | null;
    last_address: string | null;
  };

  game_password_secrets: AccountSecret & {
    game_id: string;
  };

  access_windows: {
    account_id: number;
    game_id: string;
    /** What limits count by: an IPv6 address by its /64. */
    address: string;
    until: number;
  };

  account_notes: {
    id: Generated<number>;
    account_id: number;
    at: number;
    by: string;
    text: string;
  };

  /** What a suspension or a ban said before an operator changed it. */
  value_changes: {
    id: Generated<number>;
    kind: "suspension" | "ban";
    target_id: number;
    at: number;
    by: string;
    field: string;
    from_value: string | null;
    to_value: string | null;
  };

  idempotent_answers: {
    /** Of the actor and the key that came. */
    key_hash: Uint8Array;
    /** Of the call and its body. */
    body_hash: Uint8Array;
    /** Sealed; null while the first call is under way. */
    answer: Uint8Array | null;
    expires_at: number;
  };

  series_points: {
    name: string;
    /** The minute that it stands for. */
    at: number;
    value: number;
  };

  job_runs: {
    /** Owner and name. */
    name: string;
    ended_at: number;
    result: "succeeded" | "failed";
    /** What the last failure said. */
    error: string | null;
    failed_at: number | null;
    runs: number;
    failures: number;
  };

  jobs: {
    name: string;
    run_at: number;
  };

  import_runs: {
    id: Generated<number>;
    /** The system. */
    source: string;
    label: string;
    started_at: number;
    finished_at: number | null;
    /** JSON, without secrets. */
    options: string;
    /** JSON: the report's summary. */
    counts: string | null;
  };

  import_rows: {
    label: string;
    kind: "account" | "suspension" | "ban" | "character";
    foreign_id: string;
    local_id: number | null;
    /** `deleted`: its player, or an operator, had it deleted here, and no later run brings it back. */
    outcome: "new" | "changed" | "skipped" | "deleted";
    /** What the row said and what was asked, under a key of ours: tells whether either has changed. */
    row_hash: Uint8Array;
    /** The account's when its credential was written. */
    credential_version: number | null;
    run_id: number;
  };

  login_names: {
    account_id: number;
    source: string;
    name: string;
    name_key: string;
    /** 1 where another account of the source has the name in another case: then it is asked for to the letter. */
    is_exact: number;
  };

  guest_keys: {
    account_id: number;
    key_hash: Uint8Array;
    created_at: number;
    /** Nothing is known of the guest after it; looked at again once it could be idle. */
    last_seen_at: Generated<number>;
  };

  /** Names, e-mails and provider subjects that nobody gets for a while, as HMACs. */
  reserved_logins: {
    hash: Uint8Array;
    /** Null: for good. */
    until: number | null;
  };

  /** Accounts whose player, or an operator, wants them gone. */
  deletions: {
    account_id: number;
    /** When it is tried next; the end of the grace period at first. */
    due_at: number;
    tries: Generated<number>;
    last_error: string | null;
  };

  webhooks: {
    id: Generated<number>;
    /** Random: what the secret is bound to. */
    key: string;
    url: string;
    /** JSON: the types that it is told of. */
    events: string;
    /** Sealed under the master key. */
    secret: Uint8Array;
    is_private: number;
    created_at: number;
    created_by: string;
    /** Since its first failure after its last success. */
    failing_since: number | null;
    last_error: string | null;
    disabled_at: number | null;
  };

  webhook_events: {
    id: Generated<number>;
    event_id: string;
    type: string;
    at: number;
    /** JSON. */
    data: string;
  };

  webhook_deliveries: {
    id: Generated<number>;
    webhook_id: number;
    event_id: string;
    /** As it is sent, and signed. */
    body: string;
    tries: number;
    due_at: number;
  };

  webhook_servers: {
    server_id: string;
    /** What was told last. */
    online: number;
  };
}

/** A row, as it is read. */
export type Row<Table extends keyof Schema> = Selectable<Schema[Table]>;
