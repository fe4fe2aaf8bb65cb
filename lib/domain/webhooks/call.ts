/** One call to a receiver: five seconds, no redirect, and of its answer nothing but the status. */
import type { Clock } from "../../platform/clock.ts";

const CALL_MS_MAX = 5_000;

/** @returns null once it was taken, else why not, without the address, in which a key may stand */
export async function callReceiver(
  clock: Clock,
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: string,
  stopping: AbortSignal,
): Promise<string | null> {
  const late = new AbortController();
  const cancel = clock.after(CALL_MS_MAX, () => late.abort());
  try {
    const signal = AbortSignal.any([late.signal, stopping]);
    const response = await fetch(url, { method: "POST", headers, body, redirect: "manual", signal });
    await response.body?.cancel();
    if (response.ok) return null;
    return response.status >= 300 && response.status < 400
      ? `it answered ${response.status}: redirects are not followed`
      : `it answered ${response.status}`;
  } catch {
    // What the runtime says quotes the whole address.
    return late.signal.aborted ? `no answer within ${CALL_MS_MAX / 1_000} s` : "no connection";
  } finally {
    cancel();
  }
}
