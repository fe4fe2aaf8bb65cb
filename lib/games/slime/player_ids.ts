/**
 * The numbers by which clients know the players that are online. They are rows, because several instances serve one
 * game: each player online has one, and one that a crash left behind is its character's again or goes after a while.
 */
import { AppError, type Log, type ModuleContext, type ModuleDatabase } from "../../modules/mod.ts";

const HOUR_MS = 3_600_000;
/** A line that lives says something every 300 s, and its number is marked once an hour. */
const STALE_AFTER_MS = 3 * HOUR_MS;
/** Half of the numbers taken, 40 draws in a row fail once in 10^12 logins. */
const DRAWS_MAX = 40;

type Query = Pick<ModuleDatabase, "query">;

interface PlayerIdsParts {
  readonly db: Query;
  readonly clock: Pick<ModuleContext["clock"], "now" | "monotonicMs">;
  readonly random: ModuleContext["random"];
  readonly log: Log;
}

export interface PlayerIds {
  /** For one line of a character; it has no number yet. */
  prepare(characterId: number): PlayerId;
  /** Ends what crashes have left behind. */
  dropStale(): Promise<void>;
}

interface PlayerId {
  /**
   * Takes a number from 1 to 65,535 that nobody else online has, in the transaction of the seat. A character that is
   * online already keeps its number: the older line ends.
   * @throws {AppError} `overloaded` when no free one is found
   */
  take(db: Query): Promise<number>;
  /** Notes that the player is still online. */
  touch(): void;
  /** Does nothing if a newer line of the character has the number by now. Never rejects. */
  giveBack(): Promise<void>;
}

export function createPlayerIds({ db, clock, random, log }: PlayerIdsParts): PlayerIds {
  const nowMs = () => clock.now().getTime();
  const look = () => ({ dayMs: nowMs(), steadyMs: clock.monotonicMs() });
  let looked = look();

  const take = async (db: Query, characterId: number, holder: string): Promise<number> => {
    const [own] = await db.query(
      "update slime_online_players set holder = ?, seen_at = ? where character_id = ? returning player_id",
      [holder, nowMs(), characterId],
    );
    if (own[0] !== undefined) return own[0].player_id;
    for (let draw = 0; draw < DRAWS_MAX; draw++) {
      const [high = 0, low = 0] = random.bytes(2);
      const number = high << 8 | low;
      if (number === 0) continue;
      const [change] = await db.query(
        "insert into slime_online_players (player_id, character_id, holder, seen_at) values (?, ?, ?, ?) " +
          "on conflict (player_id) do nothing",
        [number, characterId, holder, nowMs()],
      );
      if (change.affectedRows === 1) return number;
    }
    throw new AppError("overloaded", "Could not number the player: no free number was found");
  };

  const change = async (sql: string, parameters: readonly unknown[]) => {
    try {
      await db.query(sql, parameters);
    } catch (error) {
      log.warn("Could not change the row of an online player", { error });
    }
  };

  return {
    prepare(characterId) {
      const holder = random.uuid();
      let seenMs = nowMs();
      return {
        take: (db) => take(db, characterId, holder),
        touch() {
          if (nowMs() - seenMs < HOUR_MS) return;
          seenMs = nowMs();
          void change("update slime_online_players set seen_at = ? where holder = ?", [seenMs, holder]);
        },
        giveBack: () => change("delete from slime_online_players where holder = ?", [holder]),
      };
    },

    async dropStale() {
      const before = looked;
      looked = look();
      // The time of day has leapt ahead: those who are online seem silent until they say something.
      if (looked.dayMs - before.dayMs - (looked.steadyMs - before.steadyMs) >= HOUR_MS) return;
      await db.query("delete from slime_online_players where seen_at < ?", [nowMs() - STALE_AFTER_MS]);
    },
  };
}
