/**
 * A seat is an account in a game. Whoever takes it ends the older holder, on whichever door and instance; a login that
 * failed never gets so far.
 */
import type { Database, UnitOfWork } from "../../platform/database/database.ts";
import type { DatabaseEvent, SessionEndReason } from "../../platform/database/events.ts";
import { listenPatiently } from "../../platform/database/listening.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";

/**
 * Why a seat was lost; `security_changed`: a second factor was turned on or off, or the password removed; `deleted`: the
 * account is being deleted.
 */
export type SeatEnd =
  | "taken_elsewhere"
  | "banned"
  | "suspended"
  | "security_changed"
  | "deleted"
  | "session_ended"
  | "shutdown";

/** One line or socket that can sit in seats. */
export interface SeatHolder {
  /** Unique; stays the same when its line takes another seat. */
  readonly holderId: string;
  readonly accountId: number;
  readonly gameId: string;
  readonly sessionId: string;
  /** Runs once, when the seat is lost; never at `release`. */
  readonly ended: (reason: SeatEnd) => void;
}

type SeatsParts = Pick<Kernel, "database" | "clock" | "log">;

export interface Seats {
  /**
   * Takes the seat in the transaction of the login or selection, which resolves when an older holder here has heard of
   * it. From then on the holder hears of its loss; when the transaction fails, `forget` it.
   */
  take(unit: UnitOfWork, holder: SeatHolder, seat: { door: string; characterId?: number }): Promise<void>;
  /** Gives the seat back. Does nothing if somebody else has it. */
  release(holder: SeatHolder): Promise<void>;
  /** Stops telling the holder, and leaves the database alone. */
  forget(holder: SeatHolder): void;
  /** In the transaction that deletes a character: whoever plays it loses the seat, as `taken_elsewhere`. */
  endOfCharacter(
    unit: UnitOfWork,
    deleted: { readonly accountId: number; readonly gameId: string; readonly characterId: number },
  ): Promise<void>;
  /** Holders on this instance, by game. */
  counts(): ReadonlyMap<string, number>;
  /** Tells every holder here that the server stops. */
  close(): void;
}

