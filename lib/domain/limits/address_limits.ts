/**
 * What one address may do, counted over all doors together: docs/contract.md, "Limits". An IPv6 address counts for its /64,
 * and for its /48, which has four times each limit.
 */
import { limitedNetworks } from "../../platform/addresses/address.ts";
import type { AddressSet } from "../../platform/addresses/address_set.ts";
import type { Queryable } from "../../platform/database/database.ts";
import { AppError, type ErrorDetails } from "../../platform/errors.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import { countOne, readCounter, uncountOne } from "./counters.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Requests for a reset of a password. */
const RESETS_PER_HOUR = 5;
/** Networks known to be over a limit are refused without a look at the database; this many are remembered. */
const REFUSED_MAX = 10_000;

interface AddressLimitsParts extends Pick<Kernel, "clock"> {
  readonly loginAttemptsPerMinute: number;
  readonly loginFailuresPerHour: number;
  readonly registrationsPerDay: number;
  readonly guestsPerDay: number;
  readonly refusedRegistrationsPerHour: number;
  readonly exempt: AddressSet;
}

export interface AddressLimits {
  /** @throws {AppError} `rate_limited` from the attempt after `loginAttemptsPerMinute` on */
  countLoginAttempt(db: Queryable, address: string): Promise<void>;
  /** Takes one back that nobody could look at. */
  forgiveLoginAttempt(db: Queryable, address: string): Promise<void>;
  /** @throws {AppError} `rate_limited` while the address is over `loginAttemptsPerMinute`; counts nothing */
  checkLoginAttempts(db: Queryable, address: string): Promise<void>;
  /**
   * Whether the next attempt would be refused; counts nothing, and remembers nothing.
   * @param isCounted false for a door that only asks whether there were too many
   * @throws {AppError} `rate_limited`
   */
  checkNextLoginAttempt(db: Queryable, address: string, isCounted?: boolean): Promise<void>;
  /** @returns the network that this failure takes over `loginFailuresPerHour`; else null */
  countLoginFailure(db: Queryable, address: string): Promise<string | null>;
  /** @throws {AppError} `rate_limited` if another registration would be refused; counts nothing */
  checkRegistration(db: Queryable, address: string): Promise<void>;
  /** Counts a registration in its transaction. @throws {AppError} `rate_limited` */
  countRegistration(db: Queryable, address: string): Promise<void>;
  /** Counts a guest in its transaction. @throws {AppError} `rate_limited` */
  countGuest(db: Queryable, address: string): Promise<void>;
  /**
   * Counts a registration that may be refused, before it is known whether it is: else its answers would tell who has an
   * account, as often as one likes. Of one that is not, `forgiveRegistration` takes the count back.
   * @throws {AppError} `rate_limited` after `refusedRegistrationsPerHour`
   */
  countRefusableRegistration(db: Queryable, address: string): Promise<void>;
  forgiveRegistration(db: Queryable, address: string): Promise<void>;
  /** Counts a request for a reset. @throws {AppError} `rate_limited` */
  countReset(db: Queryable, address: string): Promise<void>;
  isExempt(address: string): boolean;
}

/** Something that is counted. */
interface Counted {
  readonly name: string;
  readonly windowMs: number;
  readonly max: number;
}

