/** What one address may do, counted over all doors together: CONTRACT.md, "Limits". */
import { limitKey } from "../../platform/addresses/address.ts";
import type { AddressSet } from "../../platform/addresses/address_set.ts";
import type { Queryable } from "../../platform/database/database.ts";
import { AppError } from "../../platform/errors.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import { countOne, readCounter } from "./counters.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Addresses known to be over a limit are refused without a look at the database; this many are remembered. */
const REFUSED_MAX = 10_000;

export interface AddressLimitsParts extends Pick<Kernel, "clock"> {
  readonly loginAttemptsPerMinute: number;
  readonly loginFailuresPerHour: number;
  readonly registrationsPerDay: number;
  readonly exempt: AddressSet;
}

export interface AddressLimits {
  /** @throws {AppError} `rate_limited` from the attempt after `loginAttemptsPerMinute` on */
  countLoginAttempt(db: Queryable, address: string): Promise<void>;
  /** @throws {AppError} `rate_limited` while the address is over `loginAttemptsPerMinute`; counts nothing */
  checkLoginAttempts(db: Queryable, address: string): Promise<void>;
  /** @returns true when this failure goes over `loginFailuresPerHour` */
  countLoginFailure(db: Queryable, address: string): Promise<boolean>;
  /** @throws {AppError} `rate_limited` if another registration would be refused; counts nothing */
  checkRegistration(db: Queryable, address: string): Promise<void>;
  /** Counts a registration in its transaction. @throws {AppError} `rate_limited` */
  countRegistration(db: Queryable, address: string): Promise<void>;
  isExempt(address: string): boolean;
}

export function createAddressLimits(parts: AddressLimitsParts): AddressLimits {
  const { clock, exempt } = parts;
  const refusedUntilMs = new Map<string, number>();

  const refuse = (key: string, untilMs: number): never => {
    if (refusedUntilMs.size >= REFUSED_MAX) refusedUntilMs.clear();
    refusedUntilMs.set(key, untilMs);
    throw rateLimited(untilMs - clock.now().getTime());
  };
  const refuseKnown = (key: string) => {
    const untilMs = refusedUntilMs.get(key);
    if (untilMs === undefined) return;
    const restMs = untilMs - clock.now().getTime();
    if (restMs > 0) throw rateLimited(restMs);
    refusedUntilMs.delete(key);
  };
  const attemptsKey = (address: string) => `attempts ${limitKey(address)}`;
  const registrationKey = (address: string) => `registrations ${limitKey(address)}`;

  return {
    async countLoginAttempt(db, address) {
      if (exempt.has(address)) return;
      const key = attemptsKey(address);
      refuseKnown(key);
      const { count, resetsAtMs } = await countOne(db, key, MINUTE_MS, clock.now());
      if (count > parts.loginAttemptsPerMinute) refuse(key, resetsAtMs);
    },
    async checkLoginAttempts(db, address) {
      if (exempt.has(address)) return;
      const key = attemptsKey(address);
      refuseKnown(key);
      const state = await readCounter(db, key, clock.now());
      if (state !== null && state.count > parts.loginAttemptsPerMinute) refuse(key, state.resetsAtMs);
    },
    async countLoginFailure(db, address) {
      if (exempt.has(address)) return false;
      const { count } = await countOne(db, `failures ${limitKey(address)}`, HOUR_MS, clock.now());
      return count > parts.loginFailuresPerHour;
    },
    async checkRegistration(db, address) {
      if (exempt.has(address)) return;
      const key = registrationKey(address);
      const state = await readCounter(db, key, clock.now());
      if (state !== null && state.count >= parts.registrationsPerDay) {
        throw rateLimited(state.resetsAtMs - clock.now().getTime());
      }
    },
    async countRegistration(db, address) {
      if (exempt.has(address)) return;
      const { count, resetsAtMs } = await countOne(db, registrationKey(address), DAY_MS, clock.now());
      // Not remembered: what is thrown here undoes the count.
      if (count > parts.registrationsPerDay) throw rateLimited(resetsAtMs - clock.now().getTime());
    },
    isExempt: (address) => exempt.has(address),
  };
}

/** @param restMs until it is worth trying again */
export function rateLimited(restMs: number): AppError {
  const seconds = Math.max(1, Math.ceil(restMs / 1_000));
  return new AppError("rate_limited", `Too many attempts from this address: try again in ${seconds} s`, {
    retryAfterSeconds: seconds,
  });
}
