/** A deadline that every sign of life moves on, without a timer for each sign. */
import type { Clock } from "../../platform/clock.ts";

export interface IdleDeadline {
  /** A sign of life. */
  touch(): void;
  cancel(): void;
}

/** Calls `expired` once, when nothing has touched it for `timeoutMs` milliseconds. */
export function startIdleDeadline(clock: Clock, timeoutMs: number, expired: () => void): IdleDeadline {
  let touchedMs = clock.monotonicMs();
  let cancel = () => {};
  const check = () => {
    const leftMs = touchedMs + timeoutMs - clock.monotonicMs();
    if (leftMs <= 0) expired();
    else cancel = clock.after(leftMs, check);
  };
  cancel = clock.after(timeoutMs, check);
  return {
    touch() {
      touchedMs = clock.monotonicMs();
    },
    cancel: () => cancel(),
  };
}
