/**
 * Guesses at one account, slowed whoever makes them: docs/contract.md, "Guesses at one account". They are counted under the
 * name or the e-mail as it is typed, so that an account that does not exist answers like one that does.
 */
import type { AddressSet } from "../../platform/addresses/address_set.ts";
import { hashSecret } from "../../platform/crypto/secret_hash.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import { rateLimited, withCount } from "../limits/address_limits.ts";
import { countOne, readCounter, uncountOne } from "../limits/counters.ts";
import { isKnownAddress } from "./known_addresses.ts";
import { emailKey, usernameKey } from "./rules.ts";

const FAILURES_PER_HOUR = 10;
const HOUR_MS = 60 * 60_000;
/** Above the failures, all strangers together have one try in so long. */
const STRANGERS_WAIT_MS = 30_000;

/** What was typed to say whose password follows. */
export interface TypedLogin {
  readonly username?: string | undefined;
  readonly email?: string | undefined;
  /** Where nothing is: whose account who is signed in proves again. No stranger's guesses count here. */
  readonly accountId?: number;
}

export type Guesses = ReturnType<typeof createGuesses>;

interface GuessesParts extends Pick<Kernel, "database" | "clock"> {
  readonly exempt: AddressSet;
}

export function createGuesses({ database, clock, exempt }: GuessesParts) {
  return {
    /**
     * Counts a guess before anything is computed; `right` takes it back.
     * @param accountId whose account it would be, or null
     * @throws {AppError} `rate_limited` for an address that the account does not know
     */
    async begin(typed: TypedLogin, accountId: number | null, address: string): Promise<void> {
      if (exempt.has(address)) return;
      const key = keyOf(typed);
      const { count } = await countOne(database.volatile, `guesses ${key}`, HOUR_MS, clock.now());
      if (count <= FAILURES_PER_HOUR) return;
      if (accountId !== null && await isKnownAddress(database.read, accountId, address, clock.now())) return;
      const turn = await countOne(database.volatile, `guess turn ${key}`, STRANGERS_WAIT_MS, clock.now());
      if (turn.count > 1) {
        throw rateLimited(turn.resetsAtMs - clock.now().getTime(), { rule: "account.attempts", accountId });
      }
    },
    /** Whether the next guess would be taken; counts nothing. @throws {AppError} as `begin` */
    async checkNext(typed: TypedLogin, accountId: number | null, address: string): Promise<void> {
      if (exempt.has(address)) return;
      const key = keyOf(typed);
      const now = clock.now();
      const failures = await readCounter(database.read, `guesses ${key}`, HOUR_MS, now);
      if (failures === null || failures.count < FAILURES_PER_HOUR) return;
      if (accountId !== null && await isKnownAddress(database.read, accountId, address, now)) return;
      const turn = await readCounter(database.read, `guess turn ${key}`, STRANGERS_WAIT_MS, now);
      if (turn === null) return;
      throw withCount(
        rateLimited(turn.resetsAtMs - now.getTime(), { rule: "account.attempts", accountId }),
        { what: "guesses", of: typed.email ?? typed.username ?? "", count: failures.count, max: FAILURES_PER_HOUR },
      );
    },
    /** It was no guess, or could not be looked at. */
    async right(typed: TypedLogin, address: string): Promise<void> {
      if (!exempt.has(address)) await uncountOne(database.volatile, `guesses ${keyOf(typed)}`);
    },
  };
}

/** Hashed: somebody may type a password where the name belongs. */
function keyOf({ username, email, accountId }: TypedLogin): string {
  if (accountId !== undefined) return `account ${accountId}`;
  const folded = email !== undefined ? `email ${emailKey(email)}` : `username ${usernameKey(username ?? "")}`;
  return hashSecret(folded).toBase64({ alphabet: "base64url", omitPadding: true });
}
