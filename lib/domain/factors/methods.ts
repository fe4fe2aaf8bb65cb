/** What an account can be proven by now: told to whoever is asked for more, so that a page offers what works. */
import type { WaysIn } from "../accounts/ways_in.ts";
import type { Queryable } from "../../platform/database/database.ts";
import type { RecoveryCodes } from "./recovery_codes.ts";
import { hasSecondFactor } from "./totp_secrets.ts";

export type FactorMethods = ReturnType<typeof createFactorMethods>;

export function createFactorMethods(
  { waysIn, recoveryCodes }: { readonly waysIn: WaysIn; readonly recoveryCodes: RecoveryCodes },
) {
  const ofSecondFactor = async (db: Queryable, accountId: number): Promise<string[]> => [
    "totp",
    ...(await recoveryCodes.count(db, accountId) > 0 ? ["recovery"] : []),
    ...(await waysIn.hasPasskey(db, accountId) ? ["passkey"] : []),
  ];
  return {
    /** Of `totp`, `recovery` and `passkey`, for an account whose second factor is on. */
    ofSecondFactor,
    /**
     * For `POST /api/auth/confirm`: `password` (with a second factor on beside `totp` or `recovery`), `passkey`, and, with
     * none on, `steam` or `epic` where it is linked; `guest` for a guest.
     */
    async ofConfirmation(db: Queryable, accountId: number): Promise<string[]> {
      const password = await waysIn.hasPassword(db, accountId) ? ["password"] : [];
      if (await hasSecondFactor(db, accountId)) return [...password, ...await ofSecondFactor(db, accountId)];
      const passkey = await waysIn.hasPasskey(db, accountId) ? ["passkey"] : [];
      const linked = await waysIn.linkedProviders(db, accountId);
      const providers = new Set(linked.map((name) => name.startsWith("epic_") ? "epic" : name));
      const account = await db.selectFrom("accounts").select("is_guest").where("id", "=", accountId).executeTakeFirst();
      return [...password, ...passkey, ...providers, ...(account?.is_guest === 1 ? ["guest"] : [])];
    },
  };
}
