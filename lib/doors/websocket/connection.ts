/** One socket's life: it has ten seconds to sign in, then talks about characters, then plays one. */
import { characterView } from "../../domain/characters/character.ts";
import type { Characters } from "../../domain/characters/characters.ts";
import { goneMeanwhile } from "../../platform/database/errors.ts";
import { AppError } from "../../platform/errors.ts";
import { parseInput } from "../../platform/json/input.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import { type Note, noTracing } from "../../platform/tracing/tracing.ts";
import type { Seats } from "../../domain/seats/seats.ts";
import type { Identity } from "../../domain/sessions/identity.ts";
import { CLOSE, type CloseReason } from "./close_codes.ts";
import type { GameMessages } from "./game_messages.ts";
import type { MessageBudget } from "../../platform/message_budget.ts";
import { MessageQueue, type MessageTaker } from "./message_queue.ts";
import {
  authErrorMessage,
  authMessage,
  createMessage,
  type Envelope,
  errorMessage,
  listMessage,
  type MessageId,
  readEnvelope,
} from "./messages.ts";
import { BUFFERED_BYTES_MAX, type ClientSocket, encodeMessage, type Outgoing } from "./outgoing.ts";
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

/** What all sockets of an instance share. */
export interface ConnectionContext extends Pick<Kernel, "log" | "tracing"> {
  readonly characters: Characters;
  readonly seats: Seats;
  readonly modules: GameMessages;
  /** Which rule a refusal stands for, for what is traced. */
  readonly ruleOf?: ((error: AppError) => string | null) | undefined;
  readonly scope: RequestScope;
}

export interface ConnectionParts {
  readonly id: string;
  readonly socket: ClientSocket;
  readonly budget: MessageBudget;
  readonly books: SessionBooks;
  readonly context: ConnectionContext;
}

export interface SessionBooks {
  /**
   * Verifies a token and takes the socket into the books of its session.
   * @throws {AppError} as `Sessions.verify`
   */
  authenticate(token: string): Promise<Identity>;
}

/** A class, as thousands of them are idle: functions of a closure would be made for each. */
export class Connection implements MessageTaker, Outgoing {
  readonly #id: string;
  readonly #socket: ClientSocket;
  readonly #budget: MessageBudget;
  readonly #books: SessionBooks;
  readonly #context: ConnectionContext;
  readonly #queue = new MessageQueue(this);
  #identity: Identity | null = null;
  #isOpen = true;
  #handling: Request | null = null;
  /** Made when it is needed first. */
  #play: Play | null = null;

  constructor({ id, socket, budget, books, context }: ConnectionParts) {
    this.#id = id;
    this.#socket = socket;
    this.#budget = budget;
    this.#books = books;
    this.#context = context;
  }

  get address(): string {
    return this.#socket.address;
  }

  /** A text message, null for a binary one; handled after those before it. */
  receive(raw: string | null): void {
    if (!this.#budget.spend(1) || !this.#queue.push(raw)) this.close(CLOSE.tooManyMessages);
  }

  close({ code, reason }: CloseReason): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#socket.close(code, reason);
  }

  terminate(): void {
    this.#isOpen = false;
    this.#socket.terminate();
  }

