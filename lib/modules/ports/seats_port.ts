/** Seats for native lines: a session row and the seat of the module's own game, taken together. */
import { checkNotSuspended } from "../../domain/accounts/suspensions.ts";
import type { Bans } from "../../domain/bans/bans.ts";
import { lockMac, macKey } from "../../domain/bans/mac_address.ts";
import { lockAccount, type UnitOfWork } from "../../platform/database/database.ts";
import { AppError } from "../../platform/errors.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { SeatHolder, Seats } from "../../domain/seats/seats.ts";
import type { SessionActivity } from "../../domain/sessions/activity.ts";
import type { SessionEndings } from "../../domain/sessions/endings.ts";
import type { HookRunner } from "../host/hook_runner.ts";
import type { SeatsPort } from "../types.ts";

export interface SeatsPortParts extends Pick<Kernel, "database" | "random"> {
  readonly seats: Seats;
  readonly bans: Pick<Bans, "checkMac">;
  readonly activity: SessionActivity;
  readonly endings: SessionEndings;
  readonly runner: Pick<HookRunner, "runIn">;
  /** Which door the module means, by what it says of it. */
  readonly doorOf: (said: string) => string;
  /** What players call the game. */
  readonly gameName: string;
}

/** What a session says of its device. */
const DEVICE_CHARACTERS_MAX = 80;

type Taking = Parameters<SeatsPort["take"]>[0];

export function createSeatsPort(parts: SeatsPortParts, gameId: string): SeatsPort {
  const { database, random, seats, bans, activity, endings, runner, doorOf, gameName } = parts;

  /** A ban may have come between the proof and the seat. */
  const checkStillAllowed = async (unit: UnitOfWork, { accountId, macAddress }: Taking) => {
    await checkNotSuspended(unit.db, accountId, unit.now);
    if (macAddress !== undefined) await bans.checkMac(unit.db, macAddress);
  };

  const openSession = async (unit: UnitOfWork, id: string, taking: Taking) => {
    const now = unit.now.getTime();
    await unit.db.insertInto("sessions").values({
      id,
      account_id: taking.accountId,
      door: doorOf(taking.door),
      address: taking.address,
      mac_key: taking.macAddress === undefined ? null : macKey(taking.macAddress),
      character_id: taking.characterId ?? null,
      token_id: null,
      created_at: now,
      last_active_at: now,
      expires_at: null,
      ended_at: null,
      end_reason: null,
      proven_at: null,
      device: gameName.slice(0, DEVICE_CHARACTERS_MAX),
    }).execute();
  };

  return {
    async take(taking) {
      const { accountId, characterId, macAddress, also, ended } = taking;
      const sessionId = random.uuid();
      const holder: SeatHolder = { holderId: sessionId, accountId, gameId, sessionId, ended };
      try {
        await database.transaction(async (unit) => {
          await lockAccount(unit, accountId);
          if (macAddress !== undefined) await lockMac(unit, macAddress);
          await checkStillAllowed(unit, taking);
          if (also !== undefined) await runner.runIn(unit, { module: gameId, work: "seat" }, ({ db }) => also(db));
          await openSession(unit, sessionId, taking);
          await seats.take(unit, holder, {
            door: doorOf(taking.door),
            ...(characterId === undefined ? {} : { characterId }),
          });
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
