/** @import { Game, GatehouseClient } from "../client.d.ts" */
import { find } from "./elements.js";
import { currentLocale, say } from "./texts.js";

/** How old may be what stands beside the games. */
const ASK_EVERY_MS = 60_000;

/**
 * How many play each game, beside its name: nothing where nobody does.
 *
 * @param {{ client: GatehouseClient, list: HTMLUListElement }} parts the list has the games as they were shown, in order
 */
export function createPlayingNow({ client, list }) {
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let timer;

  /** @param {readonly Game[]} games */
  function show(games) {
    for (const [index, item] of [...list.querySelectorAll("li:has(.game)")].entries()) {
      const { playing = 0 } = games[index] ?? {};
      const count = playing.toLocaleString(currentLocale());
      find(item, ".game-playing", HTMLElement).textContent = playing === 0 ? "" : say("hall.online", { count });
    }
  }

  return {
    show,
    /** Others come and go. Where the answer does not come, what was said stays. */
    start() {
      clearInterval(timer);
      timer = setInterval(() => document.hidden || client.games().then(show, () => {}), ASK_EVERY_MS);
    },
    stop: () => clearInterval(timer),
  };
}
