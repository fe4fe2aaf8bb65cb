// @ts-check
import { guardShelf } from "../client/shelves.js";
import { defaultStorage } from "../client/token_store.js";

/** What this device keeps for the page; where it keeps nothing, the page goes on without. */
export const kept = guardShelf(defaultStorage().local);
