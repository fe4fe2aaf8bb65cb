/** The session keys that WildStar's Auth door hands to its players, as a realm server redeems them. */
import { findAccountByEmail } from "../accounts/account.ts";
import { emailKey } from "../accounts/rules.ts";
import { findSuspension } from "../accounts/suspensions.ts";
import type { Server } from "../servers/server.ts";
import type { Tickets } from "./tickets.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";

/** What the Auth door issues them as, and the game whose servers may redeem them. */
const TICKET_KIND = "wildstar-session";
const GAME_ID = "wildstar";

export interface SessionKeysParts extends Pick<Kernel, "database" | "clock"> {
  readonly tickets: Pick<Tickets, "redeem">;
}

export interface SessionKeys {
  /**
   * Uses the key up, if it is this player's. A key with another player's e-mail address is left alone.
   * @returns the account, or null for a key that lets nobody in
   */
  redeem(server: Server, claim: { email: string; sessionKey: Uint8Array }): Promise<number | null>;
}

export function createSessionKeys({ database, clock, tickets }: SessionKeysParts): SessionKeys {
  return {
    async redeem(server, { email, sessionKey }) {
      if (server.gameId !== null && server.gameId !== GAME_ID) return null;
      const account = await findAccountByEmail(database.read, emailKey(email));
      if (account === null) return null;
      const redeemed = await tickets.redeem(TICKET_KIND, { secret: sessionKey, accountId: account.id });
      if (redeemed === null) return null;
      // A ban leaves tickets, so that the Auth door can say why.
      return await findSuspension(database.read, account.id, clock.now()) === null ? account.id : null;
    },
  };
}
