/** Seats for native lines: a session row and the seat of the module's own game, taken together. */
import { checkNotSuspended } from "../../accounts/suspensions.ts";
import { macKey } from "../../bans/mac_address.ts";
import type { Clock } from "../../clock.ts";
import { type Database, lockAccount } from "../../database/database.ts";
import type { Log } from "../../log.ts";
import type { Random } from "../../random.ts";
import type { SeatHolder, Seats } from "../../seats/seats.ts";
import type { SessionActivity } from "../../sessions/activity.ts";
import type { Revocation } from "../../sessions/revocation.ts";
import type { SeatsPort } from "../types.ts";

export interface SeatsPortParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly seats: Seats;
  readonly activity: SessionActivity;
  readonly revocation: Revocation;
}

export function createSeatsPort(parts: SeatsPortParts, gameId: string): SeatsPort {
  const { database, clock, random, seats, activity, revocation } = parts;
  return {
    async take({ accountId, characterId, door, address, macAddress, ended }) {
      const sessionId = random.uuid();
      const holder: SeatHolder = { holderId: sessionId, accountId, gameId, sessionId, ended };
      try {
        await database.transaction(async (unit) => {
          await lockAccount(unit, accountId);
          // A ban may have come between the proof and the seat.
          await checkNotSuspended(unit.db, accountId, clock.now());
          const now = clock.now().getTime();
          await unit.db.insertInto("sessions").values({
            id: sessionId,
            account_id: accountId,
            door,
            address,
            mac_key: macAddress === undefined ? null : macKey(macAddress),
            character_id: characterId ?? null,
            token_id: null,
            created_at: now,
            last_active_at: now,
            expires_at: null,
            ended_at: null,
            end_reason: null,
          }).execute();
          await seats.take(unit, holder, { door, ...(characterId === undefined ? {} : { characterId }) });
        });
      } catch (error) {
        seats.forget(holder);
        throw error;
      }

      let released = false;
      return {
        sessionId,
        touch: () => activity.touch(sessionId),
        async release() {
          if (released) return;
          released = true;
          seats.forget(holder);
          await database.transaction(async (unit) => {
            await revocation.endSession(unit, sessionId, "logged_out");
          });
        },
      };
    },
  };
}
