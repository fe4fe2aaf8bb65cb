/**
 * Guests: accounts without a name or a password of their own, opened by a key that one browser keeps. Keeping one changes
 * what it is known by and nothing else: its id, session, sockets, seat and characters stay.
 */
import { type Account, toAccount } from "../accounts/account.ts";
import type { Accounts, Also, LoggedIn } from "../accounts/accounts.ts";
import { writeCredentials } from "../accounts/credentials.ts";
import type { CredentialSchemes } from "../accounts/credential_schemes.ts";
import type { DeletionGate } from "../accounts/deleting.ts";
import type { CheckNewPassword } from "../accounts/new_password.ts";
import type { Proof } from "../accounts/proof.ts";
import type { Origin } from "../../platform/origin.ts";
import type { CheckReserved } from "../accounts/reserved.ts";
import { checkEmail, checkUsername, emailKey, usernameKey } from "../accounts/rules.ts";
import { checkNotSuspended } from "../accounts/suspensions.ts";
import { takenError } from "../accounts/taken.ts";
import { type Audited, byAccount } from "../audit/audit.ts";
import { makeUpUsername } from "../identities/usernames.ts";
import type { AddressLimits } from "../limits/address_limits.ts";
import type { PasswordHasher } from "../../platform/crypto/password_hasher.ts";
import { hashSecret } from "../../platform/crypto/secret_hash.ts";
import { lockingAccount, type Queryable, type UnitOfWork } from "../../platform/database/database.ts";
import { AppError } from "../../platform/errors.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";

const KEY_BYTES = 32;

interface GuestsParts extends Audited, Pick<Kernel, "random"> {
  readonly accounts: Pick<
    Accounts,
    "get" | "createIn" | "noteLogin" | "noteRefusal" | "refuseSuspended" | "countRefusals"
  >;
  readonly checkNewPassword: CheckNewPassword;
  readonly hasher: Pick<PasswordHasher, "hash">;
  readonly limits: Pick<AddressLimits, "countGuest">;
  readonly proof: Proof;
  readonly schemes: CredentialSchemes;
  readonly checkReserved: CheckReserved;
  readonly deletion: DeletionGate;
  /** Sends the mail that proves the e-mail, where there is one. */
  readonly onUpgrade: (unit: UnitOfWork, account: Account, origin: Origin) => Promise<void>;
}

export interface Guests {
  /**
   * Makes a guest's account.
   * @returns its key, which is shown once
   * @throws {AppError} `rate_limited` after `guestsPerDay` of the address, `address_banned`, and what a module's hook
   * refuses with
   */
  create<T>(origin: Origin, also: Also<T>): Promise<LoggedIn<T> & { guestKey: string }>;
  /**
   * Opens it again.
   * @throws {AppError} `invalid_credentials`, `account_banned`, `account_suspended`, `account_deleting`, `rate_limited`
   */
  logIn<T>(guestKey: string, origin: Origin, also: Also<T>): Promise<LoggedIn<T>>;
  /**
   * Gives it a name and a password. Of two at once one wins; a refusal leaves the guest as it was.
   * @throws {AppError} `not_a_guest`, `username_taken`, `email_taken`, `invalid_input`, `rate_limited`
   */
  upgrade<T>(
    input: { accountId: number; username: string; password: string; email?: string; origin: Origin },
    also: Also<T>,
  ): Promise<LoggedIn<T>>;
  /** A provider or a passkey opens the account from now on: it is no guest's any more, and its key ends. */
  keep(unit: UnitOfWork, accountId: number, origin: Origin): Promise<void>;
  /** Whether the key is this guest's. */
  proves(accountId: number, guestKey: string): Promise<boolean>;
}

