/** A worker's end of the line to the process that supervises it. */
import type { Clock } from "../platform/clock.ts";
import { withinTime } from "../platform/time_limit.ts";
import { type DoorPlaces, WorkerPlaces } from "./places.ts";
import { encodeMessage, type FromWorker, type Reading, readMessages, type ToWorker } from "./channel.ts";

/** Of the 1 s after which the supervisor answers with what it has. */
const ANSWER_MS_MAX = 2_000;

export type WorkerLink = ReturnType<typeof openLink>;

const FLAG = "--worker=";

/**
 * @returns null for a process that was not started as a worker
 * @throws {Error} for any other argument: whoever gives one expects something of it
 */
export function parseWorker(args: readonly string[]): number | null {
  const [flag, ...more] = args;
  if (flag === undefined) return null;
  if (flag.startsWith(FLAG) && more.length === 0) return Number(flag.slice(FLAG.length));
  throw new Error(
    "Could not start with arguments: settings stand in config/server.json or in the environment, as in PORT=8081 deno task start",
  );
}

export function workerArgument(worker: number): string {
  return `${FLAG}${worker}`;
}

/** @param onEnd runs when the supervisor says so, or is gone */
export function openLink(
  { worker, input, write, clock, onEnd }: {
    readonly worker: number;
    readonly clock: Clock;
    readonly input: ReadableStream<Uint8Array>;
    readonly write: (bytes: Uint8Array) => void;
    readonly onEnd: () => void;
  },
) {
  const waiting = new Map<number, (readings: readonly Reading[]) => void>();
  let readOwn = (): Promise<Reading> => Promise.resolve([]);
  let lastId = 0;
  const say = (message: FromWorker) => write(encodeMessage(message));
  const places = new WorkerPlaces(clock, (counts) => say({ type: "places", counts }));
  const take = (message: ToWorker) => {
    if (message.type === "places") return places.take(message.counts);
    if (message.type === "readings") return waiting.get(message.id)?.(message.readings);
    readOwn().then((reading) => say({ type: "reading", id: message.id, reading }), () => {});
  };
  void readMessages<ToWorker>(input, take).catch(() => {}).finally(onEnd);
  return {
    /** Counts from 1. */
    worker,
    /** What the other workers hold of a door. */
    placesOf: (door: string): DoorPlaces => places.of(door),
    /** The doors are open. `readOwn` is asked whenever somebody wants the metrics of all workers. */
    ready(opened: {
      readonly ports: Readonly<Record<string, number>>;
      readonly variables: Readonly<Record<string, number>>;
    }, read: () => Promise<Reading>): void {
      readOwn = read;
      say({ type: "ready", ...opened });
    },
    /** What all workers measure, this one too. @throws {Error} when the supervisor does not answer */
    async readings(): Promise<readonly Reading[]> {
      const id = ++lastId;
      const { promise, resolve } = Promise.withResolvers<readonly Reading[]>();
      waiting.set(id, resolve);
      try {
        say({ type: "readings_wanted", id });
        return await withinTime(clock, ANSWER_MS_MAX, promise, () => new Error("Could not ask the other workers"));
      } finally {
        waiting.delete(id);
      }
    },
  };
}
