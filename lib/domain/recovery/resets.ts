/** A new password for somebody who shows a link: from the mail of the account's address, or from an operator. */
import { type Account, findAccount } from "../accounts/account.ts";
import { writeCredentials } from "../accounts/credentials.ts";
import { noteAddress } from "../accounts/known_addresses.ts";
import type { CheckNewPassword } from "../accounts/new_password.ts";
import type { CredentialSchemes } from "../accounts/credential_schemes.ts";
import type { Proof } from "../accounts/proof.ts";
import type { Origin } from "../../platform/origin.ts";
import { emailKey } from "../accounts/rules.ts";
import { type Audited, byAccount } from "../audit/audit.ts";
import { countOne } from "../limits/counters.ts";
import type { FactorRecovery, RecoveryAnswer } from "../factors/recovery.ts";
import { invalidLink, type Link, type LinkData, type Links } from "../links/links.ts";
import type { Mail } from "../mail/mail.ts";
import type { Revocation } from "../revocation/revocation.ts";
import type { PasswordHasher } from "../../platform/crypto/password_hasher.ts";
import { lockingAccount, type Queryable, type UnitOfWork } from "../../platform/database/database.ts";
import { AppError } from "../../platform/errors.ts";
const HOUR_MS = 60 * 60_000;
const LINK_MS = HOUR_MS / 2;
const MAILS_PER_HOUR = 3;

type ResetHook = (unit: UnitOfWork, reset: { account: Account; origin: Origin }) => Promise<void>;

interface ResetsParts extends Audited {
  readonly hasher: PasswordHasher;
  readonly schemes: CredentialSchemes;
  readonly proof: Pick<Proof, "checkOrigin" | "attemptFailed">;
  readonly revocation: Revocation;
  readonly links: Links;
  readonly mail: Mail;
  readonly factors: FactorRecovery;
  readonly checkNewPassword: CheckNewPassword;
}

export interface Resets {
  /**
   * Sends a link to the account's address, at most 3 an hour, silently above.
   * @returns false when it was one too many, or there is no address
   */
  send(unit: UnitOfWork, account: Account, origin: Origin): Promise<boolean>;
  /**
   * The same, however many were sent: for whom an operator sends one, and who is kept from everything until a reset.
   * @returns false where there is no address
   */
  sendOwed(unit: UnitOfWork, account: Account, origin: Origin): Promise<boolean>;
  /** Whom the link is for, and by what a second factor is proven. @throws {AppError} `invalid_link`, `too_early` */
  check(token: string, origin: Origin): Promise<{ username: string; methods: readonly string[] }>;
  /**
   * Sets the password; ends every session and token; opens none.
   * @throws {AppError} `invalid_link`, `too_early`, `invalid_input`, `second_factor_required`, `invalid_code`,
   * `rate_limited`, `address_banned`, `overloaded`
   */
  finish(input: { token: string; newPassword: string; answer: RecoveryAnswer; origin: Origin }): Promise<void>;
  /** Adds work to the transaction that finishes a reset: game passwords and windows end, for example. */
  onReset(hook: ResetHook): void;
}

