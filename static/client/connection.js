// @ts-check
/** @import { Account, CharacterChoice, ClientClock, Connection, ConnectionEvents } from "../client.d.ts" */
/** @import { Message } from "./pending.js" */
import { createBackOff, STABLE_MS } from "./back_off.js";
import { createCharacterCommands } from "./character_commands.js";
import { closeMeaning, endReason, isFinalClose } from "./close_codes.js";
import { GatehouseError, isTokenRefused, parseProblem } from "./errors.js";
import { createEvents } from "./events.js";
import { openLine } from "./line.js";

/** The network has changed, so a line that is alive answers soon. */
const CHECK_MS = 5_000;

/** What else the server may say to `auth` that stays true at the next attempt. */
const SHUT_OUT = new Set(["account_banned", "account_suspended", "address_banned"]);

/**
 * A line that comes back: reopens after a loss, signs in and selects the character again.
 *
 * @param {{
 *   url: URL,
 *   readToken(): string | null,
 *   forgetToken(token: string): void,
 *   WebSocket: new (url: string | URL) => WebSocket,
 *   clock: ClientClock,
 *   random(): number,
 *   timeoutMs: number,
 *   heartbeatMs: number,
 * }} options
 * @returns {Connection}
 */
export function createConnection(options) {
  const { clock, timeoutMs } = options;
  /** @type {ReturnType<typeof createEvents<ConnectionEvents>>} */
  const events = createEvents();
  const backOff = createBackOff(options.random);
  const commands = createCharacterCommands(request);
  /** @type {Connection["state"]} */
  let state = "connecting";
  /** @type {ReturnType<typeof openLine> | null} */
  let line = null;
  /** @type {Account | null} */
  let account = null;
  /** @type {CharacterChoice | null} */
  let selected = null;
  let openedAtMs = 0;
  let cancelRetry = () => {};

  function open() {
    const token = options.readToken();
    if (token === null) return finish(4401, signedOut());
    state = "connecting";
    line = openLine({
      ...options,
      token,
      opened,
      received,
      receivedText: (text) => events.emit("text", text),
      passed: (direction, message) => events.emit("frame", { direction, message }),
      ended: ({ code, reason, error }) => lost(token, { code, reason, error }),
    });
  }

  /** @param {Account} signedIn */
  function opened(signedIn) {
    const again = account !== null;
    account = signedIn;
    state = "open";
    openedAtMs = clock.monotonicMs();
    // First of all, before the page's own requests: they may be about the character.
    if (selected !== null) select(selected, true).catch(selectionLost);
    events.emit("open", { account, again });
  }

  /** @param {Message} message */
  function received(message) {
    if (message.type === "error") events.emit("error", parseProblem(message));
    else events.emit("message", message);
  }

  /** @param {string} token @param {{ code: number, reason: string, error: GatehouseError | null }} end */
  function lost(token, { code, reason, error }) {
    const wasOpen = state === "open";
    line = null;
    const finalCode = state === "ended" ? code : finalCodeOf(token, code, error, wasOpen);
    events.emit("closed", { code, meaning: closeMeaning(code), final: finalCode !== null });
    if (state === "ended") return;
    if (finalCode !== null) finish(finalCode, error, endReason(reason));
    else retryLater(wasOpen);
  }

  /**
   * The close code to end with, or null to come back.
   *
   * @param {string} token @param {number} code @param {GatehouseError | null} error @param {boolean} wasOpen
   */
  function finalCodeOf(token, code, error, wasOpen) {
    if (error !== null && SHUT_OUT.has(error.code)) return 4403;
    // Before signing in 4401 only says that the line was slow; after it, that the session is over.
    if (!isTokenRefused(error)) return isFinalClose(code) && (code !== 4401 || wasOpen) ? code : null;
    options.forgetToken(token);
    const newer = options.readToken();
    return newer === null || newer === token ? 4401 : null;
  }

  /** @param {boolean} wasOpen */
  function retryLater(wasOpen) {
    if (wasOpen && clock.monotonicMs() - openedAtMs >= STABLE_MS) backOff.reset();
    const pause = backOff.next();
    state = "waiting";
    cancelRetry = clock.after(pause.delayMs, open);
    events.emit("reconnecting", pause);
  }

  /** @param {number} code @param {GatehouseError | null} error @param {string} [reason] */
  function finish(code, error, reason = "") {
    state = "ended";
    events.emit("sessionEnded", { code, meaning: closeMeaning(code), reason, error });
  }

  /** @param {Record<string, unknown> & { type: string }} message */
  async function request(message) {
    if (line === null || state !== "open") throw disconnected();
    return await line.request(message);
  }

  /** @param {CharacterChoice} choice @param {boolean} again */
  async function select({ gameId, characterId }, again) {
    const answer = await commands.select({ gameId, characterId });
    selected = { gameId, characterId };
    events.emit("selected", { choice: selected, answer, again });
    return answer;
  }

  /** A line lost while selecting again is tried again with the next one. @param {GatehouseError} error */
  function selectionLost(error) {
    if (error.code === "disconnected") return;
    selected = null;
    events.emit("error", error);
  }

  /** @returns {Promise<Account>} */
  function ready() {
    if (state === "open" && account !== null) return Promise.resolve(account);
    if (state === "ended") return Promise.reject(disconnected());
    return new Promise((resolve, reject) => {
      const stops = [
        events.on("open", (event) => settle(() => resolve(event.account))),
        events.on("sessionEnded", ({ error }) => settle(() => reject(error ?? disconnected()))),
        events.on("closed", ({ meaning, final }) => {
          if (final && meaning === "closed") settle(() => reject(disconnected()));
        }),
        clock.after(timeoutMs, () => settle(() => reject(timedOut()))),
      ];
      /** @param {() => void} how */
      const settle = (how) => {
        for (const stop of stops) stop();
        how();
      };
    });
  }

  if (options.readToken() === null) throw signedOut();
  open();
  return {
    get state() {
      return state;
    },
    get account() {
      return account;
    },
    get selected() {
      return selected;
    },
    ready,
    listCharacters: commands.list,
    createCharacter: commands.create,
    deleteCharacter: async (choice) => {
      await commands.delete(choice);
      if (selected?.gameId === choice.gameId && selected.characterId === choice.characterId) selected = null;
    },
    selectCharacter: (choice) => select(choice, false),
    request,
    send: (message) => {
      if (line === null || state !== "open") throw disconnected();
      line.send(message);
    },
    ping: async () => {
      const sentAtMs = clock.monotonicMs();
      await request({ type: "ping" });
      return clock.monotonicMs() - sentAtMs;
    },
    reconnectNow: () => {
      if (state === "open") line?.check(CHECK_MS);
      if (state !== "waiting") return;
      cancelRetry();
      open();
    },
    close: () => {
      if (state === "ended") return;
      state = "ended";
      cancelRetry();
      if (line !== null) line.close();
      else events.emit("closed", { code: 1000, meaning: "closed", final: true });
    },
    on: events.on,
  };
}

function signedOut() {
  return new GatehouseError("signed_out", "Could not connect: nobody is signed in");
}

function timedOut() {
  return new GatehouseError("timeout", "The server did not answer in time");
}

function disconnected() {
  return new GatehouseError("disconnected", "Could not send: the connection is down");
}
