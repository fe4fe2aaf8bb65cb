/**
 * Finds what blocks the one thread that everybody's game runs on: an endless loop, a long synchronous query. A thread of
 * its own looks on, and says whose code it is while nothing else can. It cannot end it: V8 lets no other thread do so
 * here, `node:sqlite` has no interrupt, and PostgreSQL ends its statements by their time by itself. It can end the
 * process, by force: `EndByForce`.
 */
import { type Clock, repeat } from "../clock.ts";
import type { LogLevel } from "../log/log.ts";
import { createSharedMemory, createWriter } from "./shared_memory.ts";
import type { WatchedWork, WorkWatch } from "./work_watch.ts";

/** The thread is taken for blocked when it has not come round for so long. */
export const BLOCKED_MS = 1_000;
/** How often each of the two threads looks. */
export const LOOK_EVERY_MS = 250;

/** Module, kind of work and name: as many as the modules have handlers. */
const NAMES_MAX = 10_000;

/** A block that is over. */
export interface Block {
  /** Null where no module was known to run. */
  readonly module: string | null;
  readonly work: string | null;
  readonly ms: number;
}

/** When a process whose thread is blocked is killed; nothing is written any more, and the status is 137. */
export interface EndByForce {
  /** So long after SIGTERM or SIGINT, or at the second one: the blocked thread hears neither. */
  readonly signalMs?: number;
  /** When a block has lasted so long. */
  readonly blockedMs?: number;
}

/** What the watchdog is started with. */
export interface WatchdogStart {
  readonly memory: SharedArrayBuffer;
  readonly log: { readonly level: LogLevel; readonly format: "json" | "pretty" };
  /** On every record, such as which process it is. */
  readonly fields: object;
  readonly endByForce: EndByForce;
}

/** What it is told afterwards. */
export type ToWatchdog =
  | { readonly start: WatchdogStart }
  | { readonly name: number; readonly work: Pick<WatchedWork, "module" | "work" | "name"> }
  | { readonly isReady: true };

export interface Watchdog extends WorkWatch {
  /** From now on it also tells of blocks that no module is known to make. */
  ready(): void;
  /** Hears of each block once it is over. */
  onBlock: (block: Block) => void;
  close(): void;
}

interface WatchdogParts extends Pick<WatchdogStart, "log" | "fields" | "endByForce"> {
  readonly clock: Clock;
}

const NOBODY = { work: 0, account: 0, character: 0 };

export function startWatchdog({ clock, log, fields, endByForce }: WatchdogParts): Watchdog {
  const memory = createSharedMemory();
  const writer = createWriter(memory);
  const worker = new Worker(new URL("./watchdog_worker.ts", import.meta.url), { type: "module", name: "watchdog" });
  const tell = (message: ToWatchdog) => worker.postMessage(message);
  tell({ start: { memory, log, fields, endByForce } });

  const names = new Map<string, number>();
  const numberOf = ({ module, work, name }: WatchedWork): number => {
    const key = `${module} ${work} ${name ?? ""}`;
    let number = names.get(key);
    if (number === undefined && names.size < NAMES_MAX) {
      number = names.size + 1;
      names.set(key, number);
      tell({ name: number, work: { module, work, ...(name === undefined ? {} : { name }) } });
    }
    return number ?? 0;
  };

  let alone = NOBODY;
  let current: object | null = null;
  const stopBeat = repeat(clock, LOOK_EVERY_MS, () => {
    writer.beat();
    // It came round: whoever ran before blocks nothing.
    current = null;
    writer.set(alone);
  });

  const watchdog: Watchdog = {
    begin(work) {
      const written = { work: numberOf(work), account: work.account ?? 0, character: work.character ?? 0 };
      const onTurn = () => {
        current = written;
        writer.set(written);
      };
      onTurn();
      if (work.isAlone) alone = written;
      return {
        onTurn,
        end() {
          if (alone === written) alone = NOBODY;
          if (current !== null && current !== written) return;
          current = null;
          writer.set(alone);
        },
      };
    },
    ready: () => tell({ isReady: true }),
    onBlock: () => {},
    close() {
      stopBeat();
      worker.terminate();
    },
  };
  worker.onmessage = ({ data }: MessageEvent<Block>) => watchdog.onBlock(data);
  return watchdog;
}
