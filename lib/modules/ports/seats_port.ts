/** Seats for native lines: a session row and the seat of the module's own game, taken together. */
import { AppError } from "../../platform/errors.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { DoorAccess } from "../../domain/accounts/door_access.ts";
import { lockAccount, type UnitOfWork } from "../../platform/database/database.ts";
import type { SeatHolder, Seats } from "../../domain/seats/seats.ts";
import type { SessionActivity } from "../../domain/sessions/activity.ts";
import type { SessionEndings } from "../../domain/sessions/endings.ts";
import type { Sessions } from "../../domain/sessions/sessions.ts";
import type { HookRunner } from "../host/hook_runner.ts";
import type { SeatsPort } from "../types.ts";

export interface SeatsPortParts extends Pick<Kernel, "database" | "random"> {
  readonly seats: Seats;
  readonly sessions: Pick<Sessions, "openNative">;
  readonly activity: SessionActivity;
  readonly endings: SessionEndings;
  readonly doors: Pick<DoorAccess, "isShut">;
  readonly runner: Pick<HookRunner, "runIn">;
  /** Which door the module means, by what it says of it. */
  readonly doorOf: (said: string) => string;
  /** What players call the game. */
  readonly gameName: string;
}

type Taking = Parameters<SeatsPort["take"]>[0];

export function createSeatsPort(parts: SeatsPortParts, gameId: string): SeatsPort {
  const { database, random, seats, sessions, activity, endings, doors, runner, doorOf, gameName } = parts;

  /** It may have been closed, and its lines ended, between the proof and the seat. */
  const checkDoor = async (unit: UnitOfWork, accountId: number) => {
    await lockAccount(unit, accountId);
    if (!await doors.isShut(unit.db, accountId, gameId)) return;
    throw new AppError("door_closed", "This game's clients are not let in to this account now");
  };

  return {
    async take(taking) {
      const { also, ended, ...player } = taking;
      const { accountId, characterId } = player;
      const door = doorOf(taking.door);
      const sessionId = random.uuid();
      const holder: SeatHolder = { holderId: sessionId, accountId, gameId, sessionId, ended };
      try {
        await database.transaction(async (unit) => {
          await checkDoor(unit, accountId);
          await sessions.openNative(unit, { ...player, id: sessionId, door, device: gameName });
          if (also !== undefined) {
            await runner.runIn(unit, { module: gameId, work: "seat", account: accountId }, ({ db }) => also(db));
          }
          await seats.take(unit, holder, { door, ...(characterId === undefined ? {} : { characterId }) });
        });
      } catch (error) {
        seats.forget(holder);
        // Whether a commit went through cannot be known when the database is lost under it.
        if (isUnknownOutcome(error)) void endings.end(sessionId, "disconnected");
        throw error;
      }

      let released = false;
      return {
        sessionId,
        touch: () => activity.touch(sessionId),
        async release(reason = "logged_out") {
          if (released) return;
          released = true;
          seats.forget(holder);
          await endings.end(sessionId, reason);
        },
      };
    },
  };
}

function isUnknownOutcome(error: unknown): boolean {
  return !(error instanceof AppError) || error.code === "unavailable";
}
