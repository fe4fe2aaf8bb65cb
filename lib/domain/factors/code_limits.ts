/** How many wrong codes of an authenticator app are heard: a million codes are few for who may guess on. */
import { type LimitedNetwork, limitedNetworks } from "../../platform/addresses/address.ts";
import type { Queryable, UnitOfWork } from "../../platform/database/database.ts";
import type { AppError } from "../../platform/errors.ts";
import { type AddressLimits, rateLimited } from "../limits/address_limits.ts";
import { countOne, readCounter } from "../limits/counters.ts";

const WRONG_CODES_PER_HOUR = 10;
const HOUR_MS = 60 * 60_000;

/** Who gives a code: a login, from an address; or who is signed in already, and then their session counts. */
interface CodeGiver {
  readonly accountId: number;
  readonly address: string;
  readonly sessionId?: string;
}

interface CodeLimitsParts {
  readonly limits: Pick<AddressLimits, "isExempt">;
  /** Whether a login of the account was finished from there in the last 90 days. */
  readonly isKnownAddress: (db: Queryable, accountId: number, address: string, now: Date) => Promise<boolean>;
}

export type CodeLimits = ReturnType<typeof createCodeLimits>;

/**
 * Addresses that finished a login of the account in the last 90 days have a count each, and four times as many their /48;
 * all others have one together: who guesses from elsewhere cannot lock the player out.
 */
export function createCodeLimits(
  { limits, isKnownAddress }: CodeLimitsParts,
) {
  const groupsOf = async (
    unit: UnitOfWork,
    { accountId, address, sessionId }: CodeGiver,
  ): Promise<readonly LimitedNetwork[]> => {
    if (sessionId !== undefined) return [{ key: `codes session ${sessionId}`, times: 1 }];
    const isKnown = await isKnownAddress(unit.db, accountId, address, unit.now);
    const networks = isKnown ? limitedNetworks(address) : [{ key: "others", times: 1 }];
    return networks.map(({ key, times }) => ({ key: `codes account ${accountId} ${key}`, times }));
  };
  return {
    /** @returns the refusal, where the giver's group had too many wrong codes in an hour; and how to count one more */
    async open(unit: UnitOfWork, giver: CodeGiver): Promise<{ refusal: AppError | null; countWrong(): Promise<void> }> {
      if (limits.isExempt(giver.address)) return { refusal: null, countWrong: () => Promise.resolve() };
      const groups = await groupsOf(unit, giver);
      let refusal: AppError | null = null;
      for (const { key, times } of groups) {
        const state = await readCounter(unit.db, key, HOUR_MS, unit.now);
        if (state === null || state.count < times * WRONG_CODES_PER_HOUR) continue;
        refusal ??= rateLimited(state.resetsAtMs - unit.now.getTime(), undefined, "Too many wrong codes");
      }
      return {
        refusal,
        async countWrong() {
          for (const { key } of groups) await countOne(unit.db, key, HOUR_MS, unit.now);
        },
      };
    },
  };
}
