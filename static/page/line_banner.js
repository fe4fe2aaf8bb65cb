/** The banner that tells of a lost connection. */
import { byId } from "./elements.js";
import { describeLoss } from "./messages.js";
import { say } from "./texts.js";

/**
 * Tells that the connection is down and when the next attempt comes. The text is read out once; the seconds are for
 * the eye.
 *
 * @param {{ retry(): void }} parts
 */
export function createLineBanner({ retry }) {
  const banner = byId("line-banner", HTMLElement);
  const text = byId("line-text", HTMLElement);
  const countdown = byId("line-countdown", HTMLElement);
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let timer;

  byId("line-retry", HTMLButtonElement).addEventListener("click", retry);

  return {
    /** @param {string} meaning @param {number | null} delayMs until the next attempt; null where none is due */
    show(meaning, delayMs) {
      clearInterval(timer);
      const dueMs = performance.now() + (delayMs ?? 0);
      const tick = () => {
        const seconds = Math.ceil((dueMs - performance.now()) / 1_000);
        countdown.textContent = seconds > 0 ? say("line.in", { count: seconds }) : say("line.now");
      };
      banner.hidden = false;
      const said = say(delayMs === null ? "line.goingOn" : "line.tryingAgain", { why: describeLoss(meaning) });
      if (text.textContent !== said) text.textContent = said;
      countdown.textContent = "";
      if (delayMs === null) return;
      tick();
      timer = setInterval(tick, 250);
    },
    hide() {
      clearInterval(timer);
      banner.hidden = true;
      text.textContent = "";
    },
  };
}
