/**
 * bcrypt in worker threads, so that the event loop never hashes. What waits is bounded in number and in time: a login
 * that cannot be served soon is told so at once. Those who cannot be told to come back wait in a line of their own, for
 * longer; of the two lines one is served after the other, so that neither shuts out the other's.
 */
import type { Clock } from "../clock.ts";
import { AppError } from "../errors.ts";
import {
  type BcryptAnswer,
  type BcryptJob,
  type BcryptThread,
  type CreateBcryptThread,
  createBcryptThread,
} from "./bcrypt_thread.ts";
import type { Bcrypt, Patience } from "./password_hasher.ts";

/** The long line has so many times the places of the short one. */
const LONG_LINES = 4;

export interface BcryptPoolParts {
  /** One for each core is best. */
  readonly threads: number;
  /** How many jobs may wait in the short line, all threads together. */
  readonly queueMax: number;
  /** How long a job may wait for a thread. Longer helps nobody: the player has gone. */
  readonly waitMaxMs: number;
  /** The same in the long line; as in the short one where it is left out. */
  readonly longWaitMaxMs?: number;
  /** How long a job may run before its thread is taken for hung. Far more than a hash needs. */
  readonly runMaxMs: number;
  readonly clock: Clock;
  /** Hears of every job that was done. */
  readonly onJob?: (times: JobTimes) => void;
  readonly createThread?: CreateBcryptThread;
}

export interface JobTimes {
  readonly queuedMs: number;
  readonly ranMs: number;
}

interface Pending {
  readonly job: BcryptJob;
  readonly queuedAtMs: number;
  startedAtMs: number;
  cancelDeadline: () => void;
  readonly resolve: (answer: string | boolean) => void;
  readonly reject: (error: Error) => void;
}

/** A thread's place. It is filled when a job needs it: a thread that cannot start is not started in a loop. */
interface Slot {
  thread: BcryptThread | null;
  pending: Pending | null;
}

export function createBcryptPool(parts: BcryptPoolParts): Bcrypt {
  const { clock, createThread = createBcryptThread } = parts;
  const waitMaxMs: Record<Patience, number> = { short: parts.waitMaxMs, long: parts.longWaitMaxMs ?? parts.waitMaxMs };
  const slots: Slot[] = Array.from({ length: parts.threads }, () => ({ thread: null, pending: null }));
  const lines: Record<Patience, Pending[]> = { short: [], long: [] };
  /** Whose turn it is where both wait. */
  let next: Patience = "short";
  let closed = false;
  /** How long a job ran lately: an exponential mean, at first what cost 12 takes on a common core. */
  let meanRanMs = 250;

  const fill = (slot: Slot): BcryptThread => {
    const thread = createThread({
      // A thread that was ended may have said something before.
      answered: (answer) => slot.thread === thread && answered(slot, answer),
      crashed: (reason) => slot.thread === thread && vacate(slot, new Error(`Could not hash: ${reason}`)),
    });
    slot.thread = thread;
    return thread;
  };

  const takeNext = (): Pending | undefined => {
    const line = lines[next].length > 0 ? next : other(next);
    next = other(line);
    return lines[line].shift();
  };

  const startNext = () => {
    const idle = slots.filter((slot) => slot.pending === null);
    const slot = idle.find((slot) => slot.thread !== null) ?? idle[0];
    const pending = slot === undefined ? undefined : takeNext();
    if (slot === undefined || pending === undefined) return;
    slot.pending = pending;
    pending.cancelDeadline();
    // A job cannot be stopped in its thread, and one that hangs would keep the thread for good.
    pending.cancelDeadline = clock.after(parts.runMaxMs, () => vacate(slot, overloaded("it took too long")));
    pending.startedAtMs = clock.monotonicMs();
    (slot.thread ?? fill(slot)).start(pending.job);
  };

  const answered = (slot: Slot, { hash }: BcryptAnswer) => {
    const pending = slot.pending;
    if (pending === null) return;
    slot.pending = null;
    pending.cancelDeadline();
    const ranMs = clock.monotonicMs() - pending.startedAtMs;
    meanRanMs += (ranMs - meanRanMs) / 8;
    if (hash === null) {
      pending.reject(new Error("Could not hash: bcrypt refused the salt, or a foreign credential is none"));
    } else pending.resolve(hash);
    startNext();
    parts.onJob?.({ queuedMs: pending.startedAtMs - pending.queuedAtMs, ranMs });
  };

  /** Ends the slot's thread, and its job with `error`. */
  const vacate = (slot: Slot, error: Error) => {
    slot.thread?.terminate();
    slot.thread = null;
    slot.pending?.cancelDeadline();
    slot.pending?.reject(error);
    slot.pending = null;
    startNext();
  };

  const depth = () => lines.short.length + lines.long.length;

  const overloaded = (why: string) => {
    const clearMs = (depth() + 1) * meanRanMs / parts.threads;
    const retryAfterSeconds = Math.max(1, Math.ceil(clearMs / 1_000));
    return new AppError("overloaded", `Could not check the password: ${why}`, { retryAfterSeconds });
  };

  const giveUpWaiting = (pending: Pending, waiting: Pending[]) => {
    waiting.splice(waiting.indexOf(pending), 1);
    pending.reject(overloaded("it waited too long"));
  };

  /** Not by what a job takes: right after a start, when a rush comes, nobody knows that. */
  const placesIn = (line: Patience) => line === "short" ? parts.queueMax : LONG_LINES * parts.queueMax;
  const isFull = (line: Patience = "short") =>
    lines[line].length >= placesIn(line) && slots.every((slot) => slot.pending !== null);

  /** What a thread answers to a job of a salt is a hash, to one of a credential whether it is proven. */
  const enqueue = <T extends string | boolean>(job: BcryptJob, line: Patience = "short"): Promise<T> => {
    if (closed) return Promise.reject(overloaded("the server is stopping"));
    if (isFull(line)) {
      return Promise.reject(overloaded("too many are waiting"));
    }
    const waiting = lines[line];
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const pending: Pending = {
      job,
      queuedAtMs: clock.monotonicMs(),
      startedAtMs: 0,
      cancelDeadline: clock.after(waitMaxMs[line], () => giveUpWaiting(pending, waiting)),
      resolve: (answer) => resolve(answer as T),
      reject,
    };
    waiting.push(pending);
    startNext();
    return promise;
  };

  return {
    run: (password, salt, costsAs, line) => enqueue<string>({ password, salt, costsAs }, line),
    prove: (password, credential, costsAs, line) => enqueue<boolean>({ password, salt: credential, costsAs }, line),
    queue: {
      depth,
      running: () => slots.filter((slot) => slot.pending !== null).length,
      isFull,
    },
    warmUp() {
      if (closed) return;
      for (const slot of slots.filter((slot) => slot.thread === null)) fill(slot);
    },
    close() {
      closed = true;
      const error = overloaded("the server is stopping");
      for (const pending of [...lines.short.splice(0), ...lines.long.splice(0)]) {
        pending.cancelDeadline();
        pending.reject(error);
      }
      for (const slot of slots) vacate(slot, error);
    },
  };
}

function other(line: Patience): Patience {
  return line === "short" ? "long" : "short";
}
