/** @import { Connection } from "../client.d.ts" */
import { byId, find, textElement } from "./elements.js";
import { handleSubmit } from "./form.js";
import { later } from "./later.js";
import { placeUrl } from "./paths.js";
import { readableFacts, readableName, splitCharacter } from "./readable.js";
import { say } from "./texts.js";
import { GatehouseError } from "../client.js";

const FRAMES_MAX = 200;
const FRAME_LENGTH_MAX = 2_000;

/**
 * What the game says, to read and as it passes.
 *
 * @param {{ send(message: Record<string, unknown> & { type: string }): void, describe(error: GatehouseError): string }} parts
 */
export function createLive({ send, describe }) {
  const answer = byId("selected-answer", HTMLElement);
  const latest = byId("latest-message", HTMLElement);
  const log = byId("frame-log", HTMLElement);
  const frames = find(log, "ol", HTMLOListElement);
  const state = byId("line-state", HTMLElement);
  const nothingYet = answer.firstElementChild ?? "";
  // What passes on the wire is for who writes a game.
  for (const part of document.querySelectorAll("[data-workshop]")) {
    if (part instanceof HTMLElement) part.hidden = !isWorkshop();
  }

  // Asked for by nobody else: not worth a player's first visit.
  const hookTimes = isWorkshop()
    ? later(import("./hook_times.js")).then(({ createHookTimes }) =>
      createHookTimes({
        place: byId("hook-times", HTMLElement),
        metricsUrl: placeUrl("/metrics"),
        say,
        textElement,
      })
    )
    : null;
  const readHookTimes = () => void hookTimes?.then(({ refresh }) => refresh()).catch(() => {});
  readHookTimes();

  handleSubmit(byId("compose", HTMLFormElement), ({ message = "" }) => send(parseMessage(message)), describe);

  /** What the game said, of one who does not play any more. */
  function forget() {
    answer.replaceChildren(nothingYet);
    latest.replaceChildren();
  }

  return {
    /** What the select hook said; it stays. @param {Record<string, unknown> & { type: string }} message */
    showAnswer(message) {
      const { name, rest } = isWorkshop() ? { name: null, rest: message } : splitCharacter(message);
      showMessage(answer, name === null ? readableName(message.type) : say("hall.playingNamed", { name }), rest);
      latest.replaceChildren();
    },

    /** The newest of what came since. @param {Record<string, unknown> & { type: string }} message */
    showLatest(message) {
      showMessage(latest, readableName(message.type), message);
    },

    /** @param {"in" | "out"} direction @param {object | string} message */
    logFrame(direction, message) {
      if (!isWorkshop()) return;
      const now = new Date();
      const time = textElement("time", now.toLocaleTimeString(undefined, { hour12: false }));
      time.dateTime = now.toISOString();
      const arrow = textElement("span", direction === "in" ? "←" : "→");
      arrow.className = "arrow";
      arrow.ariaLabel = say(direction === "in" ? "live.received" : "live.sent");
      arrow.role = "img";
      const row = textElement("li");
      row.dataset.direction = direction;
      row.append(time, arrow, textElement("code", JSON.stringify(message).slice(0, FRAME_LENGTH_MAX)));
      const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
      frames.append(row);
      while (frames.childElementCount > FRAMES_MAX) frames.firstElementChild?.remove();
      if (atEnd) log.scrollTop = log.scrollHeight;
      if (direction === "in") readHookTimes();
    },

    /** @param {Connection["state"]} now */
    showState(now) {
      state.dataset.state = now;
      state.textContent = say(`line.${now}`);
    },

    forget,
    /** For the next player at this screen. */
    clear() {
      forget();
      frames.replaceChildren();
    },
  };
}

/** Somebody writes a game here: `?dev`. */
export function isWorkshop() {
  return new URLSearchParams(location.search).has("dev");
}

/** @param {HTMLElement} place @param {string} title @param {Record<string, unknown>} message */
function showMessage(place, title, message) {
  const facts = textElement("dl");
  facts.className = "facts";
  for (const { label, value } of readableFacts(message, { withIds: isWorkshop() })) {
    facts.append(textElement("dt", label), textElement("dd", value));
  }
  place.replaceChildren(textElement("h3", title), facts);
}

/** @param {string} text */
function parseMessage(text) {
  try {
    const message = JSON.parse(text);
    if (typeof message?.type === "string") return message;
  } catch {
    // Said below.
  }
  const errors = [{ field: "message", message: say("live.json") }];
  throw new GatehouseError("invalid_input", "Could not read the message", { errors });
}