export function createGuests(parts: GuestsParts): Guests {
  const { database, random, accounts, audit, checkNewPassword, hasher, limits, proof, schemes, deletion } = parts;

  const ownerOf = async (db: Queryable, guestKey: string): Promise<number | null> => {
    const row = await db.selectFrom("guest_keys").select("account_id").where("key_hash", "=", hashSecret(guestKey))
      .executeTakeFirst();
    return row?.account_id ?? null;
  };

  return {
    async create(origin, also) {
      await proof.checkOrigin(origin);
      const guestKey = random.bytes(KEY_BYTES).toBase64({ alphabet: "base64url", omitPadding: true });
      return await database.transaction(async (unit) => {
        await limits.countGuest(unit.db, origin.address);
        const username = await makeUpUsername(unit.db, random, "guest");
        const account = await accounts.createIn(
          unit,
          { username, usernamePending: true, isGuest: true, email: null, passwordHash: null },
          origin,
        );
        await unit.db.insertInto("guest_keys").values({
          account_id: account.id,
          key_hash: hashSecret(guestKey),
          created_at: unit.now.getTime(),
          last_seen_at: unit.now.getTime(),
        }).execute();
        return { account, guestKey, result: await also(unit, account) };
      });
    },

    async logIn(guestKey, origin, also) {
      await proof.attemptStarted(origin);
      const accountId = await ownerOf(database.read, guestKey);
      if (accountId === null) {
        await proof.attemptFailed(null, origin);
        throw new AppError("invalid_credentials", "This key opens no guest's account");
      }
      await accounts.refuseSuspended(accountId, origin);
      const account = await accounts.get(accountId);
      const outcome = await lockingAccount(database, accountId, async (unit) => {
        await checkNotSuspended(unit.db, accountId, unit.now);
        if (await ownerOf(unit.db, guestKey) !== accountId) {
          throw new AppError("invalid_credentials", "This account was kept meanwhile: its password opens it");
        }
        const deleting = await deletion.check(unit, accountId, "secret");
        if (deleting !== null) return deleting;
        await accounts.noteLogin(unit, account, origin);
        return { account, result: await also(unit, account) };
      });
      if (!(outcome instanceof AppError)) return outcome;
      await accounts.noteRefusal(accountId, origin, outcome.code);
      throw outcome;
    },

    async upgrade({ accountId, username, password, email, origin }, also) {
      if (!(await accounts.get(accountId)).isGuest) throw notAGuest();
      checkUsername(username);
      const logins = { username, email: email ?? null };
      const normal = checkNewPassword(password, logins);
      if (email !== undefined) checkEmail(email);
      return await accounts.countRefusals(origin, async () => {
        const [passwordHash, secrets] = await Promise.all([hasher.hash(normal), schemes.derive(logins, normal)]);
        return await lockingAccount(database, accountId, async (unit) => {
          const emailOf = logins.email === null ? null : emailKey(logins.email);
          await parts.checkReserved(unit.db, { username: usernameKey(username), email: emailOf }, unit.now);
          const row = await unit.db.updateTable("accounts").set({
            username,
            username_key: usernameKey(username),
            username_pending: 0,
            is_guest: 0,
            email: logins.email,
            email_key: emailOf,
          }).where("id", "=", accountId).where("is_guest", "=", 1).returningAll().executeTakeFirst()
            .catch(takenError);
          if (row === undefined) throw notAGuest();
          await writeCredentials(unit, schemes, accountId, { passwordHash, secrets });
          await endKey(unit, accountId);
          const account = toAccount(row);
          await audit.record(unit.db, byAccount("account.upgrade", accountId, origin));
          unit.publish({ type: "account_changed", accountId });
          await parts.onUpgrade(unit, account, origin);
          return { account, result: await also(unit, account) };
        });
      });
    },

    async keep(unit, accountId, origin) {
      const row = await unit.db.updateTable("accounts").set({ is_guest: 0 })
        .where("id", "=", accountId).where("is_guest", "=", 1).returning("id").executeTakeFirst();
      if (row === undefined) return;
      await endKey(unit, accountId);
      await audit.record(unit.db, byAccount("account.upgrade", accountId, origin));
    },

    proves: async (accountId, guestKey) => await ownerOf(database.read, guestKey) === accountId,
  };
}

async function endKey(unit: UnitOfWork, accountId: number): Promise<void> {
  await unit.db.deleteFrom("guest_keys").where("account_id", "=", accountId).execute();
}

function notAGuest(): AppError {
  return new AppError("not_a_guest", "This account is no guest's: it has a name of its own");
}
