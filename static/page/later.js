/** Scripts that are fetched once they are wanted. */
import { GatehouseError } from "../client.js";

/**
 * Scripts that are asked for when they are wanted. That they do not come is a failure like that of any other call.
 *
 * @template Module
 * @param {Promise<Module>} importing
 */
export async function later(importing) {
  try {
    return await importing;
  } catch (cause) {
    throw new GatehouseError("unreachable", "A part of the page could not be fetched", { cause });
  }
}
