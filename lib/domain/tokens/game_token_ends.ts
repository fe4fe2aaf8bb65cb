/**
 * What ends login and character tokens one family at a time, or with what they are bound to. What ends all of an account's
 * is `lib/domain/revocation/revocation.ts`.
 */
import { inBatches } from "../../platform/database/batches.ts";
import { lockAccount, type UnitOfWork } from "../../platform/database/database.ts";
import type { GameToken } from "./game_token.ts";

/** Of a server's tokens, which may be those of all players. */
const BATCH = 1_000;

export interface GameTokenEnds {
  /** The token and every other of its family. The caller holds the account's lock. */
  endFamily(unit: UnitOfWork, token: Pick<GameToken, "familyId" | "accountId">, reason: string): Promise<void>;
  /** In the transaction that deletes a character. */
  endOfCharacter(unit: UnitOfWork, deleted: { characterId: number; accountId: number }): Promise<void>;
  /** In the transaction that deletes a server. */
  endOfServer(unit: UnitOfWork, serverId: string): Promise<void>;
}

export function createGameTokenEnds(): GameTokenEnds {
  const ended = ({ now }: UnitOfWork, reason: string) => ({ ended_at: now.getTime(), end_reason: reason });
  return {
    async endFamily(unit, { familyId, accountId }, reason) {
      await unit.db.updateTable("game_tokens").set(ended(unit, reason))
        .where("family_id", "=", familyId).where("ended_at", "is", null).execute();
      unit.publish({ type: "game_tokens_ended", accountId });
    },

    async endOfCharacter(unit, { characterId, accountId }) {
      await lockAccount(unit, accountId);
      await unit.db.updateTable("game_tokens").set(ended(unit, "character_deleted"))
        .where("account_id", "=", accountId).where("character_id", "=", characterId).where("ended_at", "is", null)
        .execute();
      unit.publish({ type: "game_tokens_ended", accountId });
    },

    async endOfServer(unit, serverId) {
      await inBatches(BATCH, async (size) => {
        const living = unit.db.selectFrom("game_tokens").select("id").where("server_id", "=", serverId)
          .where("ended_at", "is", null).limit(size);
        const { numUpdatedRows } = await unit.db.updateTable("game_tokens").set(ended(unit, "server_deleted"))
          .where("id", "in", living).executeTakeFirst();
        return Number(numUpdatedRows);
      });
      unit.publish({ type: "game_tokens_ended", accountId: null });
    },
  };
}
