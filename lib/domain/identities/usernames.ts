/** The name of a player who came by a provider: made up at first, chosen once. */
import { findAccountByUsername } from "../accounts/account.ts";
import type { Origin } from "../../platform/origin.ts";
import type { Accounts } from "../accounts/accounts.ts";
import type { CheckReserved } from "../accounts/reserved.ts";
import { checkUsername, usernameKey } from "../accounts/rules.ts";
import { takenError } from "../accounts/taken.ts";
import { type Audited, byAccount } from "../audit/audit.ts";
import type { Queryable, UnitOfWork } from "../../platform/database/database.ts";
import { AppError } from "../../platform/errors.ts";
import { legibleText } from "../../platform/legible.ts";
import type { Random } from "../../platform/random.ts";
const RANDOM_CHARACTERS = 6;
/** At a million such players one in a thousand first tries is taken. */
const TRIES_MAX = 8;

/** `player_` or `guest_`, and a character for each of the first six bytes; somebody may have it. */
export function madeUpName(bytes: Uint8Array, kind: "player" | "guest" = "player"): string {
  return `${kind}_${legibleText(bytes.subarray(0, RANDOM_CHARACTERS))}`;
}

/** A name that nobody has: `player_` or `guest_`, and six random characters. */
export async function makeUpUsername(
  db: Queryable,
  random: Random,
  kind: "player" | "guest" = "player",
): Promise<string> {
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const username = madeUpName(random.bytes(RANDOM_CHARACTERS), kind);
    if (await findAccountByUsername(db, usernameKey(username)) === null) return username;
  }
  throw new Error(`Could not make up a username: ${TRIES_MAX} in a row were taken`);
}

interface UsernamesParts extends Audited {
  readonly checkReserved: CheckReserved;
  readonly accounts: Pick<Accounts, "countRefusals">;
}

export interface Usernames {
  /** @throws {AppError} `invalid_input`, `username_taken`, `rate_limited`, `forbidden` for an account whose name was chosen */
  choose(input: { accountId: number; username: string; origin: Origin }): Promise<void>;
}

export function createUsernames({ database, audit, checkReserved, accounts }: UsernamesParts): Usernames {
  return {
    async choose({ accountId, username, origin }) {
      checkUsername(username);
      const write = async (unit: UnitOfWork) => {
        await checkReserved(unit.db, { username: usernameKey(username) }, unit.now);
        const row = await unit.db.updateTable("accounts")
          .set({ username, username_key: usernameKey(username), username_pending: 0 })
          .where("id", "=", accountId).where("username_pending", "=", 1)
          .returning("id").executeTakeFirst().catch(takenError);
        if (row === undefined) throw new AppError("forbidden", "This account has chosen its username");
        await audit.record(unit.db, byAccount("account.username", accountId, origin, username));
        unit.publish({ type: "account_changed", accountId });
      };
      await accounts.countRefusals(origin, () => database.transaction(write));
    },
  };
}
