/** One line of a client: a state machine without a socket. */
import {
  AppError,
  type Line,
  type LineSession,
  type ModuleContext,
  ProtocolError,
  type Seat,
  type SeatEnd,
  type SeatRelease,
  type StopReason,
} from "../../lib/modules/mod.ts";
import { LineBuffer } from "./protocol/lines.ts";
import { type Answer, type Command, encodeAnswer, parseCommand } from "./protocol/messages.ts";
import type { Score } from "./score.ts";

const NUMBER_MAX = 100;

type SessionParts = Pick<ModuleContext<unknown, Score>, "accounts" | "characters" | "random" | "seats"> & {
  readonly line: Line;
};

interface Player {
  readonly characterId: number;
  readonly seat: Seat;
  readonly number: number;
  readonly guesses: number;
}

type State = { readonly name: "visitor" | "ended" } | ({ readonly name: "player" } & Player);

export class HigherLowerSession implements LineSession {
  readonly #parts: SessionParts;
  readonly #lines = new LineBuffer();
  #state: State = { name: "visitor" };

  constructor(parts: SessionParts) {
    this.#parts = parts;
  }

  opened(): void {
    this.#send({ type: "hello" });
  }

  /** @throws {ProtocolError} which closes the line */
  async receive(bytes: Uint8Array): Promise<void> {
    this.#lines.push(bytes);
    for (let text = this.#lines.next(); text !== null && !this.#hasEnded(); text = this.#lines.next()) {
      await this.#handle(parseCommand(text));
    }
  }

  timedOut(): void {
    this.#end("timed_out", "idle");
  }

  stopping(reason: StopReason): void {
    this.#end(reason, reason);
  }

  async closed(): Promise<void> {
    await this.#leave("disconnected");
  }

  async #handle(command: Command): Promise<void> {
    try {
      if (command.type === "bye") return this.#end("logged_out", "goodbye");
      if (command.type === "guess") return await this.#guess(command.number);
      await this.#enter(command);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      this.#send({ type: "error", code: error.code, message: error.message });
    }
  }

  async #enter({ type, username, password }: Extract<Command, { type: "login" | "register" }>): Promise<void> {
    if (this.#state.name !== "visitor") throw new ProtocolError("Could not sign in: the line has a player");
    const { accounts, characters, line, seats } = this.#parts;
    const { address } = line;
    const account = type === "login"
      ? await accounts.logIn({ username, password, address })
      : await accounts.register({ username, password, address });
    const [known] = await characters.list(account.id);
    const character = known ?? await characters.create({ accountId: account.id, name: account.username });
    const seat = await seats.take({
      accountId: account.id,
      characterId: character.id,
      door: "higher_lower",
      address,
      ended: (reason: SeatEnd) => this.#end("disconnected", reason),
    });
    // The line may be gone, or its new seat taken, by now.
    if (this.#hasEnded()) return await seat.release("disconnected");
    line.authenticated();
    this.#state = { name: "player", characterId: character.id, seat, number: this.#think(), guesses: 0 };
    this.#send({ type: "welcome", username: account.username, best: character.data.best });
  }

  async #guess(guess: number): Promise<void> {
    const state = this.#state;
    if (state.name !== "player") throw new ProtocolError("Could not take a guess: the line has no player");
    state.seat.touch();
    const guesses = state.guesses + 1;
    if (guess !== state.number) {
      this.#state = { ...state, guesses };
      return this.#send({ type: guess < state.number ? "higher" : "lower" });
    }
    const score = await this.#parts.characters.changeData(state.characterId, ({ best, found }) => ({
      best: Math.min(best ?? guesses, guesses),
      found: found + 1,
    }));
    if (!this.#hasEnded()) this.#state = { ...state, number: this.#think(), guesses: 0 };
    this.#send({ type: "found", guesses, best: score.best ?? guesses });
  }

  /** 1 to 100, each as likely: a byte over 199 is drawn again. */
  #think(): number {
    while (true) {
      const [byte = 0] = this.#parts.random.bytes(1);
      if (byte < 2 * NUMBER_MAX) return 1 + byte % NUMBER_MAX;
    }
  }

  #hasEnded(): boolean {
    return this.#state.name === "ended";
  }

  /** The server's side ends the line, and says why. */
  #end(release: SeatRelease, reason: string): void {
    if (this.#hasEnded()) return;
    this.#send({ type: "bye", reason });
    void this.#leave(release);
    this.#parts.line.close(reason);
  }

  async #leave(release: SeatRelease): Promise<void> {
    const state = this.#state;
    this.#state = { name: "ended" };
    if (state.name === "player") await state.seat.release(release);
  }

  #send(answer: Answer): void {
    this.#parts.line.send(encodeAnswer(answer));
  }
}
