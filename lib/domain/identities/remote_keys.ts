/** Another server's public keys: fetched with bounds, kept for a while, fetched again for a key that is not among them. */
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from "jose";
import type { Clock } from "../../platform/clock.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import { fetchBounded, FetchFault } from "./bounded_fetch.ts";

const TIMEOUT_MS = 5_000;
const ANSWER_BYTES_MAX = 64 * 1_024;
const KEPT_MS = 10 * 60_000;
/** Tokens name unknown keys at no cost to their makers, so the server is asked for one no more often than this. */
const PAUSE_MS = 30_000;

interface RemoteKeysParts extends Pick<Kernel, "clock"> {
  readonly url: string;
}

/**
 * The key that a token's header names, for jose.
 * @returns a function that throws {FetchFault} when the keys cannot be had, {errors.JWKSNoMatchingKey} for a key that
 * is not among them
 */
export function createRemoteKeys({ clock, url }: RemoteKeysParts): JWTVerifyGetKey {
  let kept: { readonly keys: JWTVerifyGetKey; readonly fetchedAtMs: number } | null = null;
  let fetching: Promise<JWTVerifyGetKey> | null = null;

  const fetchKeys = (): Promise<JWTVerifyGetKey> => {
    fetching ??= readKeySet(url, clock).then((keys) => {
      kept = { keys, fetchedAtMs: clock.monotonicMs() };
      return keys;
    }).finally(() => {
      fetching = null;
    });
    return fetching;
  };
  const ageMs = () => kept === null ? Infinity : clock.monotonicMs() - kept.fetchedAtMs;

  return async (header, token) => {
    const keys = kept !== null && ageMs() < KEPT_MS ? kept.keys : await fetchKeys();
    try {
      return await keys(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || ageMs() < PAUSE_MS) throw error;
      return await (await fetchKeys())(header, token);
    }
  };
}

async function readKeySet(url: string, clock: Clock): Promise<JWTVerifyGetKey> {
  const { status, text } = await fetchBounded(new URL(url), {
    clock,
    timeoutMs: TIMEOUT_MS,
    answerBytesMax: ANSWER_BYTES_MAX,
  });
  if (status !== 200) throw new FetchFault(`its keys came with the status ${status}`);
  try {
    return createLocalJWKSet(JSON.parse(text) as JSONWebKeySet); // which looks at the shape itself
  } catch {
    throw new FetchFault("its keys make no sense");
  }
}
