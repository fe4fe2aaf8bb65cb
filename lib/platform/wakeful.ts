/** Work that begins when somebody wakes it, and every so often by itself; never twice at once in this process. */
import type { Clock } from "./clock.ts";

interface WakefulParts {
  readonly clock: Clock;
  /** Looks by itself after so long, for what another instance or a killed server left. Milliseconds. */
  readonly everyMs: number;
  /** From being woken to looking. Default 0: at once. */
  readonly delayMs?: number;
  /** Ends soon after the signal. */
  readonly run: (signal: AbortSignal) => Promise<void>;
  /** Told what `run` throws; it is tried again after `everyMs`. */
  readonly onError: (error: unknown) => void;
}

export type Wakeful = ReturnType<typeof createWakeful>;

export function createWakeful({ clock, everyMs, delayMs = 0, run, onError }: WakefulParts) {
  const stopping = new AbortController();
  let isStarted = false;
  let isWoken = false;
  let running: Promise<void> | null = null;
  let cancelTimer = () => {};

  const runAll = async () => {
    while (isWoken && !stopping.signal.aborted) {
      isWoken = false;
      await run(stopping.signal).catch(onError);
    }
  };
  const look = () => {
    isWoken = true;
    running ??= runAll().finally(() => {
      running = null;
      lookLater(everyMs);
    });
  };
  const lookLater = (waitMs: number) => {
    cancelTimer();
    if (!stopping.signal.aborted) cancelTimer = clock.after(waitMs, look);
  };

  return {
    start(): void {
      isStarted = true;
      look();
    },
    /** Never throws, never waits. Does nothing before the start. */
    wake(): void {
      if (!isStarted || stopping.signal.aborted) return;
      if (running !== null) isWoken = true;
      else if (delayMs === 0) look();
      else lookLater(delayMs);
    },
    /** Resolves once nothing runs any more. */
    async stop(): Promise<void> {
      stopping.abort();
      cancelTimer();
      await running;
    },
  };
}
