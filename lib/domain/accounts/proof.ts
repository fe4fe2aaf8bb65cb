/** The one way in which a password is proven, on every door: limits, bans, the check itself, and what is written of it. */
import { type Audit } from "../audit/audit.ts";
import type { BanList } from "../bans/ban_list.ts";
import type { Bans } from "../bans/bans.ts";
import type { PasswordHasher } from "../../platform/crypto/password_hasher.ts";
import { AppError } from "../../platform/errors.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { AddressLimits } from "../limits/address_limits.ts";
import type { Account } from "./account.ts";
import type { CredentialSchemes } from "./credential_schemes.ts";
import { normalizePassword } from "./rules.ts";

/** Where an attempt comes from. */
export interface Origin {
  /** `http`, `slime`, `sts` and so on: for the audit log and the metrics. */
  readonly door: string;
  readonly address: string;
  readonly macAddress?: string;
  /** What the player sits at, in at most 80 characters, where the door can tell. */
  readonly device?: string | null;
}

export interface ProofParts extends Pick<Kernel, "database"> {
  readonly audit: Audit;
  readonly banList: BanList;
  readonly bans: Bans;
  readonly limits: AddressLimits;
  readonly hasher: PasswordHasher;
  readonly schemes: CredentialSchemes;
  /** Counts attempts by door and result. */
  readonly onAttempt?: (door: string, result: "succeeded" | "failed" | "refused") => void;
}

export interface Proof {
  /** The bans of the address and the MAC alone, for what is no login. @throws {AppError} `address_banned`, `mac_banned` */
  checkOrigin(origin: Origin): Promise<void>;
  /**
   * Before anything is looked up, in this order: the address's ban, its attempts, the MAC's ban.
   * @throws {AppError} `address_banned`, `rate_limited`, `mac_banned`
   */
  start(origin: Origin): Promise<void>;
  /** As `start`, and counts nothing: refuses once an attempt was one too many. @throws {AppError} as `start` */
  checkStart(origin: Origin): Promise<void>;
  /**
   * Resolves with the password in NFC when it is the account's. An unknown account costs what a wrong password costs.
   * @throws {AppError} `invalid_credentials`, after the failure is written down; `overloaded`
   */
  check(account: Account | null, password: string, origin: Origin): Promise<string>;
  /** Writes a failure down: the audit entry, the count, and the ban when there were too many. */
  fail(accountId: number | null, origin: Origin): Promise<void>;
}

export function createProof(parts: ProofParts): Proof {
  const { database, audit, limits, hasher, schemes } = parts;

  const isRight = async (account: Account | null, password: string): Promise<boolean> => {
    if (account === null) return await hasher.verifyNothing(password);
    if (account.passwordHash !== null) return await hasher.verify(password, account.passwordHash);
    // Only a module's secret, or only a provider: the same time as everybody else's.
    const [proven] = await Promise.all([
      schemes.proves(database.read, account.id, account, password),
      hasher.verifyNothing(password),
    ]);
    return proven;
  };

  const fail: Proof["fail"] = async (accountId, origin) => {
    await database.transaction(async (unit) => {
      await audit.record(unit.db, {
        action: "login.failed",
        actor: "anonymous",
        accountId,
        door: origin.door,
        address: origin.address,
        reason: accountId === null ? "unknown account" : "wrong password",
      });
      if (await limits.countLoginFailure(unit.db, origin.address)) {
        await parts.bans.banAutomatically(unit, origin.address, origin.door);
      }
    });
    parts.onAttempt?.(origin.door, "failed");
  };

  return {
    fail,
    async checkOrigin(origin) {
      await parts.banList.check(origin.address);
      if (origin.macAddress !== undefined) await parts.bans.checkMac(database.read, origin.macAddress);
    },
    async start(origin) {
      await parts.banList.check(origin.address);
      await limits.countLoginAttempt(database.write, origin.address);
      if (origin.macAddress !== undefined) await parts.bans.checkMac(database.read, origin.macAddress);
    },
    async checkStart(origin) {
      await parts.banList.check(origin.address);
      await limits.checkLoginAttempts(database.read, origin.address);
      if (origin.macAddress !== undefined) await parts.bans.checkMac(database.read, origin.macAddress);
    },
    async check(account, password, origin) {
      const normal = normalizePassword(password);
      // What can be nobody's password is compared as well: the time tells nothing.
      const right = await isRight(normal === null ? null : account, normal ?? "");
      if (right && account !== null && normal !== null) return normal;
      await fail(account?.id ?? null, origin);
      throw new AppError("invalid_credentials", "Unknown account or wrong password", {
        unknownAccount: account === null,
      });
    },
  };
}
