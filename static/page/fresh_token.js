// @ts-check
/** @import { GatehouseClient } from "../client.d.ts" */
import { readClaims } from "./token_claims.js";

/** At least, so that a server that refuses is not pressed; at most, because a sleeping computer stops timers. */
const LOOK_EVERY_MS = { least: 5_000, most: 5 * 60_000 };

/**
 * Takes a fresh token once the kept one is past half of its life, so that a player who comes by stays signed in and a
 * long evening does not end in the middle.
 *
 * @param {GatehouseClient} client
 * @returns {() => void} stops it
 */
export function keepTokenFresh(client) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const look = () => {
    const restMs = msToHalfLife(client.token, Date.now());
    // A failure is not news: the next look tries again, and a refused token shows in the next call.
    if (restMs <= 0) client.refresh().catch(() => {});
    timer = setTimeout(look, Math.min(Math.max(restMs, LOOK_EVERY_MS.least), LOOK_EVERY_MS.most));
  };
  look();
  return () => clearTimeout(timer);
}

/** Infinite for a token that does not say when it ends. @param {string | null} token @param {number} nowMs */
export function msToHalfLife(token, nowMs) {
  const { iat, exp } = readClaims(token);
  const halfMs = (Number(iat) + Number(exp)) / 2 * 1_000;
  return Number.isNaN(halfMs) ? Infinity : halfMs - nowMs;
}
