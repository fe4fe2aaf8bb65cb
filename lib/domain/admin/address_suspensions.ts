/** A suspension that takes the addresses with it: those that the account was proven from in the last days. */
import type { NewSuspension, Suspension, Suspensions } from "../accounts/suspensions.ts";
import type { Ban, Bans } from "../bans/bans.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";

const DAYS_MS = 7 * 24 * 60 * 60_000;
const ADDRESSES_MAX = 20;

interface AddressSuspensionsParts extends Pick<Kernel, "database"> {
  readonly suspensions: Pick<Suspensions, "suspendIn">;
  readonly bans: Pick<Bans, "createIn">;
}

export type SuspendWithAddresses = (
  input: NewSuspension,
) => Promise<{ suspension: Suspension; bans: readonly Ban[] }>;

/** All in one transaction, with the same reason and end. @throws {AppError} as `suspend` */
export function createAddressSuspensions(
  { database, suspensions, bans }: AddressSuspensionsParts,
): SuspendWithAddresses {
  return (input) =>
    database.transaction(async (unit) => {
      const suspension = await suspensions.suspendIn(unit, input);
      const networks = await unit.db.selectFrom("account_addresses").select("network")
        .where("account_id", "=", input.accountId).where("last_seen_at", ">", unit.now.getTime() - DAYS_MS)
        .orderBy("last_seen_at", "desc").limit(ADDRESSES_MAX).execute();
      const made: Ban[] = [];
      const { reason, until, note, actor, address } = input;
      for (const { network: value } of networks) {
        made.push(await bans.createIn(unit, { kind: "ip", value, reason, until, note, actor, address }));
      }
      return { suspension, bans: made };
    });
}