  ping(): void {
    if (this.#isOpen) this.#socket.ping();
  }

  /** The socket is gone: gives the seat back. */
  async closed(): Promise<void> {
    this.#isOpen = false;
    await this.#queue.settled();
    await this.#play?.leave();
  }

  send(message: object, id?: MessageId): void {
    this.sendText(encodeMessage(message, id));
  }

  sendText(text: string): void {
    if (!this.#isOpen) return;
    if (this.#socket.bufferedBytes <= BUFFERED_BYTES_MAX) return this.#socket.send(text);
    this.#context.log.info("Dropped a socket whose reader does not keep up", { connection: this.#id });
    this.terminate();
  }

  /** For the queue. */
  async handle(raw: string | null): Promise<void> {
    if (!this.#isOpen) return;
    const { tracing = noTracing } = this.#context;
    const message = readEnvelope(raw);
    // Without the body: whatever a game starts meanwhile remembers what it was started by.
    const asked = { type: message.type, id: message.id };
    this.#handling = asked;
    // What a stranger calls a message is no name of a span.
    const type = message.type !== null && KNOWN_TYPES.has(message.type) ? message.type : "game";
    const caller = { traceparent: this.#socket.traceparent };
    const span = { kind: "server", caller, notes: { door: DOOR, type } } as const;
    await tracing.span(`websocket ${type}`, span, async (note) => {
      try {
        if ("error" in message) throw message.error;
        await this.#handle(message, asked, note);
      } catch (error) {
        const refusal = this.#refusalFor(error, note);
        this.#answer(errorMessage(refusal, message.type));
      } finally {
        this.#handling = null;
      }
    });
  }

  /** For the queue. */
  failed(error: unknown): void {
    this.#context.log.error("A message could not be answered", { connection: this.#id, error });
    this.terminate();
  }

  async #handle(message: Envelope, asked: Request, note: Note): Promise<void> {
    const { characters, scope } = this.#context;
    switch (message.type) {
      case "auth":
        return await this.#authenticate(message.body, note);
      case "ping":
        return this.#answer({ type: "pong" });
      case "listCharacters": {
        const { accountId } = this.#signedIn();
        const { gameId } = parseInput(listMessage, message.body);
        const list = await characters.list(accountId, gameId);
        return this.#answer({ type: "characterList", gameId, characters: list.map(characterView) });
      }
      case "createCharacter": {
        const { accountId } = this.#signedIn();
        const { gameId, name, class: className } = parseInput(createMessage, message.body);
        const character = await characters.create({ accountId, gameId, name, class: className, origin: this.#origin });
        return this.#answer({ type: "characterCreated", character: characterView(character) });
      }
      case "deleteCharacter":
        return await this.#playing().delete(this.#signedIn(), message);
      case "selectCharacter":
        return await scope.run(asked, () => this.#playing().select(this.#signedIn(), message));
      default:
        this.#signedIn();
        return await scope.run(asked, () => this.#playing().handle(message));
    }
  }

  async #authenticate(body: object, note: Note): Promise<void> {
    try {
      const { token } = parseInput(authMessage, body);
      const identity = this.#identity = await this.#books.authenticate(token);
      this.#answer({ type: "auth_success", account: { id: identity.accountId, username: identity.username } });
    } catch (error) {
      this.#answer(authErrorMessage(this.#refusalFor(error, note)));
    }
  }

  #answer(message: object): void {
    this.send(message, this.#handling?.id);
  }

  get #origin() {
    return { door: DOOR, address: this.#socket.address };
  }

  #playing(): Play {
    return this.#play ??= createPlay({
      ...this.#context,
      id: this.#id,
      budget: this.#budget,
      origin: this.#origin,
      outgoing: this,
      isOpen: () => this.#isOpen,
      close: (reason) => this.close(reason),
      request: () =>
        this.#handling !== null && this.#context.scope.current() === this.#handling ? this.#handling : null,
    });
  }

  #signedIn(): Identity {
    if (this.#identity === null) {
      throw new AppError("invalid_token", "Sign in first: send a message of type auth");
    }
    return this.#identity;
  }

  #refusalFor(error: unknown, note: Note): AppError {
    const refusal = this.#toAppError(error);
    note({ code: refusal.code, rule: this.#context.ruleOf?.(refusal) ?? null });
    return refusal;
  }

  /** What is no `AppError` is our own fault: logged, and told to nobody. */
  #toAppError(error: unknown): AppError {
    if (error instanceof AppError) return error;
    const gone = goneMeanwhile(error);
    this.#context.log[gone === null ? "error" : "warn"]("A message could not be handled", {
      connection: this.#id,
      error,
    });
    return gone ?? new AppError("internal", "Something went wrong here");
  }
}
