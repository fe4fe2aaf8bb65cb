/** Registering, logging in, and changing what an account is known by. */
import { type Audited, byAccount } from "../audit/audit.ts";
import type { PasswordHasher } from "../../platform/crypto/password_hasher.ts";
import { type Database, lockingAccount, type UnitOfWork } from "../../platform/database/database.ts";
import { AppError, type ErrorCode, invalidInput, withTrail } from "../../platform/errors.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { AddressLimits } from "../limits/address_limits.ts";
import type { Revocation } from "../revocation/revocation.ts";
import { type Account, findAccountByEmail, findAccountByUsername, getAccount, toAccount } from "./account.ts";
import type { AccountEvents } from "./account_events.ts";
import type { CredentialSchemes } from "./credential_schemes.ts";
import { lockCurrentCredential, raiseCredentialVersion, writeCredentials } from "./credentials.ts";
import type { DeletionGate } from "./deleting.ts";
import type { DoorAccess } from "./door_access.ts";
import type { TypedLogin } from "./guesses.ts";
import { noteAddress } from "./known_addresses.ts";
import type { FactorRequest, LoginGate } from "./login_gate.ts";
import { noteMac } from "./macs.ts";
import type { CheckNewPassword } from "./new_password.ts";
import { patienceOf } from "./patience.ts";
import type { Proof } from "./proof.ts";
import type { Origin } from "../../platform/origin.ts";
import { findByExactLoginName, findByLoginName } from "./login_names.ts";
import type { CheckReserved } from "./reserved.ts";
import { checkEmail, checkUsername, emailKey, fitsBcrypt, usernameKey } from "./rules.ts";
import { checkActive, checkNotSuspended } from "./suspensions.ts";
import { emailTaken, takenError, usernameTaken } from "./taken.ts";

interface AccountsParts extends Audited, Pick<Kernel, "clock"> {
  readonly hasher: PasswordHasher;
  readonly schemes: CredentialSchemes;
  readonly proof: Proof;
  readonly limits: AddressLimits;
  readonly checkNewPassword: CheckNewPassword;
  readonly revocation: Revocation;
  /** Asks for a second factor where there is one. */
  readonly gate: LoginGate;
  /** What the doors of games take, whose clients can send a password only. */
  readonly doors: DoorAccess;
  readonly accountEvents: AccountEvents;
  readonly deletion: DeletionGate;
  readonly checkReserved: CheckReserved;
  readonly onAttempt?: (door: string, result: "succeeded" | "failed" | "refused") => void;
}

/** A password that is right is looked at again when another login has just written its hash. */
const LOGIN_TRIES_MAX = 3;
/** No account has it: an unknown name costs the same look-ups as a known one. */
const NO_ACCOUNT_ID = 0;
const REFUSALS: ReadonlySet<ErrorCode> = new Set([
  "email_taken",
  "hook_failed",
  "hook_timeout",
  "invalid_input",
  "username_taken",
]);

/** More that happens in the same transaction, such as opening a session. */
export type Also<T> = (unit: UnitOfWork, account: Account) => Promise<T>;

/** Whose account was made or opened, and what came of the rest. */
export interface LoggedIn<T> {
  readonly account: Account;
  readonly result: T;
}

