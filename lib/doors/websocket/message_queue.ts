/** Messages of one socket are handled one after the other, as they came. How much may wait is bounded. */

/** Of one message from a client. */
export const MESSAGE_BYTES_MAX = 16 * 1_024;
/** As many as 64 of the largest messages. */
export const WAITING_CHARACTERS_MAX = 64 * MESSAGE_BYTES_MAX;
/** What the place in the queue costs, even of an empty message. */
export const PLACE_CHARACTERS = 64;

/** Whose messages they are. */
export interface MessageTaker {
  /** @param raw null for a message that is no text */
  handle(raw: string | null): Promise<void>;
  /** Told what `handle` throws; the next message is handled all the same. */
  failed(error: unknown): void;
}

const NOTHING_WAITS = Promise.resolve();

/** A class, as thousands of them are idle: functions of a closure would be made for each. */
export class MessageQueue {
  readonly #taker: MessageTaker;
  #waitingCharacters = 0;
  #last = NOTHING_WAITS;

  constructor(taker: MessageTaker) {
    this.#taker = taker;
  }

  /** False when no more may wait; then nothing is taken. */
  push(raw: string | null): boolean {
    const characters = (raw?.length ?? 0) + PLACE_CHARACTERS;
    if (this.#waitingCharacters + characters > WAITING_CHARACTERS_MAX) return false;
    this.#waitingCharacters += characters;
    this.#last = this.#handleAfter(this.#last, raw, characters);
    return true;
  }

  /** Resolves when what was pushed so far is handled. */
  settled(): Promise<void> {
    return this.#last;
  }

  async #handleAfter(before: Promise<void>, raw: string | null, characters: number): Promise<void> {
    await before;
    try {
      await this.#taker.handle(raw);
    } catch (error) {
      this.#taker.failed(error);
    }
    this.#waitingCharacters -= characters;
    if (this.#waitingCharacters === 0) this.#last = NOTHING_WAITS;
  }
}
