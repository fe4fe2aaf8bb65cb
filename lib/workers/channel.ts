/**
 * Messages between the process that supervises and its workers: JSON text sequences (RFC 7464) on the workers' standard
 * streams. A line without the sign is what somebody printed, and is passed on as it is.
 */
import type { PlaceCounts } from "./places.ts";

const SIGN = "\x1e";
/** A reading of all metrics has some ten thousand characters. */
const LINE_CHARACTERS_MAX = 8 * 1_024 * 1_024;

/** What a worker measures; empty before its doors are open. */
export type Reading = readonly object[];

/** What a worker says. */
export type FromWorker =
  | {
    readonly type: "ready";
    /** By door. */
    readonly ports: Readonly<Record<string, number>>;
    /** By the environment variables that set them. */
    readonly variables: Readonly<Record<string, number>>;
  }
  /** Somebody asked this worker for the metrics of all. */
  | { readonly type: "readings_wanted"; readonly id: number }
  | { readonly type: "reading"; readonly id: number; readonly reading: Reading }
  /** How many connections of some addresses this worker has now. */
  | { readonly type: "places"; readonly counts: PlaceCounts };

/** What a worker is told. The end of its input tells it to stop. */
export type ToWorker =
  | { readonly type: "reading_wanted"; readonly id: number }
  | { readonly type: "readings"; readonly id: number; readonly readings: readonly Reading[] }
  /** How many all other workers have now. */
  | { readonly type: "places"; readonly counts: PlaceCounts };

export function encodeMessage(message: FromWorker | ToWorker): Uint8Array {
  return new TextEncoder().encode(`${SIGN}${JSON.stringify(message)}\n`);
}

/** Reads a stream to its end. What is no message goes to `onLine`, without its line end. */
export async function readMessages<Message extends FromWorker | ToWorker>(
  stream: ReadableStream<Uint8Array>,
  onMessage: (message: Message) => void,
  onLine: (line: string) => void = () => {},
): Promise<void> {
  const take = (line: string) => {
    // Both ends are this program: the shape is ours.
    if (line.startsWith(SIGN)) onMessage(JSON.parse(line.slice(SIGN.length)) as Message);
    else onLine(line);
  };
  let rest = "";
  for await (const piece of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + piece).split("\n");
    rest = lines.pop() ?? "";
    lines.forEach(take);
    if (rest.length > LINE_CHARACTERS_MAX) throw new Error("Could not read a line that has no end");
  }
  if (rest !== "") take(rest);
}
