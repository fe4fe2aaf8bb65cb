/** @import { GatehouseClient } from "../client.d.ts" */
/** @import { Features } from "./brand.js" */
import { later } from "./later.js";
import { say } from "./texts.js";

/** Two servers of different releases may answer in turns while one follows the other: who just came is not sent anew. */
const YOUNG_MS_MAX = 60_000;

/**
 * The way into the hall, whose scripts and styles come when they are wanted: who stands at the doorway does not wait for them.
 *
 * @param {{
 *   client: GatehouseClient,
 *   features: Features,
 *   charactersPerGame: number | null,
 *   left(text: string, mood?: "good" | "bad"): void,
 * }} parts
 */
export function createHallDoor(parts) {
  /** @type {ReturnType<typeof open> | null} */
  let opened = null;

  async function open() {
    const [{ createHall, say: hallSay }] = await later(Promise.all([import("./hall.js"), fetchStyles()]));
    // The server was updated while this page stood here: the newer hall has texts of its own, and nobody loaded them.
    const isNewer = hallSay !== say && performance.now() > YOUNG_MS_MAX;
    return isNewer ? { enter: reload } : createHall(parts);
  }

  /** One that failed to come is asked for anew. */
  function hall() {
    opened ??= open().catch((error) => {
      opened = null;
      throw error;
    });
    return opened;
  }

  return {
    /** Asks for it, so that it is there when it is wanted. */
    prepare: () => void hall().catch(() => {}),
    /** @param {{ username: string }} player */
    enter: async (player) => (await hall()).enter(player),
  };
}

/** The player is signed in, so the page comes back as their hall. @returns {Promise<void>} */
function reload() {
  location.reload();
  return new Promise(() => {});
}

/** Those that are asked for already come by themselves. */
async function fetchStyles() {
  const links = /** @type {NodeListOf<HTMLLinkElement>} */ (document.querySelectorAll("link[data-hall]"));
  await Promise.all([...links].filter(({ disabled }) => disabled).map(fetchStyle));
}

/** @param {HTMLLinkElement} link @returns {Promise<void>} */
function fetchStyle(link) {
  return new Promise((resolve, reject) => {
    link.addEventListener("load", () => resolve(), { once: true });
    link.addEventListener("error", () => {
      link.disabled = true;
      reject(new Error(`Could not fetch ${link.href}`));
    }, { once: true });
    link.disabled = false;
  });
}
