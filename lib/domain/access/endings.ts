/** How an account's way into one game changes, and what ends with it: always in the transaction that has locked the account. */
import type { Access } from "../accounts/door_state.ts";
import { raiseCredentialVersion } from "../accounts/credentials.ts";
import type { Revocation } from "../revocation/revocation.ts";
import type { UnitOfWork } from "../../platform/database/database.ts";
import type { GamePasswords } from "./game_passwords.ts";
import type { NativeGames } from "./native_games.ts";

export type AccessEndings = ReturnType<typeof createAccessEndings>;

interface AccessEndingsParts {
  readonly nativeGames: NativeGames;
  readonly gamePasswords: Pick<GamePasswords, "remove">;
  readonly revocation: Pick<Revocation, "endSession">;
}

export function createAccessEndings({ nativeGames, gamePasswords, revocation }: AccessEndingsParts) {
  const endTickets = async (unit: UnitOfWork, accountId: number, gameId: string) => {
    await unit.db.deleteFrom("tickets").where("account_id", "=", accountId).where("game_id", "=", gameId).execute();
  };
  const endLines = async (unit: UnitOfWork, accountId: number, gameId: string) => {
    const doors = nativeGames().find(({ id }) => id === gameId)?.doors ?? [];
    if (doors.length === 0) return;
    const lines = await unit.db.selectFrom("sessions").select("id")
      .where("account_id", "=", accountId).where("ended_at", "is", null).where("door", "in", doors).execute();
    for (const { id } of lines) await revocation.endSession(unit, id, "security_changed");
  };

  return {
    /** Writes the access; a login that began before does not go on by the older one, nor does a ticket of it. */
    async setAccess(unit: UnitOfWork, accountId: number, gameId: string, access: Access): Promise<void> {
      await unit.db.insertInto("account_access").values({ account_id: accountId, game_id: gameId, access })
        .onConflict((conflict) => conflict.columns(["account_id", "game_id"]).doUpdateSet({ access })).execute();
      await endTickets(unit, accountId, gameId);
      await raiseCredentialVersion(unit.db, accountId);
    },
    /** Ends the game password, and the lines in that game. @returns false where there was none */
    async endGamePassword(unit: UnitOfWork, accountId: number, gameId: string): Promise<boolean> {
      if (!await gamePasswords.remove(unit, accountId, gameId)) return false;
      await endLines(unit, accountId, gameId);
      return true;
    },
    /** Of one game, or of all. Their lines stay. */
    async endWindows(unit: UnitOfWork, accountId: number, gameId?: string): Promise<void> {
      let windows = unit.db.deleteFrom("access_windows").where("account_id", "=", accountId);
      if (gameId !== undefined) windows = windows.where("game_id", "=", gameId);
      await windows.execute();
    },
  };
}
