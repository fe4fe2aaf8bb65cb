/** How many wrong codes of an authenticator app are heard: a million codes are few for who may guess on. */
import { limitKey } from "../../platform/addresses/address.ts";
import type { Queryable, UnitOfWork } from "../../platform/database/database.ts";
import { AppError } from "../../platform/errors.ts";
import { type AddressLimits, rateLimited } from "../limits/address_limits.ts";
import { countOne, readCounter } from "../limits/counters.ts";

const WRONG_CODES_PER_HOUR = 10;
const HOUR_MS = 60 * 60_000;

/** Who gives a code: a login, from an address; or who is signed in already, and then their session counts. */
export interface CodeGiver {
  readonly accountId: number;
  readonly address: string;
  readonly sessionId?: string;
}

export interface CodeLimitsParts {
  readonly limits: Pick<AddressLimits, "isExempt">;
  /** Whether a login of the account was finished from there in the last 90 days. */
  readonly isKnownAddress: (db: Queryable, accountId: number, address: string, now: Date) => Promise<boolean>;
}

export interface CodeLimits {
  /** @returns the refusal, where the giver's group had too many wrong codes in an hour; and how to count one more */
  open(unit: UnitOfWork, giver: CodeGiver): Promise<{ refusal: AppError | null; countWrong(): Promise<void> }>;
}

/**
 * Addresses that finished a login of the account in the last 90 days have a count each, all others one together: who
 * guesses from elsewhere cannot lock the player out.
 */
export function createCodeLimits(
  { limits, isKnownAddress }: CodeLimitsParts,
): CodeLimits {
  const groupOf = async (unit: UnitOfWork, { accountId, address, sessionId }: CodeGiver): Promise<string> => {
    if (sessionId !== undefined) return `codes session ${sessionId}`;
    const isKnown = await isKnownAddress(unit.db, accountId, address, unit.now);
    return `codes account ${accountId} ${isKnown ? limitKey(address) : "others"}`;
  };
  return {
    async open(unit, giver) {
      if (limits.isExempt(giver.address)) return { refusal: null, countWrong: () => Promise.resolve() };
      const group = await groupOf(unit, giver);
      const state = await readCounter(unit.db, group, HOUR_MS, unit.now);
      const isOver = state !== null && state.count >= WRONG_CODES_PER_HOUR;
      return {
        refusal: isOver ? rateLimited(state.resetsAtMs - unit.now.getTime()) : null,
        async countWrong() {
          await countOne(unit.db, group, HOUR_MS, unit.now);
        },
      };
    },
  };
}