export interface Accounts {
  /**
   * Makes an account. Of two at once with one name exactly one wins.
   * @throws {AppError} `invalid_input`, `username_taken`, `email_taken`, `rate_limited`, `address_banned`, `mac_banned`,
   * `overloaded`, `door_closed` at a game's doors that take game passwords only, and what a module's hook refuses with
   */
  register<T>(
    input: { username: string; password: string; email?: string; origin: Origin },
    also: Also<T>,
  ): Promise<LoggedIn<T>>;
  /**
   * Proves a password by username or e-mail and writes the login down.
   * @param input `factor` says how the door asks for a second factor; a door whose clients can send only a password
   * leaves it out; `origin.game` says whose door that is, and the account's access of the game decides
   * @throws {AppError} `invalid_credentials`, `door_closed`, `account_banned`, `account_suspended`, `account_deleting`,
   * `address_banned`, `rate_limited`, `mac_banned`, `overloaded`, `second_factor_required`, `invalid_code`
   */
  logIn<T>(
    input: { username?: string; email?: string; password: string; factor?: FactorRequest; origin: Origin },
    also: Also<T>,
  ): Promise<LoggedIn<T>>;
  /** A login that was proven elsewhere, by SRP6 or a provider: last login, last address, audit. */
  noteLogin(unit: UnitOfWork, account: Account, origin: Origin, by?: "game_password"): Promise<void>;
  /**
   * For somebody who has proven the account: what keeps them out is written down. A deletion is told here at the doors
   * of games only; over HTTP it stands behind the second factor, in the transaction of the login.
   * @throws {AppError} `account_banned`, `account_suspended`, `account_deleting`
   */
  refuseSuspended(accountId: number, origin: Origin): Promise<void>;
  /**
   * Writes down that a game's doors kept the account out by its access. @param isKnown whether its password was right: then
   * the player is told, once a day
   * @returns what to throw
   */
  refuseDoor(accountId: number, origin: Origin, isKnown: boolean): Promise<AppError>;
  /**
   * A login that a game's module has proven by itself: the account's access is looked at, and the login written down.
   * @throws {AppError} `door_closed`
   */
  noteProven(accountId: number, origin: Origin): Promise<void>;
  /** Writes down that a proven account was kept out, and why. */
  noteRefusal(accountId: number, origin: Origin, reason: string): Promise<void>;
  /**
   * Ends every other session and every token of the account.
   * @throws {AppError} `invalid_credentials`, `invalid_input`, `rate_limited`
   */
  changePassword(input: {
    accountId: number;
    sessionId: string;
    currentPassword: string;
    newPassword: string;
    /** Those of every game, with their lines. */
    endGamePasswords?: boolean;
    origin: Origin;
  }): Promise<void>;
  /** @throws {AppError} `invalid_credentials`, `invalid_input`, `email_taken`, `rate_limited` */
  changeEmail(input: { accountId: number; password: string; email: string; origin: Origin }): Promise<void>;
  /** @throws {AppError} `not_found` */
  get(accountId: number): Promise<Account>;
  findByEmail(email: string): Promise<Account | null>;
  /** Adds work to the transaction of every registration, on whichever door. For the game modules. */
  onCreate(hook: (unit: UnitOfWork, account: Account, origin: Origin) => Promise<void>): void;
  /** Makes the row of a new account and runs what belongs to it. For registration and for providers. */
  createIn(
    unit: UnitOfWork,
    input: {
      username: string;
      usernamePending?: boolean;
      isGuest?: boolean;
      email: string | null;
      passwordHash: string | null;
    },
    origin: Origin,
  ): Promise<Account>;
  /**
   * Runs what may be refused because of another account. Such refusals are counted, and too many are refused unheard.
   * @throws {AppError} `rate_limited`, and what `run` throws
   */
  countRefusals<T>(origin: Origin, run: () => Promise<T>): Promise<T>;
}

