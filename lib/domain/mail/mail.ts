/** What the rest of the program sees of mail: a message to an account's player, written down with its cause. */
import type { UnitOfWork } from "../../platform/database/database.ts";

/** Every mail there is; a template for each. */
export const MAIL_NAMES = [
  "verify",
  "reset",
  "email_changed",
  "password_changed",
  "second_factor",
  "second_factor_off",
  "totp_off",
  "passkey",
  "passkey_removed",
  "passkey_counter",
  "recovery_code_used",
  "recovery_codes",
  "identity_linked",
  "identity_unlinked",
  "new_login",
  "door_refused",
  "deletion",
  "suspended",
  "recovery_by_operator",
] as const;

export type MailName = typeof MAIL_NAMES[number];

/** Where what a mail tells of came from. */
interface MailOrigin {
  /** Null for what the server did by itself. */
  readonly address: string | null;
  /** Such as "Firefox on Windows"; null where nothing is known of it. */
  readonly device?: string | null;
}

/** A text of at most 500 characters, a time, or null for a time that never comes. */
export type MailValue = string | Date | null;

export interface OutgoingMail {
  readonly name: MailName;
  readonly accountId: number;
  readonly origin: MailOrigin;
  /** What the template of that name needs beside what every mail has: see `REQUIRED_VALUES`. */
  readonly values?: Readonly<Record<string, MailValue>>;
  /** In place of the account's own address: the one before a change, for example. */
  readonly to?: string;
  /** Only where the player proved that the address is theirs. */
  readonly verifiedOnly?: boolean;
}

export interface Mail {
  /** False where no mail server is configured: then nothing is ever sent. */
  readonly enabled: boolean;
  /**
   * Writes a mail into the outbox, in the transaction of its cause; it goes out after the commit, without anybody
   * waiting. One recipient, in the language of the account. What cannot be sent (no mail server, no address, an
   * unverified one with `verifiedOnly`, 50 mails waiting for the account already, 20 a day without a link to an address
   * that nobody proved) is left out without an error: no cause fails for its mail.
   * @returns whether it was written
   */
  queue(unit: UnitOfWork, mail: OutgoingMail): Promise<boolean>;
}

/** What a template's caller must give, and where `link` is among it, the template must show. */
export const REQUIRED_VALUES: Readonly<Record<MailName, readonly string[]>> = {
  verify: ["link", "until"],
  reset: ["link", "until"],
  email_changed: ["link", "until"],
  password_changed: [],
  second_factor: ["link", "until"],
  second_factor_off: [],
  totp_off: [],
  passkey: ["link", "until", "passkey"],
  passkey_removed: ["passkey"],
  passkey_counter: ["passkey"],
  recovery_code_used: ["left"],
  recovery_codes: [],
  identity_linked: ["link", "until", "provider"],
  identity_unlinked: ["provider"],
  new_login: [],
  door_refused: ["game"],
  deletion: ["until"],
  suspended: ["reason", "until"],
  recovery_by_operator: ["link", "until", "validFrom"],
};

/** What every template may show. */
export const COMMON_VALUES = ["place", "page", "username", "when", "address", "device"] as const;

/** Where mail is off. */
export const noMail: Mail = { enabled: false, queue: () => Promise.resolve(false) };
