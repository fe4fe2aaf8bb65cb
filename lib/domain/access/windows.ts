/** Windows: for some minutes a game's doors take the account's password from one address. */
import { type Audited, byAccount } from "../audit/audit.ts";
import type { Origin } from "../../platform/origin.ts";
import { limitKey } from "../../platform/addresses/address.ts";
import { deletePast } from "../../platform/database/batches.ts";
import { type Database, lockingAccount, type Queryable } from "../../platform/database/database.ts";
import { AppError } from "../../platform/errors.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { DoorRow, WindowRow } from "./door_rows.ts";
import type { AccessEndings } from "./endings.ts";
import type { NativeGame } from "./native_games.ts";
import { findRefusedAttempt } from "./refused_attempts.ts";

const MINUTE_MS = 60_000;

export interface Windows {
  /**
   * Opens it for the call's own address, or for that of a refused login of the account; an older window of the game ends.
   * @param minutes 10 to 720
   * @throws {AppError} `not_found` for an attempt that does not fit, `forbidden` where the game's doors do not take the
   * account's password
   */
  open(input: {
    accountId: number;
    sessionId: string;
    game: NativeGame;
    minutes: number;
    attempt?: number | undefined;
    origin: Origin;
  }): Promise<WindowRow>;
  /** Lines that came by it stay. Does nothing where none is open. */
  close(input: { accountId: number; game: NativeGame; origin: Origin }): Promise<void>;
}

interface WindowsParts extends Audited, Pick<Kernel, "clock"> {
  readonly endings: Pick<AccessEndings, "endWindows">;
  /** @throws {AppError} `not_found` */
  readonly readDoor: (db: Queryable, accountId: number, gameId: string) => Promise<DoorRow>;
}

export function createWindows({ database, clock, audit, endings, readDoor }: WindowsParts): Windows {
  return {
    async open({ accountId, sessionId, game, minutes, attempt, origin }) {
      return await lockingAccount(database, accountId, async (unit) => {
        const { access } = await readDoor(unit.db, accountId, game.id);
        if (access !== "window" && access !== "password") {
          throw new AppError("forbidden", `${game.name} does not take the account's password: no window opens it`);
        }
        const from = attempt === undefined
          ? origin.address
          : await findRefusedAttempt(unit, { accountId, sessionId, doors: game.doors, attempt });
        const address = limitKey(from);
        const until = new Date(unit.now.getTime() + minutes * MINUTE_MS);
        await endings.endWindows(unit, accountId, game.id);
        await unit.db.insertInto("access_windows")
          .values({ account_id: accountId, game_id: game.id, address, until: until.getTime() }).execute();
        // Without the address: the log keeps none of an account that goes, and the entry says from where it was opened.
        const forWhom = attempt === undefined ? "" : ` for attempt ${attempt}`;
        const reason = `${game.id}: open${forWhom} until ${until.toISOString()}`;
        await audit.record(unit.db, byAccount("door.window", accountId, origin, reason));
        return { address, until };
      });
    },

    async close({ accountId, game, origin }) {
      await lockingAccount(database, accountId, async (unit) => {
        const { window } = await readDoor(unit.db, accountId, game.id);
        if (window === null || window.until <= clock.now()) return;
        await endings.endWindows(unit, accountId, game.id);
        await audit.record(unit.db, byAccount("door.window", accountId, origin, `${game.id}: closed`));
      });
    },
  };
}

/** Deletes a batch of those that are over. @returns true while there may be more */
export function deleteClosedWindows(database: Database, now: Date): Promise<boolean> {
  return deletePast(database.write, "access_windows", ["account_id", "game_id"], "until", now.getTime());
}
