/** The one way in which a password is proven, on every door: limits, bans, the check itself, and what is written of it. */
import { type Audit } from "../audit/audit.ts";
import type { Origin } from "../../platform/origin.ts";
import type { BanList } from "../bans/ban_list.ts";
import type { Bans } from "../bans/bans.ts";
import type { PasswordHasher } from "../../platform/crypto/password_hasher.ts";
import { AppError } from "../../platform/errors.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { AddressLimits } from "../limits/address_limits.ts";
import type { Account } from "./account.ts";
import type { CredentialSchemes } from "./credential_schemes.ts";
import type { DoorState } from "./door_state.ts";
import type { Guesses, TypedLogin } from "./guesses.ts";
import { patienceOf } from "./patience.ts";
import { fitsBcrypt, isEmail, isUsername, normalizePassword } from "./rules.ts";

interface ProofParts extends Pick<Kernel, "database"> {
  readonly audit: Audit;
  readonly banList: BanList;
  readonly bans: Bans;
  readonly limits: AddressLimits;
  readonly hasher: PasswordHasher;
  readonly schemes: CredentialSchemes;
  readonly guesses: Guesses;
  /** Counts attempts by door and result. */
  readonly onAttempt?: (door: string, result: "succeeded" | "failed" | "refused") => void;
}

/** What was wrong, for the audit log. */
export type ProofFailure = "wrong password" | "wrong code" | `wrong code: ${string}` | "wrong passkey" | "wrong proof";

export interface Proof {
  /**
   * For a stranger, before anything but a password: the bans of the address, automatic ones too, and of the MAC.
   * @throws {AppError} `address_banned`, `mac_banned`
   */
  checkOrigin(origin: Origin): Promise<void>;
  /** The same for who has proven the account: an automatic ban lets them go on. @throws {AppError} as `checkOrigin` */
  checkKnownOrigin(origin: Origin): Promise<void>;
  /**
   * Before anything is looked up, in this order: the address's ban, its attempts, the MAC's ban.
   * @throws {AppError} `address_banned`, `rate_limited`, `mac_banned`
   */
  attemptStarted(origin: Origin): Promise<void>;
  /** The same for a call that brings a good token: only attempts count. @throws {AppError} `rate_limited` */
  knownAttemptStarted(origin: Origin): Promise<void>;
  /**
   * As `attemptStarted`, and counts nothing: refuses once an attempt was one too many. For a secret that nobody
   * guesses, which an automatic ban lets pass.
   * @throws {AppError} as `attemptStarted`
   */
  checkAttempts(origin: Origin): Promise<void>;
  /**
   * Resolves with the password in NFC when it is the account's. An unknown account costs what a wrong password costs.
   * @param typed what the account was looked up by, where it was typed. Guesses are counted by it; those of who is signed
   * in already by the account
   * @param door where only a password can be sent: a game password counts in place of the account's where it says so
   * @throws {AppError} `invalid_credentials`, after the failure is written down; `rate_limited`, `overloaded`
   */
  check(
    account: Account | null,
    password: string,
    origin: Origin,
    typed?: TypedLogin,
    door?: DoorState | null,
  ): Promise<string>;
  /**
   * At a door that takes nothing: costs what `check` costs, and is no failure whatever was typed.
   * @returns whether it was the account's password @throws {AppError} `rate_limited`, `overloaded`
   */
  checkClosed(account: Account, password: string, origin: Origin, typed: TypedLogin): Promise<boolean>;
  /** Writes a failure down: the audit entry, the count, and the ban when there were too many. */
  attemptFailed(accountId: number | null, origin: Origin, why?: ProofFailure): Promise<void>;
}

