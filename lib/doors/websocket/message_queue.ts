/** Messages of one socket are handled one after the other, as they came. How much may wait is bounded. */

/** Of one message from a client. */
export const MESSAGE_BYTES_MAX = 16 * 1_024;
/** As many as 64 of the largest messages. */
export const WAITING_CHARACTERS_MAX = 64 * MESSAGE_BYTES_MAX;
/** What the place in the queue costs, even of an empty message. */
export const PLACE_CHARACTERS = 64;

export interface MessageQueue {
  /** False when no more may wait; then nothing is taken. Null stands for a message that is no text. */
  push(raw: string | null): boolean;
  /** Resolves when what was pushed so far is handled. */
  settled(): Promise<void>;
}

/** @param onError receives what `handle` throws; the next message is handled all the same */
export function createMessageQueue(
  handle: (raw: string | null) => Promise<void>,
  onError: (error: unknown) => void,
): MessageQueue {
  let waitingCharacters = 0;
  let last: Promise<void> = Promise.resolve();
  return {
    push(raw) {
      const characters = (raw?.length ?? 0) + PLACE_CHARACTERS;
      if (waitingCharacters + characters > WAITING_CHARACTERS_MAX) return false;
      waitingCharacters += characters;
      last = last.then(() => handle(raw)).catch(onError).finally(() => {
        waitingCharacters -= characters;
      });
      return true;
    },
    settled: () => last,
  };
}
