/**
 * Takes the log of the embedded database over into it, on a thread with a connection of its own: SQLite's own checkpoint
 * would stand on the event loop with its two syncs. https://www.sqlite.org/wal.html#checkpointing
 */
import type { Clock } from "../clock.ts";
import type { Log } from "../log/log.ts";
import { withinTime } from "../time_limit.ts";
import type { CheckpointAnswer, CheckpointQuestion } from "./checkpoints_worker.ts";

/** Pages of a log. */
export interface CheckpointBounds {
  /** So many wait to be taken over: the thread takes them, beside whoever writes. */
  readonly waiting: number;
  /** So long a log begins anew: who writes waits meanwhile, and the loop goes on. */
  readonly length: number;
  /** So long a log is taken over by the commit that reaches it, where the thread does not keep up. */
  readonly lengthMax: number;
}

export const CHECKPOINT_BOUNDS: CheckpointBounds = { waiting: 1_000, length: 4_000, lengthMax: 16_000 };

/** A thread that is silent for so long hangs, or has died. Far more than a log of the greatest length needs. */
const ANSWER_MS_MAX = 60_000;
/** Nobody who writes waits longer for the log to begin anew; it may grow instead. */
const ALONE_MS_MAX = 2_000;
/** Written rows between two looks at the log: a row touches few pages. */
const ROWS_BETWEEN_LOOKS = 200;

export type Checkpoints = ReturnType<typeof createCheckpoints>;

interface CheckpointsParts {
  readonly path: string;
  readonly bounds: CheckpointBounds;
  readonly clock: Clock;
  readonly log: Log;
  /** Runs something while nobody writes. */
  readonly alone: (work: () => Promise<void>) => Promise<void>;
  readonly openThread?: (path: string) => CheckpointThread;
}

export function createCheckpoints(parts: CheckpointsParts) {
  const { path, bounds, clock, log, alone, openThread = openCheckpointThread } = parts;
  let thread: CheckpointThread | null = null;
  let rowsSinceLook = 0;
  let running: Promise<void> | null = null;
  let isClosed = false;
  let isFailing = false;

  const silent = () => new Error("The thread does not answer");
  const take = async (waitingMin: number, limitMs: number): Promise<number> => {
    thread ??= openThread(path);
    return (await withinTime(clock, limitMs, thread.ask({ waitingMin }), silent)).length;
  };

  const look = async () => {
    try {
      const length = await take(bounds.waiting, ANSWER_MS_MAX);
      // A log begins anew only at a commit that finds it taken over to its end.
      if (length >= bounds.length) await alone(async () => void await take(1, ALONE_MS_MAX));
      isFailing = false;
    } catch (error) {
      thread?.end();
      thread = null;
      if (!isFailing) log.warn("Could not take the database's log over: its next writers do it themselves", { error });
      isFailing = true;
    } finally {
      running = null;
    }
  };

  return {
    /** @param rows that a statement wrote */
    wrote(rows: number): void {
      rowsSinceLook += rows;
      if (rowsSinceLook < ROWS_BETWEEN_LOOKS || running !== null || isClosed) return;
      rowsSinceLook = 0;
      running = look();
    },
    /** Waits for what runs, and lets go of the file. */
    async close(): Promise<void> {
      isClosed = true;
      await running;
      if (thread !== null) await withinTime(clock, ALONE_MS_MAX, thread.close(), silent).catch(thread.end);
    },
  };
}

type CheckpointThread = ReturnType<typeof openCheckpointThread>;

function openCheckpointThread(path: string) {
  const worker = new Worker(new URL("./checkpoints_worker.ts", import.meta.url), { type: "module", name: "log" });
  let waiting: PromiseWithResolvers<CheckpointAnswer> | null = null;
  worker.onmessage = ({ data }: MessageEvent<CheckpointAnswer>) => waiting?.resolve(data);
  worker.onerror = (event) => {
    event.preventDefault();
    waiting?.reject(new Error(event.message));
  };
  const post = (message: CheckpointQuestion | "close") => {
    waiting = Promise.withResolvers();
    worker.postMessage(message);
    return waiting.promise;
  };
  worker.postMessage({ path });
  return {
    /** @throws {Error} as SQLite does, or when the thread has ended */
    async ask(question: CheckpointQuestion): Promise<{ readonly length: number }> {
      const answer = await post(question);
      if (answer.failure !== undefined) throw new Error(answer.failure);
      return answer;
    },
    /** Closes its connection, then itself. */
    async close(): Promise<void> {
      await post("close").catch(() => {});
      worker.terminate();
    },
    end: (): void => worker.terminate(),
  };
}
