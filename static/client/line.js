// @ts-check
/** @import { Account, ClientClock } from "../client.d.ts" */
/** @import { Message } from "./pending.js" */
import { CLOSED_ABNORMALLY } from "./close_codes.js";
import { GatehouseError, parseProblem } from "./errors.js";
import { parseObject } from "./http.js";
import { createPending } from "./pending.js";

const PING_ANSWER_MS = 10_000;

/**
 * One WebSocket from opening to close: signs in first, finds a dead peer by pings, and ends exactly once.
 *
 * @param {{
 *   url: URL,
 *   token: string,
 *   WebSocket: new (url: string | URL) => WebSocket,
 *   clock: ClientClock,
 *   timeoutMs: number,
 *   heartbeatMs: number,
 *   opened(account: Account): void,
 *   received(message: Message): void,
 *   receivedText(text: string): void,
 *   passed(direction: "in" | "out", message: Message | string): void,
 *   ended(end: { code: number, reason: string, error: GatehouseError | null }): void,
 * }} options
 */
export function openLine(options) {
  const { clock, timeoutMs } = options;
  const socket = new options.WebSocket(options.url);
  const pending = createPending(clock);
  let over = false;
  /** @type {number | undefined} */
  let selectId;
  let cancelTimer = clock.after(timeoutMs, () => end(CLOSED_ABNORMALLY));

  socket.addEventListener("open", () => {
    write({ type: "auth", token: options.token }, { type: "auth", token: "(kept secret)" });
  });
  socket.addEventListener("message", ({ data }) => {
    if (over || typeof data !== "string") return; // Gatehouse sends no binary messages
    const message = parseObject(data);
    if (typeof message?.type === "string") receive(/** @type {Message} */ (message));
    else receiveText(data);
  });
  // Every error event is followed by a close event; an unheard one would end a Node process.
  socket.addEventListener("error", () => {});
  socket.addEventListener("close", ({ code, reason }) => end(code, null, reason));

  /** @param {Message} message @param {Message} [shown] */
  function write(message, shown = message) {
    if (over || socket.readyState !== socket.OPEN) {
      throw new GatehouseError("disconnected", "Could not send: the connection is down");
    }
    socket.send(JSON.stringify(message));
    options.passed("out", shown);
  }

  /** @param {Message} message */
  function receive(message) {
    options.passed("in", message);
    if (message.type === "auth_success") {
      beatLater();
      options.opened(/** @type {Account} */ (message.account));
    } else if (message.type === "auth_error") {
      end(CLOSED_ABNORMALLY, parseProblem(message));
    } else if (message.type === "error" && pending.reject(message.id, parseProblem(message))) {
      return;
    } else if (!pending.resolve(message.id ?? unnamedAnswer(message), message)) {
      options.received(message);
    }
  }

  /** A select hook that answers by `user.system`, as old ones do, gives no `id` back. @param {Message} message */
  function unnamedAnswer({ type }) {
    return type === "character_selected" ? selectId : undefined;
  }

  /** @param {string} text */
  function receiveText(text) {
    options.passed("in", text);
    options.receivedText(text);
  }

  function beatLater() {
    cancelTimer();
    cancelTimer = clock.after(options.heartbeatMs, () => void check(PING_ANSWER_MS));
  }

  /** Alive, or over: an answer within `waitMs` decides. @param {number} waitMs @returns {Promise<void>} */
  function check(waitMs) {
    return request({ type: "ping" }, waitMs).then(beatLater, () => end(CLOSED_ABNORMALLY));
  }

  /** @param {Message} message @param {number} [waitMs] */
  function request(message, waitMs = timeoutMs) {
    const { id, answer } = pending.open(waitMs);
    if (message.type === "selectCharacter") selectId = id;
    try {
      write({ ...message, id });
    } catch (error) {
      pending.reject(id, /** @type {GatehouseError} */ (error));
    }
    return answer;
  }

  /** @param {number} code @param {GatehouseError | null} [error] @param {string} [reason] */
  function end(code, error = null, reason = "") {
    if (over) return;
    over = true;
    cancelTimer();
    socket.close();
    pending.rejectAll(new GatehouseError("disconnected", "The connection was lost before the answer came"));
    options.ended({ code, reason, error });
  }

  return { request, send: (/** @type {Message} */ message) => write(message), check, close: () => end(1000) };
}
