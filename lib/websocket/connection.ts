/** One socket's life: it has ten seconds to sign in, then talks about characters, then plays one. */
import { characterView } from "../characters/character.ts";
import type { Character } from "../characters/character.ts";
import type { Characters } from "../characters/characters.ts";
import type { User } from "../characters/user.ts";
import { AppError } from "../errors.ts";
import { parseInput } from "../json/input.ts";
import type { Log } from "../log.ts";
import type { SeatHolder, Seats } from "../seats/seats.ts";
import type { Identity } from "../sessions/identity.ts";
import { CLOSE, closeForSeatEnd, type CloseReason } from "./close_codes.ts";
import type { GameMessages } from "./game_messages.ts";
import type { MessageBudget } from "./message_budget.ts";
import {
  authMessage,
  characterMessage,
  createMessage,
  type Envelope,
  errorMessage,
  listMessage,
  readEnvelope,
} from "./messages.ts";
import { type ClientSocket, createOutgoing, type Outgoing } from "./outgoing.ts";

export const DOOR = "websocket";
/** Messages that wait while one is handled; more close the socket. */
const WAITING_MAX = 64;

export interface ConnectionParts {
  readonly id: string;
  readonly socket: ClientSocket;
  readonly characters: Characters;
  readonly seats: Seats;
  readonly games: GameMessages;
  readonly budget: MessageBudget;
  readonly log: Log;
  /**
   * Verifies a token and takes the socket into the books of its session.
   * @throws {AppError} as `Sessions.verify`
   */
  readonly authenticate: (connection: Connection, token: string) => Promise<Identity>;
}

export interface Connection {
  readonly address: string;
  identity(): Identity | null;
  /** A text message; handled after those before it. */
  receive(raw: string): void;
  close(reason: CloseReason): void;
  ping(): void;
  terminate(): void;
  /** The socket is gone: gives the seat back. */
  closed(): Promise<void>;
}

/** A character being played. */
interface Play {
  readonly character: Character;
  readonly user: User;
  readonly holder: SeatHolder;
}

