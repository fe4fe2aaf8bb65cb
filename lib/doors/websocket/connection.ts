/** One socket's life: it has ten seconds to sign in, then talks about characters, then plays one. */
import { characterView } from "../../domain/characters/character.ts";
import type { Characters } from "../../domain/characters/characters.ts";
import { AppError } from "../../platform/errors.ts";
import { parseInput } from "../../platform/json/input.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import { type Note, noTracing } from "../../platform/tracing/tracing.ts";
import type { Seats } from "../../domain/seats/seats.ts";
import type { Identity } from "../../domain/sessions/identity.ts";
import { CLOSE, type CloseReason } from "./close_codes.ts";
import type { GameMessages } from "./game_messages.ts";
import type { MessageBudget } from "../../platform/message_budget.ts";
import { createMessageQueue } from "./message_queue.ts";
import {
  authErrorMessage,
  authMessage,
  createMessage,
  type Envelope,
  errorMessage,
  listMessage,
  readEnvelope,
} from "./messages.ts";
import { type ClientSocket, createOutgoing } from "./outgoing.ts";
import { createPlay, type Play } from "./play.ts";
import type { Request, RequestScope } from "./request_scope.ts";

const DOOR = "websocket";
/** Those of the core; others are the games'. */
const KNOWN_TYPES: ReadonlySet<string> = new Set([
  "auth",
  "ping",
  "listCharacters",
  "createCharacter",
  "deleteCharacter",
  "selectCharacter",
]);

export interface ConnectionParts extends Pick<Kernel, "log" | "tracing"> {
  readonly id: string;
  readonly socket: ClientSocket;
  readonly characters: Characters;
  readonly seats: Seats;
  readonly games: GameMessages;
  /** Which rule a refusal stands for, for what is traced. */
  readonly ruleOf?: ((error: AppError) => string | null) | undefined;
  readonly budget: MessageBudget;
  readonly scope: RequestScope;
  /**
   * Verifies a token and takes the socket into the books of its session.
   * @throws {AppError} as `Sessions.verify`
   */
  readonly authenticate: (token: string) => Promise<Identity>;
}

export interface Connection {
  readonly address: string;
  /** A text message, null for a binary one; handled after those before it. */
  receive(raw: string | null): void;
  close(reason: CloseReason): void;
  ping(): void;
  terminate(): void;
  /** The socket is gone: gives the seat back. */
  closed(): Promise<void>;
}

export function createConnection(parts: ConnectionParts): Connection {
  const { id, socket, characters, budget, scope, log, tracing = noTracing, ruleOf = () => null } = parts;
  const caller = { traceparent: socket.traceparent };
  const origin = { door: DOOR, address: socket.address };
  let identity: Identity | null = null;
  let open = true;
  let handling: Request | null = null;

  const isOpen = () => open;
  const close = ({ code, reason }: CloseReason) => {
    if (!open) return;
    open = false;
    socket.close(code, reason);
  };
  const terminate = () => {
    open = false;
    socket.terminate();
  };
  const outgoing = createOutgoing(socket, isOpen, () => {
    log.info("Dropped a socket whose reader does not keep up", { connection: id });
    terminate();
  });
  const answer = (message: object) => outgoing.send(message, handling?.id);
  const request = () => handling !== null && scope.current() === handling ? handling : null;
  /** Made when it is needed first: thousands of sockets are idle. */
  let play: Play | null = null;
  const playing = () => play ??= createPlay({ ...parts, origin, outgoing, isOpen, close, request });

  /** What is no `AppError` is our own fault: logged, and told to nobody. */
  const toAppError = (error: unknown): AppError => {
    if (error instanceof AppError) return error;
    log.error("A message could not be handled", { connection: id, error });
    return new AppError("internal", "Something went wrong here");
  };
  const signedIn = (): Identity => {
    if (identity === null) throw new AppError("invalid_token", "Sign in first: send a message of type auth");
    return identity;
  };

  const authenticate = async (body: object, note: Note) => {
    try {
      const { token } = parseInput(authMessage, body);
      identity = await parts.authenticate(token);
      answer({ type: "auth_success", account: { id: identity.accountId, username: identity.username } });
    } catch (error) {
      const refusal = toAppError(error);
      note({ code: refusal.code, rule: ruleOf(refusal) });
      answer(authErrorMessage(refusal));
    }
  };

  const handle = async (message: Envelope, asked: Request, note: Note): Promise<void> => {
    switch (message.type) {
      case "auth":
        return await authenticate(message.body, note);
      case "ping":
        return answer({ type: "pong" });
      case "listCharacters": {
        const { accountId } = signedIn();
        const { gameId } = parseInput(listMessage, message.body);
        const list = await characters.list(accountId, gameId);
        return answer({ type: "characterList", gameId, characters: list.map(characterView) });
      }
      case "createCharacter": {
        const { accountId } = signedIn();
        const { gameId, name, class: className } = parseInput(createMessage, message.body);
        const character = await characters.create({ accountId, gameId, name, class: className, origin });
        return answer({ type: "characterCreated", character: characterView(character) });
      }
      case "deleteCharacter":
        return await playing().delete(signedIn(), message);
      case "selectCharacter":
        return await scope.run(asked, () => playing().select(signedIn(), message));
      default:
        signedIn();
        return await scope.run(asked, () => playing().handle(message));
    }
  };

  const queue = createMessageQueue(async (raw) => {
    if (!open) return;
    const message = readEnvelope(raw);
    // Without the body: whatever a game starts meanwhile remembers what it was started by.
    const asked = { type: message.type, id: message.id };
    handling = asked;
    // What a stranger calls a message is no name of a span.
    const type = message.type !== null && KNOWN_TYPES.has(message.type) ? message.type : "game";
    const span = { kind: "server", caller, notes: { door: DOOR, type } } as const;
    await tracing.span(`websocket ${type}`, span, async (note) => {
      try {
        if ("error" in message) throw message.error;
        await handle(message, asked, note);
      } catch (error) {
        const refusal = toAppError(error);
        note({ code: refusal.code, rule: ruleOf(refusal) });
        answer(errorMessage(refusal, message.type));
      } finally {
        handling = null;
      }
    });
  }, (error) => {
    log.error("A message could not be answered", { connection: id, error });
    terminate();
  });

  return {
    address: socket.address,
    receive(raw) {
      if (!budget.spend(1) || !queue.push(raw)) close(CLOSE.tooManyMessages);
    },
    close,
    terminate,
    ping() {
      if (open) socket.ping();
    },
    async closed() {
      open = false;
      await queue.settled();
      await play?.leave();
    },
  };
}