export function createProof(parts: ProofParts): Proof {
  const { database, audit, banList, bans, limits, hasher, schemes, guesses } = parts;

  const isRight = async (
    account: Account | null,
    normal: string | null,
    origin: Origin,
    door: DoorState | null = null,
  ): Promise<boolean> => {
    const patience = patienceOf(origin);
    const short = normal !== null && fitsBcrypt(normal) ? normal : null;
    if (door?.access === "game_password") {
      await hasher.verifyNothing(short ?? "", patience);
      return door.isGamePassword(normal);
    }
    if (account !== null && account.passwordHash !== null && short !== null) {
      return await hasher.verify(short, account.passwordHash, patience);
    }
    // Nobody's, or only a module's secret, or only a provider: the same time as everybody else's.
    if (account !== null && account.passwordHash === null && normal !== null) {
      return await schemes.proves(database.read, account.id, account, normal, patience);
    }
    return await hasher.verifyNothing(short ?? "", patience);
  };

  const writeFailure = async (
    accountId: number | null,
    origin: Origin,
    why: ProofFailure = "wrong password",
    typed?: TypedLogin,
  ) => {
    await database.transaction(async (unit) => {
      await audit.record(unit.db, {
        action: "login.failed",
        actor: "anonymous",
        accountId,
        door: origin.door,
        address: origin.address,
        name: fittingName(typed),
        reason: accountId === null ? "unknown account" : why,
      });
      const network = await limits.countLoginFailure(unit.db, origin.address);
      if (network !== null) await bans.banAutomatically(unit, { network, ...origin });
    });
    parts.onAttempt?.(origin.door, "failed");
  };

  /** What a full queue turned away was no attempt, nor a guess: whoever is told to come back may. */
  const takeBack = async (error: unknown, { address }: Origin, typed?: TypedLogin) => {
    if (typed !== undefined) await guesses.right(typed, address);
    if (error instanceof AppError && error.code === "overloaded") {
      await limits.forgiveLoginAttempt(database.volatile, address);
    }
  };

  const checkMac = async ({ macAddress }: Origin) => {
    if (macAddress !== undefined) await bans.checkMac(database.read, macAddress);
  };

  return {
    attemptFailed: (accountId, origin, why) => writeFailure(accountId, origin, why),
    async checkOrigin(origin) {
      await banList.checkStranger(origin.address);
      await checkMac(origin);
    },
    async checkKnownOrigin(origin) {
      await banList.check(origin.address);
      await checkMac(origin);
    },
    async attemptStarted(origin) {
      await banList.checkStranger(origin.address);
      await limits.countLoginAttempt(database.volatile, origin.address);
      await checkMac(origin);
    },
    knownAttemptStarted: ({ address }) => limits.countLoginAttempt(database.volatile, address),
    async checkAttempts(origin) {
      await banList.check(origin.address);
      await limits.checkLoginAttempts(database.read, origin.address);
      await checkMac(origin);
    },
    async check(account, password, origin, typed, door) {
      const guessed = typed ?? (account === null ? undefined : { accountId: account.id });
      if (guessed !== undefined) await guesses.begin(guessed, account?.id ?? null, origin.address);
      const normal = normalizePassword(password);
      // What can be nobody's password is compared as well: the time tells nothing.
      const right = await isRight(account, normal, origin, door).catch(async (error) => {
        await takeBack(error, origin, guessed);
        throw error;
      });
      if (right && normal !== null) {
        if (guessed !== undefined) await guesses.right(guessed, origin.address);
        return normal;
      }
      await writeFailure(account?.id ?? null, origin, undefined, typed);
      throw new AppError("invalid_credentials", "Unknown account or wrong password", {
        unknownAccount: account === null,
        trail: { rule: ruleOfWrongPassword(account), accountId: account?.id ?? null },
      });
    },
    async checkClosed(account, password, origin, typed) {
      await guesses.begin(typed, account.id, origin.address);
      const right = await isRight(account, normalizePassword(password), origin).catch(async (error) => {
        await takeBack(error, origin, typed);
        throw error;
      });
      await guesses.right(typed, origin.address);
      return right;
    },
  };
}

/** What fits neither a username nor an e-mail may be a password in the wrong field: it is written nowhere. */
function fittingName(typed: TypedLogin | undefined): string | null {
  const text = typed?.username ?? typed?.email;
  if (text === undefined) return null;
  return isUsername(text) || isEmail(text) ? text : null;
}

/** Which rule a wrong password broke: as the login trail names them. */
function ruleOfWrongPassword(account: Account | null): string {
  if (account === null) return "account.known";
  return account.isGuest ? "account.guest" : "password";
}
