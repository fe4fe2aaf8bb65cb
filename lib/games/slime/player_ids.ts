/** The numbers by which clients know the players that are online. */
import { AppError } from "../../modules/mod.ts";

const PLAYER_ID_MAX = 0xffff;

export interface PlayerIds {
  /** A number from 1 to 65,535 that nobody online has. @throws {AppError} `overloaded` when all are taken. */
  take(): number;
  giveBack(id: number): void;
}

/** Counts up and around, so that a number just given back is not at once somebody else's. */
export function createPlayerIds(): PlayerIds {
  const taken = new Set<number>();
  let last = 0;
  return {
    take() {
      if (taken.size === PLAYER_ID_MAX) throw new AppError("overloaded", "Could not number the player: all are taken");
      do last = last % PLAYER_ID_MAX + 1; while (taken.has(last));
      taken.add(last);
      return last;
    },
    giveBack(id) {
      taken.delete(id);
    },
  };
}
