/** @import { GatehouseClient } from "../client.d.ts" */
/** @import { Features } from "./brand.js" */
import { later } from "./later.js";

/**
 * The way into the hall, whose scripts come when they are wanted: who stands at the doorway does not wait for them.
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
    const { createHall } = await later(import("./hall.js"));
    return createHall(parts);
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
