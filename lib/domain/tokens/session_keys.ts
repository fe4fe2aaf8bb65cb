/** The session keys that a game's native door hands to its players, as the game's servers redeem them. */
import { findAccountByEmail } from "../accounts/account.ts";
import { emailKey } from "../accounts/rules.ts";
import { findDeleting } from "../accounts/deleting.ts";
import { findSuspension } from "../accounts/suspensions.ts";
import type { Server } from "../servers/server.ts";
import type { Tickets } from "./tickets.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";

interface SessionKeysParts extends Pick<Kernel, "database" | "clock"> {
  readonly tickets: Pick<Tickets, "redeem">;
  /** What the doors issue them as, and the game whose servers may redeem them: as the modules registered. */
  readonly kinds: () => readonly { readonly gameId: string; readonly ticketKind: string }[];
}

export interface SessionKeys {
  /**
   * Uses the key up, if it is this player's. A key with another player's e-mail address is left alone.
   * @returns the account, or null for a key that lets nobody in
   */
  redeem(server: Server, claim: { email: string; sessionKey: Uint8Array }): Promise<number | null>;
}

export function createSessionKeys({ database, clock, tickets, kinds }: SessionKeysParts): SessionKeys {
  const redeemOne = async (own: ReturnType<typeof kinds>, claim: { secret: Uint8Array; accountId: number }) => {
    for (const { ticketKind } of own) if (await tickets.redeem(ticketKind, claim) !== null) return true;
    return false;
  };

  return {
    async redeem(server, { email, sessionKey }) {
      const own = kinds().filter(({ gameId }) => server.gameId === null || server.gameId === gameId);
      if (own.length === 0) return null;
      const account = await findAccountByEmail(database.read, emailKey(email));
      if (account === null) return null;
      if (!await redeemOne(own, { secret: sessionKey, accountId: account.id })) return null;
      // A ban leaves tickets, so that the Auth door can say why.
      if (await findSuspension(database.read, account.id, clock.now()) !== null) return null;
      return await findDeleting(database.read, account.id) === null ? account.id : null;
    },
  };
}
