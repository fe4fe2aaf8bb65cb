/** The character that one socket plays: chosen with the seat of its game, spoken for by its game, left again. */
import type { Character } from "../../domain/characters/character.ts";
import type { Characters } from "../../domain/characters/characters.ts";
import { AppError } from "../../platform/errors.ts";
import { parseInput } from "../../platform/json/input.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { SeatEnd, SeatHolder, Seats } from "../../domain/seats/seats.ts";
import type { Identity } from "../../domain/sessions/identity.ts";
import { CLOSE, closeForSeatEnd, type CloseReason } from "./close_codes.ts";
import type { GameMessages } from "./game_messages.ts";
import type { MessageBudget } from "../../platform/message_budget.ts";
import { characterMessage, type Envelope } from "./messages.ts";
import type { Outgoing } from "./outgoing.ts";
import type { Request } from "./request_scope.ts";
import { createSeatedUser, type SeatedUser } from "./seated_user.ts";

interface PlayParts extends Pick<Kernel, "log"> {
  /** Of the connection, unique. */
  readonly id: string;
  readonly origin: { readonly door: string; readonly address: string };
  readonly characters: Characters;
  readonly seats: Seats;
  readonly modules: GameMessages;
  readonly budget: MessageBudget;
  readonly outgoing: Outgoing;
  readonly isOpen: () => boolean;
  readonly close: (reason: CloseReason) => void;
  /** The message of this socket that the calling code is handling. */
  readonly request: () => Request | null;
}

export type Play = ReturnType<typeof createPlay>;

interface Current {
  readonly character: Character;
  readonly seated: SeatedUser;
  readonly holder: SeatHolder;
}

export function createPlay(parts: PlayParts) {
  const { id, origin, characters, seats, modules, budget, log, outgoing, isOpen, close, request } = parts;
  let current: Current | null = null;
  /** While a socket deletes the character that it plays, the loss of that seat is its own doing. */
  let ownDeletion: { lost: SeatEnd | null } | null = null;

  const createHolder = ({ accountId, sessionId }: Identity, gameId: string): SeatHolder => ({
    holderId: id,
    accountId,
    gameId,
    sessionId,
    ended(reason) {
      if (ownDeletion === null) close(closeForSeatEnd(reason));
      else ownDeletion.lost = reason;
    },
  });
  const giveBack = (holder: SeatHolder) =>
    seats.release(holder).catch((error) => log.warn("Could not give a seat back", { connection: id, error }));
  const leave = async () => {
    const left = current;
    current = null;
    if (left === null) return;
    left.seated.end();
    await giveBack(left.holder);
    await tellLeft(left);
  };
  const tellLeft = ({ character, seated: { user } }: Current) => modules.left(character.gameId, { user, character });

  return {
    /** Stops playing and gives the seat back. */
    leave,

    /** @throws {AppError} as `Characters.select` */
    async select(identity: Identity, message: Envelope): Promise<void> {
      const { accountId, username } = identity;
      const { gameId, characterId } = parseInput(characterMessage, message.body);
      const before = current;
      const holder = before?.holder.gameId === gameId ? before.holder : createHolder(identity, gameId);
      const seated = createSeatedUser({ account: { id: accountId, username }, outgoing, close, request });
      const take: Parameters<Characters["select"]>[0]["seat"] = async (unit, chosen) => {
        // Nobody loses a seat to a socket that is gone.
        if (!isOpen()) throw new AppError("invalid_token", "The socket is closed");
        await seats.take(unit, holder, { door: origin.door, characterId: chosen.id });
      };
      let character: Character;
      try {
        character = await characters.select({ accountId, gameId, characterId, user: seated.user, origin, seat: take });
      } catch (error) {
        seated.end();
        if (holder !== before?.holder) seats.forget(holder);
        throw error;
      }
      before?.seated.end();
      current = { character, seated, holder };
      seated.begin();
      if (before !== null && before.holder !== holder) await giveBack(before.holder);
      if (before !== null) await tellLeft(before);
      await modules.entered(gameId, { user: seated.user, character });
      if (!isOpen()) await leave(); // closed meanwhile: the seat is not to stay taken
    },

    /** @throws {AppError} as `Characters.delete` */
    async delete({ accountId }: Identity, message: Envelope): Promise<void> {
      const { gameId, characterId } = parseInput(characterMessage, message.body);
      const own = current?.character.id === characterId ? { lost: null as SeatEnd | null } : null;
      ownDeletion = own;
      try {
        await characters.delete({ accountId, gameId, characterId, origin });
      } catch (error) {
        if (own !== null && own.lost !== null) close(closeForSeatEnd(own.lost));
        throw error;
      } finally {
        ownDeletion = null;
      }
      if (own !== null) await leave();
      outgoing.send({ type: "characterDeleted", characterId }, message.id);
    },

    /** A message of the game's own. @throws {AppError} `unknown_type`, and what its handler throws */
    async handle({ type, body }: Envelope): Promise<void> {
      const handler = current === null ? null : modules.messageHandler(current.character.gameId, type);
      if (current === null || handler === null) {
        const state = current === null ? "and no character is selected" : `to the game ${current.character.gameId}`;
        throw new AppError("unknown_type", `Could not handle the message: its type is unknown here ${state}`);
      }
      if (handler.cost > 1 && !budget.spend(handler.cost - 1)) return close(CLOSE.tooManyMessages);
      await handler.handle({ user: current.seated.user, character: current.character, message: body });
    },
  };
}
