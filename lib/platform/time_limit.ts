/** A limit on how long something is waited for. */
import type { Clock } from "./clock.ts";

/** Settles as `work` does, or rejects with `late()` when that takes longer than `limitMs` milliseconds. */
export function withinTime<T>(clock: Clock, limitMs: number, work: Promise<T>, late: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(limitMs, () => reject(late()));
    work.then(resolve, reject).finally(cancel);
  });
}
