// @ts-self-types="./client.d.ts"
// @ts-check
/** The wire part of any page, bot or test that talks to Gatehouse. Plain ES modules without a dependency. */
export { createGatehouseClient } from "./client/client.js";
export { GatehouseError } from "./client/errors.js";
export { CLOSE_MEANINGS } from "./client/close_codes.js";