export function createAddressLimits(parts: AddressLimitsParts): AddressLimits {
  const { clock, exempt } = parts;
  const attempts: Counted = { name: "attempts", windowMs: MINUTE_MS, max: parts.loginAttemptsPerMinute };
  const failures: Counted = { name: "failures", windowMs: HOUR_MS, max: parts.loginFailuresPerHour };
  const registrations: Counted = { name: "registrations", windowMs: DAY_MS, max: parts.registrationsPerDay };
  const guests: Counted = { name: "guests", windowMs: DAY_MS, max: parts.guestsPerDay };
  const refusals: Counted = { name: "refusals", windowMs: HOUR_MS, max: parts.refusedRegistrationsPerHour };
  const resets: Counted = { name: "resets", windowMs: HOUR_MS, max: RESETS_PER_HOUR };
  /** By the monotonic clock. */
  const refusedUntilMs = new Map<string, number>();

  const restMs = (resetsAtMs: number) => resetsAtMs - clock.now().getTime();
  const remember = (key: string, forMs: number) => {
    if (refusedUntilMs.size >= REFUSED_MAX) refusedUntilMs.clear();
    refusedUntilMs.set(key, clock.monotonicMs() + forMs);
  };
  const refuseKnown = (counted: Counted, address: string) => {
    for (const { key } of limitedNetworks(address)) {
      const untilMs = refusedUntilMs.get(`${counted.name} ${key}`);
      if (untilMs === undefined) continue;
      const restMs = untilMs - clock.monotonicMs();
      if (restMs > 0) throw rateLimited(restMs);
      refusedUntilMs.delete(`${counted.name} ${key}`);
    }
  };
  /** @returns the first network that is over its limit with it, and for how long */
  const count = async (db: Queryable, counted: Counted, address: string) => {
    let over: { readonly key: string; readonly restMs: number } | null = null;
    for (const { key, times } of limitedNetworks(address)) {
      const state = await countOne(db, `${counted.name} ${key}`, counted.windowMs, clock.now());
      if (state.count > counted.max * times) over ??= { key, restMs: restMs(state.resetsAtMs) };
    }
    return over;
  };
  /** As `count`, and who is over is refused without a look from then on. @throws {AppError} `rate_limited` */
  const countAndRemember = async (db: Queryable, counted: Counted, address: string) => {
    if (exempt.has(address)) return;
    refuseKnown(counted, address);
    const over = await count(db, counted, address);
    if (over === null) return;
    remember(`${counted.name} ${over.key}`, over.restMs);
    throw rateLimited(over.restMs);
  };
  /** @returns as `count` and how many there were, and counts nothing; `more` is what is about to be counted */
  const look = async (db: Queryable, counted: Counted, address: string, more: number) => {
    for (const { key, times } of limitedNetworks(address)) {
      const state = await readCounter(db, `${counted.name} ${key}`, counted.windowMs, clock.now());
      if (state !== null && state.count + more > counted.max * times) {
        return { key, restMs: restMs(state.resetsAtMs), count: state.count, max: counted.max * times };
      }
    }
    return null;
  };

  const forgive = async (db: Queryable, counted: Counted, address: string) => {
    if (exempt.has(address)) return;
    for (const { key } of limitedNetworks(address)) await uncountOne(db, `${counted.name} ${key}`);
  };

  return {
    countLoginAttempt: (db, address) => countAndRemember(db, attempts, address),
    forgiveLoginAttempt: (db, address) => forgive(db, attempts, address),
    async checkLoginAttempts(db, address) {
      if (exempt.has(address)) return;
      refuseKnown(attempts, address);
      const over = await look(db, attempts, address, 0);
      if (over === null) return;
      remember(`${attempts.name} ${over.key}`, over.restMs);
      throw rateLimited(over.restMs);
    },
    async checkNextLoginAttempt(db, address, isCounted = true) {
      if (exempt.has(address)) return;
      const over = await look(db, attempts, address, isCounted ? 1 : 0);
      if (over === null) return;
      const { key, count, max } = over;
      throw withCount(rateLimited(over.restMs), { what: "attempts", of: key, count, max });
    },
    async countLoginFailure(db, address) {
      if (exempt.has(address)) return null;
      return (await count(db, failures, address))?.key ?? null;
    },
    async checkRegistration(db, address) {
      if (exempt.has(address)) return;
      const over = await look(db, registrations, address, 1);
      if (over !== null) throw rateLimited(over.restMs);
    },
    async countRegistration(db, address) {
      if (exempt.has(address)) return;
      // Not remembered: what is thrown here undoes the count.
      const over = await count(db, registrations, address);
      if (over !== null) throw rateLimited(over.restMs);
    },
    async countGuest(db, address) {
      if (exempt.has(address)) return;
      const over = await count(db, guests, address);
      if (over !== null) throw rateLimited(over.restMs);
    },
    countRefusableRegistration: (db, address) => countAndRemember(db, refusals, address),
    forgiveRegistration: (db, address) => forgive(db, refusals, address),
    countReset: (db, address) => countAndRemember(db, resets, address),
    isExempt: (address) => exempt.has(address),
  };
}

/**
 * @param restMs until it is worth trying again
 * @param trail where it is not the address's attempts that were too many
 * @param what was too much, for people
 */
export function rateLimited(
  restMs: number,
  trail?: ErrorDetails["trail"],
  what = "Too many attempts from this address",
): AppError {
  const seconds = Math.max(1, Math.ceil(restMs / 1_000));
  return new AppError("rate_limited", `${what}: try again in ${seconds} s`, {
    retryAfterSeconds: seconds,
    ...(trail === undefined ? {} : { trail }),
  });
}

/** For an operator who asks what is in the way; nobody else hears it. */
export function withCount(error: AppError, counted: NonNullable<ErrorDetails["counted"]>): AppError {
  return new AppError(error.code, error.message, { ...error.details, counted });
}