export function createAccounts(parts: AccountsParts): Accounts {
  const {
    database,
    clock,
    audit,
    hasher,
    schemes,
    proof,
    limits,
    checkNewPassword,
    revocation,
    gate,
    doors,
    accountEvents,
  } = parts;
  const createHooks: ((unit: UnitOfWork, account: Account, origin: Origin) => Promise<void>)[] = [];

  const get: Accounts["get"] = (accountId) => getAccount(database.read, accountId);

  const createIn: Accounts["createIn"] = async (unit, input, origin) => {
    const email = input.email === null ? null : emailKey(input.email);
    await parts.checkReserved(unit.db, { username: usernameKey(input.username), email }, unit.now);
    const row = await unit.db.insertInto("accounts").values({
      username: input.username,
      username_key: usernameKey(input.username),
      username_pending: input.usernamePending === true ? 1 : 0,
      is_guest: input.isGuest === true ? 1 : 0,
      email: input.email,
      email_key: email,
      password_hash: input.passwordHash,
      created_at: unit.now.getTime(),
      last_login_at: null,
      last_address: origin.address,
    }).returningAll().executeTakeFirstOrThrow().catch(takenError);
    const account = toAccount(row);
    await noteAddress(unit.db, account.id, origin.address, unit.now);
    if (origin.macAddress !== undefined) await noteMac(unit.db, account.id, origin.macAddress, unit.now);
    await audit.record(unit.db, byAccount(account.isGuest ? "account.guest" : "account.register", account.id, origin));
    for (const hook of createHooks) await hook(unit, account, origin);
    await accountEvents.registered(unit, account, origin);
    return account;
  };

  const noteLogin: Accounts["noteLogin"] = async (unit, account, origin, by) => {
    await unit.db.updateTable("accounts")
      .set({ last_login_at: unit.now.getTime(), last_address: origin.address })
      .where("id", "=", account.id).execute();
    // It is one game's secret, and makes nobody's address one that may guess at the account.
    if (by !== "game_password") await noteAddress(unit.db, account.id, origin.address, unit.now);
    if (origin.macAddress !== undefined) await noteMac(unit.db, account.id, origin.macAddress, unit.now);
    await audit.record(unit.db, byAccount("login.succeeded", account.id, origin));
    await accountEvents.loggedIn(unit, account, origin);
    unit.afterCommit(() => parts.onAttempt?.(origin.door, "succeeded"));
  };

  const noteRefusal: Accounts["noteRefusal"] = async (accountId, origin, reason) => {
    await audit.record(database.write, byAccount("login.refused", accountId, origin, reason));
    parts.onAttempt?.(origin.door, "refused");
  };

  const refuseSuspended: Accounts["refuseSuspended"] = async (accountId, origin) => {
    await checkStatus(origin)(database.read, accountId, clock.now()).catch(async (error) => {
      if (error instanceof AppError && error.code.startsWith("account_")) {
        await noteRefusal(accountId, origin, error.code);
      }
      throw error;
    });
  };

  const refuseDoor: Accounts["refuseDoor"] = async (accountId, origin, isKnown) => {
    await database.transaction(async (unit) => {
      await audit.record(unit.db, byAccount("login.refused", accountId, origin, "door_closed"));
      if (isKnown) await doors.tellRefused(unit, accountId, origin);
    });
    parts.onAttempt?.(origin.door, "refused");
    return new AppError("door_closed", "This game's clients are not let in to this account now", {
      trail: { accountId },
    });
  };

  const noteProven: Accounts["noteProven"] = async (accountId, origin) => {
    const account = await get(accountId);
    const isOpen = await lockingAccount(database, accountId, async (unit) => {
      const door = origin.game === undefined ? null : await doors.find(unit.db, accountId, origin.game);
      if (door?.isOpenFor(origin.address) === false) return false;
      const isOwn = door?.access !== "game_password";
      if (!isOwn) await doors.noteUse(unit, accountId, origin);
      await noteLogin(unit, account, origin, isOwn ? undefined : "game_password");
      return true;
    });
    if (!isOpen) throw await refuseDoor(accountId, origin, true);
  };

  const countRefusals: Accounts["countRefusals"] = async ({ address }, run) => {
    await limits.countRefusableRegistration(database.volatile, address);
    const forgive = () => limits.forgiveRegistration(database.volatile, address);
    const result = await run().catch(async (error) => {
      if (!isRefusal(error)) await forgive();
      throw error;
    });
    await forgive();
    return result;
  };

  /** @returns null when a credential was changed since it was proven: nothing was written */
  const logInOnce = async <T>(
    { username, email, password, factor, origin }: TypedLogin & {
      password: string;
      factor?: FactorRequest;
      origin: Origin;
    },
    also: Also<T>,
  ) => {
    const typed = email !== undefined ? { email } : { username };
    const account = await findByLogin(database, typed);
    const door = origin.game === undefined
      ? null
      : await doors.find(database.read, account?.id ?? NO_ACCOUNT_ID, origin.game);
    // A guest has no password at any door, rather than a closed one at this.
    if (account !== null && !account.isGuest && door?.access === "closed") {
      throw await refuseDoor(account.id, origin, await proof.checkClosed(account, password, origin, typed));
    }
    const normal = await proof.check(account, password, origin, typed, door);
    if (account === null) throw new AppError("invalid_credentials", "Unknown account or wrong password");
    if (door?.isOpenFor(origin.address) === false) throw await refuseDoor(account.id, origin, true);
    await refuseSuspended(account.id, origin);
    // Of a game password nothing is derived here: it would open other doors.
    const isOwn = door?.access !== "game_password";
    const missing = isOwn ? await schemes.missing(database.read, account.id, account) : [];
    const isOutdated = isOwn && (account.passwordHash === null || hasher.isOutdated(account.passwordHash));
    const [secrets, passwordHash] = await Promise.all([
      schemes.derive(account, normal, missing),
      isOutdated && fitsBcrypt(normal) ? hasher.hash(normal, patienceOf(origin)) : undefined,
    ]);
    const outcome = await database.transaction(async (unit) => {
      const isCurrent = await lockCurrentCredential(unit, account);
      await checkStatus(origin)(unit.db, account.id, unit.now);
      if (!isCurrent) return null;
      // A window may have closed meanwhile; whatever else changed the door has raised the account's version.
      if (
        origin.game !== undefined && !(await doors.find(unit.db, account.id, origin.game)).isOpenFor(origin.address)
      ) {
        return null;
      }
      // Before the gate: behind it the password is not there any more, and this one was right.
      await writeCredentials(unit, schemes, account.id, {
        secrets,
        ...(passwordHash === undefined ? {} : { passwordHash }),
      });
      const refusal = factor === undefined
        ? null
        : await gate.check(unit, { account, request: factor, name: username ?? email, origin });
      if (refusal !== null) return { refusal };
      const deleting = await parts.deletion.check(unit, account.id, "secret");
      if (deleting !== null) return { refusal: { error: deleting, isFailure: false } };
      if (!isOwn) await doors.noteUse(unit, account.id, origin);
      await noteLogin(unit, account, origin, isOwn ? undefined : "game_password");
      return { account, result: await also(unit, account) };
    });
    if (outcome === null || !("refusal" in outcome)) return outcome;
    const { error, isFailure, why = "wrong code" } = outcome.refusal;
    if (isFailure) await proof.attemptFailed(account.id, origin, why);
    if (error.code === "account_deleting") await noteRefusal(account.id, origin, error.code);
    throw withTrail(error, { accountId: account.id });
  };

  return {
    get,
    createIn,
    noteLogin,
    refuseSuspended,
    refuseDoor,
    noteProven,
    noteRefusal,
    countRefusals,
    onCreate: (hook) => void createHooks.push(hook),
    findByEmail: (email) => findAccountByEmail(database.read, emailKey(email)),

    async register({ username, password, email, origin }, also) {
      await proof.checkOrigin(origin);
      if (origin.game !== undefined && doors.isRequired(origin.game)) {
        throw new AppError("door_closed", "Accounts for this game are made on the website");
      }
      checkUsername(username);
      const logins = { username, email: email ?? null };
      const normal = checkNewPassword(password, logins);
      if (email !== undefined) checkEmail(email);
      await limits.checkRegistration(database.read, origin.address);
      return await countRefusals(origin, async () => {
        // Asked before the costly hash; the unique key decides.
        if (await findAccountByUsername(database.read, usernameKey(username)) !== null) throw usernameTaken();
        if (email !== undefined && await findAccountByEmail(database.read, emailKey(email)) !== null) {
          throw emailTaken();
        }
        const [passwordHash, secrets] = await Promise.all([
          hasher.hash(normal, patienceOf(origin)),
          schemes.derive(logins, normal),
        ]);
        return await database.transaction(async (unit) => {
          const account = await createIn(unit, { ...logins, passwordHash }, origin);
          await limits.countRegistration(unit.db, origin.address);
          await schemes.store(unit.db, account.id, secrets);
          return { account, result: await also(unit, account) };
        });
      });
    },

    async logIn(input, also) {
      await proof.attemptStarted(input.origin);
      for (let tries = 0; tries < LOGIN_TRIES_MAX; tries++) {
        const done = await logInOnce(input, also);
        if (done !== null) return done;
      }
      throw changedMeanwhile();
    },

    async changePassword({ accountId, sessionId, currentPassword, newPassword, endGamePasswords, origin }) {
      const account = await get(accountId);
      const normal = checkNewPassword(newPassword, account, "newPassword");
      await proof.knownAttemptStarted(origin);
      await proof.check(account, currentPassword, origin);
      const [passwordHash, secrets] = await Promise.all([hasher.hash(normal), schemes.derive(account, normal)]);
      await database.transaction(async (unit) => {
        if (!await lockCurrentCredential(unit, account)) throw changedMeanwhile();
        await writeCredentials(unit, schemes, accountId, { passwordHash, secrets });
        await revocation.endAccount(unit, { accountId, reason: "password_changed", exceptSessionId: sessionId });
        if (endGamePasswords === true) await doors.endGamePasswords(unit, accountId, origin);
        await audit.record(unit.db, byAccount("account.password", accountId, origin));
        await accountEvents.passwordChanged(unit, account, origin);
      });
    },

    async changeEmail({ accountId, password, email, origin }) {
      checkEmail(email);
      const account = await get(accountId);
      await proof.knownAttemptStarted(origin);
      const normal = await proof.check(account, password, origin);
      const secrets = await schemes.derive({ username: account.username, email }, normal);
      await countRefusals(origin, () =>
        database.transaction(async (unit) => {
          if (!await lockCurrentCredential(unit, account)) throw changedMeanwhile();
          await parts.checkReserved(unit.db, { email: emailKey(email) }, unit.now);
          await unit.db.updateTable("accounts").set({ email, email_key: emailKey(email) })
            .where("id", "=", accountId).execute().catch(takenError);
          await schemes.store(unit.db, accountId, secrets);
          // Also where no secret hangs on the e-mail: a login that began before would derive those of the older one.
          await raiseCredentialVersion(unit.db, accountId);
          await audit.record(unit.db, byAccount("account.email", accountId, origin));
          await accountEvents.emailChanged(unit, account, email, origin);
        }));
    },
  };
}

async function findByLogin(database: Database, { username, email }: TypedLogin): Promise<Account | null> {
  if (email !== undefined) return await findAccountByEmail(database.read, emailKey(email));
  if (username !== undefined) {
    return await findByExactLoginName(database.read, username) ??
      await findAccountByUsername(database.read, usernameKey(username)) ??
      await findByLoginName(database.read, username);
  }
  throw invalidInput("username", "a username or an e-mail is needed");
}

/** Over HTTP a second factor is asked for before a deletion is told of. */
function checkStatus(origin: Origin): typeof checkActive {
  return origin.game === undefined ? checkNotSuspended : checkActive;
}

function changedMeanwhile(): AppError {
  return new AppError("invalid_credentials", "The account's password or e-mail was changed at the same time");
}

/** What a registration is answered that tells of other accounts, or costs a hash each time. */
function isRefusal(error: unknown): boolean {
  return error instanceof AppError && REFUSALS.has(error.code);
}
