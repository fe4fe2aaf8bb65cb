/** What changes of the account itself make of its ways into games; each in the transaction of its cause. */
import type { DoorAccess } from "../accounts/door_access.ts";
import type { AccountHooks } from "../accounts/account_events.ts";
import { raiseCredentialVersion } from "../accounts/credentials.ts";
import type { Origin } from "../../platform/origin.ts";
import { emailKey } from "../accounts/rules.ts";
import { type Audit, byAccount } from "../audit/audit.ts";
import type { UnitOfWork } from "../../platform/database/database.ts";
import type { AccessEndings } from "./endings.ts";
import type { NativeGames } from "./native_games.ts";

interface AccessChanges extends Required<Pick<AccountHooks, "emailChanged">> {
  /** Where the password was enough it needs a window from now on. */
  secondFactorOn(unit: UnitOfWork, accountId: number, origin: Origin): Promise<void>;
  /** Doors that took the password are closed; game passwords stay. */
  passwordRemoved(unit: UnitOfWork, accountId: number, origin: Origin): Promise<void>;
  /** A reset or an undo: game passwords and windows end, their doors are closed. */
  gotBack(unit: UnitOfWork, of: { accountId: number; origin: Origin }): Promise<void>;
}

interface AccessChangesParts {
  readonly audit: Audit;
  readonly doors: Pick<DoorAccess, "endGamePasswords" | "isRequired">;
  readonly endings: AccessEndings;
  readonly nativeGames: NativeGames;
}

export function createAccessChanges({ audit, doors, endings, nativeGames }: AccessChangesParts): AccessChanges {
  /** Those that are stored, and those that are loaded and have the default. */
  const replace = async (
    unit: UnitOfWork,
    accountId: number,
    access: "window" | "closed",
    older: readonly ("password" | "window")[],
  ) => {
    await unit.db.updateTable("account_access").set({ access })
      .where("account_id", "=", accountId).where("access", "in", older).execute();
    for (const { id } of nativeGames()) {
      if (access === "window" && doors.isRequired(id)) continue;
      await unit.db.insertInto("account_access").values({ account_id: accountId, game_id: id, access })
        .onConflict((conflict) => conflict.columns(["account_id", "game_id"]).doNothing()).execute();
    }
    await endings.endWindows(unit, accountId);
    await raiseCredentialVersion(unit.db, accountId);
  };

  return {
    secondFactorOn: (unit, accountId) => replace(unit, accountId, "window", ["password"]),
    passwordRemoved: (unit, accountId) => replace(unit, accountId, "closed", ["password", "window"]),

    async gotBack(unit, { accountId, origin }) {
      await doors.endGamePasswords(unit, accountId, origin);
      await endings.endWindows(unit, accountId);
    },

    async emailChanged(unit, { id: accountId, email: before }, email, origin) {
      if (email !== null && before !== null && emailKey(before) === emailKey(email)) return;
      for (const { id, schemes } of nativeGames()) {
        if (!schemes.some(({ needs }) => needs === "email")) continue;
        if (!await endings.endGamePassword(unit, accountId, id)) continue;
        await endings.setAccess(unit, accountId, id, "closed");
        await audit.record(unit.db, byAccount("door.password", accountId, origin, `${id}: ended with the e-mail`));
      }
    },
  };
}
