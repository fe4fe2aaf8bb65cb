// @ts-check
/** @import { GatehouseClient } from "../client.d.ts" */
import { readClaims } from "./token_claims.js";

const LOOK_EVERY_MS = 5 * 60_000;

/**
 * Takes a fresh token once the kept one is past half of its life, so that a player who comes by stays signed in and a
 * long evening does not end in the middle.
 *
 * @param {GatehouseClient} client
 * @returns {() => void} stops it
 */
export function keepTokenFresh(client) {
  const look = () => {
    // A failure is not news: the next look tries again, and a refused token shows in the next call.
    if (isPastHalfLife(client.token, Date.now() / 1_000)) client.refresh().catch(() => {});
  };
  look();
  const timer = setInterval(look, LOOK_EVERY_MS);
  return () => clearInterval(timer);
}

/** @param {string | null} token @param {number} nowSeconds */
export function isPastHalfLife(token, nowSeconds) {
  const { iat, exp } = readClaims(token);
  return nowSeconds > (Number(iat) + Number(exp)) / 2; // false for a token that does not say
}
