/** One GET with a deadline and a largest answer. */
import type { Clock } from "../../platform/clock.ts";

export interface BoundedAnswer {
  readonly status: number;
  readonly text: string;
}

interface FetchBounds {
  readonly clock: Clock;
  /** From the first byte sent to the last one received. */
  readonly timeoutMs: number;
  readonly answerBytesMax: number;
}

/** No answer came, or one that is too long. Does not quote the address: it may hold a key. */
export class FetchFault extends Error {
  override readonly name = "FetchFault";
}

/**
 * Follows no redirect: what is in the address is for one host only.
 * @throws {FetchFault}
 */
export async function fetchBounded(url: URL, bounds: FetchBounds): Promise<BoundedAnswer> {
  const { clock, timeoutMs, answerBytesMax } = bounds;
  const aborting = new AbortController();
  const cancel = clock.after(timeoutMs, () => aborting.abort());
  try {
    const response = await fetch(url, {
      redirect: "manual",
      signal: aborting.signal,
      headers: { accept: "application/json" },
    });
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of response.body ?? []) {
      size += chunk.length;
      if (size > answerBytesMax) throw new FetchFault(`the answer has more than ${answerBytesMax} bytes`);
      chunks.push(chunk);
    }
    return { status: response.status, text: await new Blob(chunks as BlobPart[]).text() };
  } catch (error) {
    if (error instanceof FetchFault) throw error;
    // What the runtime says quotes the whole address.
    throw new FetchFault(aborting.signal.aborted ? `no answer within ${timeoutMs} ms` : "no connection");
  } finally {
    cancel();
  }
}
