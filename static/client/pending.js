// @ts-check
/** @import { ClientClock } from "../client.d.ts" */
import { GatehouseError } from "./errors.js";

const WAITING_MAX = 64;

/**
 * Requests that wait for the message with their `id`, each for a bounded time.
 *
 * @typedef {Record<string, unknown> & { type: string }} Message
 * @param {ClientClock} clock
 */
export function createPending(clock) {
  /** @type {Map<number, { resolve(message: Message): void, reject(error: GatehouseError): void, cancel(): void }>} */
  const waiting = new Map();
  let lastId = 0;

  /** @param {number} id */
  function take(id) {
    const entry = waiting.get(id);
    waiting.delete(id);
    entry?.cancel();
    return entry;
  }

  return {
    /** @param {number} timeoutMs @returns {{ id: number, answer: Promise<Message> }} */
    open(timeoutMs) {
      if (waiting.size >= WAITING_MAX) {
        throw new GatehouseError("busy", `Could not send: ${WAITING_MAX} requests wait for their answers`);
      }
      const id = ++lastId;
      const cancel = clock.after(timeoutMs, () => {
        take(id)?.reject(new GatehouseError("timeout", "The server did not answer in time"));
      });
      const answer = new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject, cancel });
      });
      return { id, answer };
    },
    /** @param {unknown} id @returns {boolean} whether somebody waited for it */
    resolve(id, /** @type {Message} */ message) {
      const entry = typeof id === "number" ? take(id) : undefined;
      entry?.resolve(message);
      return entry !== undefined;
    },
    /** @param {unknown} id */
    reject(id, /** @type {GatehouseError} */ error) {
      const entry = typeof id === "number" ? take(id) : undefined;
      entry?.reject(error);
      return entry !== undefined;
    },
    /** @param {GatehouseError} error */
    rejectAll(error) {
      for (const id of [...waiting.keys()]) take(id)?.reject(error);
    },
  };
}
