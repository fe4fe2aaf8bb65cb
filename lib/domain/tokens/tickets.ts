/** One-use, short-lived secrets by which one port of a game lets a player in at another. Stored hashed. */
import type { ExpressionBuilder } from "kysely";
import { hashSecret } from "../../platform/crypto/secret_hash.ts";
import { deletePast } from "../../platform/database/batches.ts";
import { type Database, lockAccount } from "../../platform/database/database.ts";
import type { Schema } from "../../platform/database/schema.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";

/** What somebody must bring along to be let in. */
interface TicketClaim {
  readonly secret: Uint8Array;
  /** Whose the ticket must be; anybody's where it is left out. */
  readonly accountId?: number;
  /** Where the bearer comes from; must be given for a ticket that is bound to an address. */
  readonly address?: string;
}

interface NewTicket {
  readonly accountId: number;
  /** At least 16 random bytes. */
  readonly secret: Uint8Array;
  readonly ttlMs: number;
  /** The one address that may use it; any where it is left out. */
  readonly address?: string;
  /** Ends the account's older tickets of the kind. */
  readonly replaces?: boolean;
  /** Whose module issues it: with a game's way in, its tickets end. */
  readonly gameId?: string;
}

export interface Tickets {
  issue(kind: string, ticket: NewTicket): Promise<void>;
  /** Looks without using it up; null when `redeem` would be. */
  find(kind: string, claim: TicketClaim): Promise<{ accountId: number } | null>;
  /** Uses the ticket up. Of many at once exactly one succeeds. A claim that does not fit leaves the ticket alone. */
  redeem(kind: string, claim: TicketClaim): Promise<{ accountId: number } | null>;
}

export function createTickets({ database, clock }: Pick<Kernel, "database" | "clock">): Tickets {
  /** The one ticket that the claim opens now. */
  const fits = (kind: string, { secret, accountId, address }: TicketClaim) => {
    const hash = hashSecret(secret);
    return (eb: ExpressionBuilder<Schema, "tickets">) =>
      eb.and([
        eb("kind", "=", kind),
        eb("secret_hash", "=", hash),
        eb("expires_at", ">", clock.now().getTime()),
        eb.or([eb("address", "is", null), eb("address", "=", address ?? null)]),
        ...(accountId === undefined ? [] : [eb("account_id", "=", accountId)]),
      ]);
  };

  return {
    async issue(kind, { accountId, secret, ttlMs, address, replaces = false, gameId }) {
      await database.transaction(async (unit) => {
        // Of two that replace one another at once, the later must see the earlier.
        await lockAccount(unit, accountId);
        if (replaces) {
          await unit.db.deleteFrom("tickets").where("account_id", "=", accountId).where("kind", "=", kind).execute();
        }
        const now = unit.now.getTime();
        await unit.db.insertInto("tickets").values({
          kind,
          secret_hash: hashSecret(secret),
          account_id: accountId,
          game_id: gameId ?? null,
          address: address ?? null,
          created_at: now,
          expires_at: now + ttlMs,
        }).execute();
      });
    },

    async find(kind, claim) {
      const row = await database.read.selectFrom("tickets").select("account_id as accountId")
        .where(fits(kind, claim)).executeTakeFirst();
      return row ?? null;
    },

    async redeem(kind, claim) {
      const row = await database.write.deleteFrom("tickets").where(fits(kind, claim))
        .returning("account_id as accountId").executeTakeFirst();
      return row ?? null;
    },
  };
}

/** Deletes tickets that ran out, a batch of them. @returns true while there may be more */
export function deleteExpiredTickets(database: Database, now: Date): Promise<boolean> {
  return deletePast(database.write, "tickets", ["kind", "secret_hash"], "expires_at", now.getTime());
}