export function createResets(parts: ResetsParts): Resets {
  const { database, audit, hasher, schemes, proof, revocation, links, mail, factors } = parts;
  const hooks: ResetHook[] = [];

  const find = async (db: Queryable, token: string): Promise<{ link: Link; account: Account }> => {
    const link = await links.find(db, "reset", token);
    const account = link.accountId === null ? null : await findAccount(db, link.accountId);
    // It proves whoever reads the mails of the address that it went to; an operator's is bound to none.
    const email = link.data["email"] ?? null;
    const isOld = email !== null && emailKey(account?.email ?? "") !== email;
    if (account === null || isOld) throw invalidLink();
    return { link, account };
  };
  const methodsFor = async (db: Queryable, { accountId, data }: Link): Promise<readonly string[]> =>
    accountId === null || data["removeSecondFactor"] === true ? [] : await factors.methods(db, accountId);

  const finishIn = async (
    unit: UnitOfWork,
    { account, link }: { account: Account; link: Link },
    { passwordHash, secrets }: { passwordHash: string; secrets: Awaited<ReturnType<CredentialSchemes["derive"]>> },
    origin: Origin,
  ): Promise<void> => {
    const accountId = account.id;
    await links.redeem(unit, link);
    if (link.data["removeSecondFactor"] === true) await factors.removeSince(unit, accountId, new Date(0));
    await unit.db.updateTable("accounts").set({
      needs_reset: 0,
      ...(isByMail(link.data) ? { email_verified_at: unit.now.getTime() } : {}),
    }).where("id", "=", accountId).execute();
    await writeCredentials(unit, schemes, accountId, { passwordHash, secrets });
    await noteAddress(unit.db, accountId, origin.address, unit.now);
    await revocation.endAccount(unit, { accountId, reason: "password_changed" });
    for (const hook of hooks) await hook(unit, { account, origin });
    await links.end(unit, { accountId, kind: "reset" });
    await audit.record(unit.db, byAccount("reset.finish", accountId, origin));
    await mail.queue(unit, { name: "password_changed", accountId, origin });
  };

  const sendOwed: Resets["sendOwed"] = async (unit, { id: accountId, email }, origin) => {
    if (email === null) return false;
    const data = { email: emailKey(email) };
    const { url, expiresAt } = await links.issue(unit, {
      kind: "reset",
      accountId,
      ttlMs: LINK_MS,
      data,
      // Of those by mail: a stranger who asks for a reset must not end what an operator gave to the player.
      replaces: isByMail,
    });
    await mail.queue(unit, { name: "reset", accountId, origin, values: { link: url, until: expiresAt } });
    await audit.record(unit.db, { ...byAccount("reset.request", accountId, origin), actor: "anonymous" });
    return true;
  };

  return {
    onReset: (hook) => void hooks.push(hook),
    sendOwed,

    async send(unit, account, origin) {
      if (account.email === null) return false;
      const { count } = await countOne(unit.db, `reset mails ${account.id}`, HOUR_MS, unit.now);
      return count <= MAILS_PER_HOUR && await sendOwed(unit, account, origin);
    },

    async check(token, origin) {
      await proof.checkOrigin(origin);
      const { link, account } = await find(database.read, token);
      return { username: account.username, methods: await methodsFor(database.read, link) };
    },

    async finish({ token, newPassword, answer, origin }) {
      await proof.checkOrigin(origin);
      const { link, account } = await find(database.read, token);
      const normal = parts.checkNewPassword(newPassword, account, "newPassword");
      const methods = await methodsFor(database.read, link);
      if (methods.length > 0 && !hasAnswer(answer)) throw factorRequired(methods);
      const [passwordHash, secrets] = await Promise.all([hasher.hash(normal), schemes.derive(account, normal)]);
      const refusal = await lockingAccount(database, account.id, async (unit) => {
        const now = await find(unit.db, token);
        if (now.account.email !== account.email || now.account.username !== account.username) throw invalidLink();
        const required = await methodsFor(unit.db, link);
        if (required.length > 0) {
          if (!hasAnswer(answer)) return { error: factorRequired(required), isFailure: false };
          const refused = await factors.prove(unit, { accountId: account.id, answer, origin });
          if (refused?.isFailure === true) await links.countWrongCode(unit, link);
          if (refused !== null) return refused;
        }
        await finishIn(unit, now, { passwordHash, secrets }, origin);
        return null;
      });
      if (refusal === null) return;
      if (refusal.isFailure) {
        await proof.attemptFailed(account.id, origin, answer.passkey === undefined ? "wrong code" : "wrong passkey");
      }
      throw refusal.error;
    },
  };
}

/** An operator's link is bound to no address. */
function isByMail({ email }: LinkData): boolean {
  return email !== undefined;
}

function hasAnswer({ code, recoveryCode, passkey }: RecoveryAnswer): boolean {
  return code !== undefined || recoveryCode !== undefined || passkey !== undefined;
}

function factorRequired(methods: readonly string[]): AppError {
  return new AppError("second_factor_required", "This account has a second factor: it is needed too", { methods });
}
