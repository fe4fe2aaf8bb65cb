/** Bearers that were refused at the operators' door: bounded for each address, and written down without flooding the audit log. */
import { limitedNetworks } from "../../platform/addresses/address.ts";
import type { AddressSet } from "../../platform/addresses/address_set.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { Audited } from "../audit/audit.ts";
import { rateLimited } from "../limits/address_limits.ts";

const WINDOW_MS = 60_000;
const REFUSED_MAX = 20;
/** Above so many addresses in one minute the count starts anew for all: memory stays bounded under a flood. */
const ADDRESSES_MAX = 10_000;

export type AdminAttempts = ReturnType<typeof createAdminAttempts>;

interface AdminAttemptsParts extends Audited, Pick<Kernel, "clock"> {
  readonly exempt: AddressSet;
  /** Told of each. */
  readonly onRefused?: (address: string) => void;
}

export function createAdminAttempts({ database, clock, audit, exempt, onRefused }: AdminAttemptsParts) {
  let windowEndsMs = 0;
  const counts = new Map<string, number>();
  return {
    /**
     * Counts a refusal; the first in a minute of one address, of IPv6 of one /64, is written down.
     * @param accountId whose token it was, where that is known
     * @throws {AppError} `rate_limited` after 20 in a minute, of a /48 after 80
     */
    async refused(address: string, accountId: number | null): Promise<void> {
      onRefused?.(address);
      const nowMs = clock.monotonicMs();
      if (nowMs >= windowEndsMs || counts.size >= ADDRESSES_MAX) {
        counts.clear();
        windowEndsMs = nowMs + WINDOW_MS;
      }
      const networks = limitedNetworks(address).map(({ key, times }) => {
        const count = (counts.get(key) ?? 0) + 1;
        counts.set(key, count);
        return { count, max: times * REFUSED_MAX };
      });
      if (networks[0]?.count === 1) {
        await audit.record(database.write, {
          action: "login.refused",
          actor: "anonymous",
          accountId,
          door: "admin",
          address,
          reason: accountId === null ? "no operator's token" : "not an operator",
        });
      }
      const isOver = networks.some(({ count, max }) => count > max);
      if (isOver && !exempt.has(address)) throw rateLimited(windowEndsMs - nowMs);
    },
  };
}