export function createSeats(parts: SeatsParts): Seats {
  const { database, clock, log } = parts;
  /** By holder and game: while a socket moves from one game to another it is in both. */
  const holders = new Map<string, SeatHolder>();
  /** Those whose row is committed; the others are still on their way into it. */
  const seated = new WeakSet<SeatHolder>();
  /** On their way when something was heard of their seat: looked after once they are there. */
  const doubted = new WeakSet<SeatHolder>();
  /** By seat: the older holders on this instance are being told. */
  const telling = new Map<string, Promise<void>>();
  const keyOf = (holder: { holderId: string; gameId: string }) => `${holder.holderId} ${holder.gameId}`;
  const seatOf = (of: { accountId: number; gameId: string }) => `${of.accountId} ${of.gameId}`;

  const end = (holder: SeatHolder, reason: SeatEnd) => {
    if (holders.get(keyOf(holder)) !== holder) return;
    holders.delete(keyOf(holder));
    holder.ended(reason);
  };
  const endWhere = (isEnded: (holder: SeatHolder) => boolean, reason: SeatEnd) =>
    [...holders.values()].filter(isEnded).forEach((holder) => end(holder, reason));

  /** Asks the database, as news of an older taking may come behind a newer one: who sits there now stays. */
  const endLost = async (suspects: readonly SeatHolder[]) => {
    suspects.filter((holder) => !seated.has(holder)).forEach((holder) => doubted.add(holder));
    await endLostHolders(database, suspects.filter((holder) => seated.has(holder)), end);
  };
  const endTaken = (suspects: readonly SeatHolder[]) =>
    endLost(suspects).catch(() => suspects.forEach((holder) => end(holder, "taken_elsewhere")));

  const tell = (of: { accountId: number; gameId: string }, suspects: readonly SeatHolder[]) => {
    const seat = seatOf(of);
    const told = endTaken(suspects).finally(() => {
      if (telling.get(seat) === told) telling.delete(seat);
    });
    telling.set(seat, told);
  };

  const onEvent = (event: DatabaseEvent) => {
    switch (event.type) {
      case "seat_taken": {
        const suspects = [...holders.values()].filter((holder) =>
          holder.accountId === event.accountId && holder.gameId === event.gameId && holder.holderId !== event.holderId
        );
        if (suspects.length > 0) tell(event, suspects);
        return;
      }
      case "sessions_ended":
        return endWhere((holder) => event.sessionIds.includes(holder.sessionId), seatEndOf(event.reason));
      case "account_ended":
        return endWhere(
          (holder) => holder.accountId === event.accountId && holder.sessionId !== event.exceptSessionId,
          seatEndOf(event.reason),
        );
    }
  };
  const stopListening = listenPatiently({
    events: database.events,
    on: onEvent,
    onGap: () => endLost([...holders.values()]),
    clock,
    log,
    what: "the seats",
  });

  return {
    async take(unit, holder, { door, characterId }) {
      holders.set(keyOf(holder), holder);
      const row = {
        holder_id: holder.holderId,
        session_id: holder.sessionId,
        character_id: characterId ?? null,
        door,
        taken_at: unit.now.getTime(),
      };
      const older = await unit.db.selectFrom("seats").innerJoin("sessions", "sessions.id", "seats.session_id")
        .select(["sessions.id", "sessions.token_id", "seats.holder_id"])
        .where("seats.account_id", "=", holder.accountId).where("seats.game_id", "=", holder.gameId)
        .executeTakeFirst();
      // A native line's session ends with its seat; a browser's goes on and may sit elsewhere.
      if (older !== undefined && older.token_id === null && older.id !== holder.sessionId) {
        await unit.db.updateTable("sessions").set({ ended_at: row.taken_at, end_reason: "taken_elsewhere" })
          .where("id", "=", older.id).where("ended_at", "is", null).execute();
      }
      // Behind the session, as everybody who ends one goes: two orders would be a deadlock.
      await unit.db.insertInto("seats").values({ account_id: holder.accountId, game_id: holder.gameId, ...row })
        .onConflict((conflict) => conflict.columns(["account_id", "game_id"]).doUpdateSet(row)).execute();
      unit.afterCommit(async () => {
        seated.add(holder);
        await telling.get(seatOf(holder));
        if (doubted.delete(holder)) await endTaken([holder]);
      });
      unit.publish({
        type: "seat_taken",
        accountId: holder.accountId,
        gameId: holder.gameId,
        holderId: holder.holderId,
      });
    },

    async release(holder) {
      // Only the very holder: its socket may sit in the same seat again by now.
      if (holders.get(keyOf(holder)) === holder) holders.delete(keyOf(holder));
      await database.write.deleteFrom("seats").where("account_id", "=", holder.accountId)
        .where("game_id", "=", holder.gameId).where("holder_id", "=", holder.holderId).execute();
    },

    forget(holder) {
      if (holders.get(keyOf(holder)) === holder) holders.delete(keyOf(holder));
    },

    async endOfCharacter(unit, { accountId, gameId, characterId }) {
      const { numDeletedRows } = await unit.db.deleteFrom("seats").where("account_id", "=", accountId)
        .where("game_id", "=", gameId).where("character_id", "=", characterId).executeTakeFirst();
      if (numDeletedRows === 0n) return;
      unit.publish({ type: "seat_taken", accountId, gameId, holderId: null });
      unit.afterCommit(() => telling.get(seatOf({ accountId, gameId })));
    },

    counts() {
      const counts = new Map<string, number>();
      for (const { gameId } of holders.values()) counts.set(gameId, (counts.get(gameId) ?? 0) + 1);
      return counts;
    },

    close() {
      stopListening();
      endWhere(() => true, "shutdown");
    },
  };
}

function seatEndOf(reason: SessionEndReason): SeatEnd {
  switch (reason) {
    case "banned":
    case "suspended":
    case "taken_elsewhere":
    case "security_changed":
    case "deleted":
      return reason;
    default:
      return "session_ended";
  }
}

/** Whose row is gone or somebody else's has lost the seat; whether by the end of its session, the session says. */
async function endLostHolders(
  database: Database,
  holders: readonly SeatHolder[],
  end: (holder: SeatHolder, reason: SeatEnd) => void,
): Promise<void> {
  for (let start = 0; start < holders.length; start += 500) {
    const batch = holders.slice(start, start + 500);
    const rows = await database.read.selectFrom("seats").select(["holder_id", "game_id"])
      .where("holder_id", "in", batch.map((holder) => holder.holderId)).execute();
    const held = new Set(rows.map((row) => `${row.holder_id} ${row.game_id}`));
    const lost = batch.filter((holder) => !held.has(`${holder.holderId} ${holder.gameId}`));
    if (lost.length === 0) continue;
    const sessions = await database.read.selectFrom("sessions").select(["id", "ended_at", "end_reason"])
      .where("id", "in", lost.map((holder) => holder.sessionId)).execute();
    const byId = new Map(sessions.map((row) => [row.id, row]));
    for (const holder of lost) {
      const session = byId.get(holder.sessionId);
      if (session === undefined) end(holder, "session_ended");
      else if (session.ended_at === null) end(holder, "taken_elsewhere");
      else end(holder, seatEndOf(session.end_reason as SessionEndReason));
    }
  }
}