export function createConnection(parts: ConnectionParts): Connection {
  const { socket, characters, seats, games, budget, log } = parts;
  let identity: Identity | null = null;
  let play: Play | null = null;
  let open = true;
  let waiting = 0;
  let last: Promise<void> = Promise.resolve();

  const close = ({ code, reason }: CloseReason | { code: number; reason: string }) => {
    if (!open) return;
    open = false;
    socket.close(code, reason);
  };
  const terminate = () => {
    open = false;
    socket.terminate();
  };
  const outgoing: Outgoing = createOutgoing(socket, () => {
    log.info("Dropped a socket whose reader does not keep up", { connection: parts.id });
    terminate();
  });

  const signedIn = (): Identity => {
    if (identity === null) throw new AppError("invalid_token", "Sign in first: send a message of type auth");
    return identity;
  };

  const authenticate = async (body: object) => {
    try {
      const { token } = parseInput(authMessage, body);
      identity = await parts.authenticate(connection, token);
      outgoing.send({ type: "auth_success", account: { id: identity.accountId, username: identity.username } });
    } catch (error) {
      const { code, message } = toAppError(error, log);
      outgoing.send({ type: "auth_error", code, message });
    }
  };

  const select = async (body: object) => {
    const { accountId, username, sessionId } = signedIn();
    const { gameId, characterId } = parseInput(characterMessage, body);
    const holder = play?.holder.gameId === gameId ? play.holder : {
      holderId: parts.id,
      accountId,
      gameId,
      sessionId,
      ended: (reason) => close(closeForSeatEnd(reason)),
    } satisfies SeatHolder;
    const user = createUser({ id: accountId, username }, outgoing, close);
    outgoing.hold(); // what the hook sends goes out when the selection holds
    let character: Character;
    try {
      character = await characters.select({
        accountId,
        gameId,
        characterId,
        user,
        origin: { door: DOOR, address: socket.address },
        seat: (unit, chosen) => seats.take(unit, holder, { door: DOOR, characterId: chosen.id }),
      });
    } catch (error) {
      outgoing.discard();
      if (holder !== play?.holder) seats.forget(holder);
      throw error;
    }
    const before = play;
    play = { character, user, holder };
    outgoing.release();
    if (before !== null && before.holder !== holder) await seats.release(before.holder);
    if (!open) await leave(); // closed meanwhile: the seat is not to stay taken
  };

  const leave = async () => {
    const left = play;
    play = null;
    if (left !== null) await seats.release(left.holder);
  };

  const remove = async (body: object) => {
    const { accountId } = signedIn();
    const { gameId, characterId } = parseInput(characterMessage, body);
    // Who deletes the character that he plays stops playing it first.
    if (play?.character.id === characterId) await leave();
    await characters.delete({ accountId, gameId, characterId, origin: { door: DOOR, address: socket.address } });
    outgoing.send({ type: "characterDeleted", characterId });
  };

  const playMessage = async (envelope: Envelope) => {
    signedIn();
    const handler = play === null ? null : games.messageHandler(play.character.gameId, envelope.type);
    if (play === null || handler === null) {
      const state = play === null ? "and no character is selected" : `to the game ${play.character.gameId}`;
      throw new AppError("unknown_type", `Could not handle the message: its type is unknown here ${state}`);
    }
    if (handler.cost > 1 && !budget.spend(handler.cost - 1)) return close(CLOSE.tooManyMessages);
    const { user, character } = play;
    await handler.handle({ user, character, message: envelope.body });
  };

  const handle = async (envelope: Envelope): Promise<void> => {
    const { type, body } = envelope;
    switch (type) {
      case "auth":
        return await authenticate(body);
      case "ping":
        return outgoing.send({ type: "pong" });
      case "listCharacters": {
        const { accountId } = signedIn();
        const { gameId } = parseInput(listMessage, body);
        const list = await characters.list(accountId, gameId);
        return outgoing.send({ type: "characterList", gameId, characters: list.map(characterView) });
      }
      case "createCharacter": {
        const { accountId } = signedIn();
        const { gameId, name, class: className } = parseInput(createMessage, body);
        const origin = { door: DOOR, address: socket.address };
        const character = await characters.create({ accountId, gameId, name, class: className, origin });
        return outgoing.send({ type: "characterCreated", character: characterView(character) });
      }
      case "deleteCharacter":
        return await remove(body);
      case "selectCharacter":
        return await select(body);
      default:
        return await playMessage(envelope);
    }
  };

  const handleText = async (raw: string) => {
    if (!open) return;
    let request: string | null = null;
    try {
      const envelope = readEnvelope(raw);
      request = envelope.type;
      outgoing.answering(envelope.id);
      await handle(envelope);
    } catch (error) {
      outgoing.send(errorMessage(toAppError(error, log), request));
    } finally {
      outgoing.answering(undefined);
    }
  };

  const connection: Connection = {
    address: socket.address,
    identity: () => identity,
    receive(raw) {
      if (!open) return;
      if (!budget.spend(1) || waiting >= WAITING_MAX) return close(CLOSE.tooManyMessages);
      waiting++;
      last = last.then(() => handleText(raw)).finally(() => {
        waiting--;
      });
    },
    close,
    terminate,
    ping: () => socket.ping(),
    async closed() {
      open = false;
      await last.catch(() => {});
      await leave().catch((error) => log.warn("Could not give a seat back", { error }));
    },
  };
  return connection;
}

function createUser(
  account: { id: number; username: string },
  outgoing: Outgoing,
  close: (reason: { code: number; reason: string }) => void,
): User {
  return {
    account,
    player: {},
    send: (message) => outgoing.send(message),
    system: (text) => outgoing.sendText(text),
    error: (code, message) => outgoing.send({ type: "error", code, message, request: null }),
    close: (code, reason) => close({ code, reason }),
  };
}

/** What is no `AppError` is our own fault: logged, and told to nobody. */
function toAppError(error: unknown, log: Log): AppError {
  if (error instanceof AppError) return error;
  log.error("A message could not be handled", { error });
  return new AppError("internal", "Something went wrong here");
}
