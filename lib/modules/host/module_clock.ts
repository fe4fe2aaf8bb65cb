/** Timers that cannot outlive their module. */
import type { Clock } from "../../platform/clock.ts";

/** The clock of one module, whose timers end with it. */
export interface ModuleClock extends Clock {
  /** Cancels what is armed; later timers never run. */
  stop(): void;
}

export function createModuleClock(clock: Clock): ModuleClock {
  const armed = new Set<() => void>();
  let stopped = false;
  return {
    now: () => clock.now(),
    monotonicMs: () => clock.monotonicMs(),
    after(delayMs, run) {
      if (stopped) return () => {};
      const cancel = clock.after(delayMs, () => {
        armed.delete(cancel);
        run();
      });
      armed.add(cancel);
      return () => {
        armed.delete(cancel);
        cancel();
      };
    },
    stop() {
      stopped = true;
      armed.forEach((cancel) => cancel());
      armed.clear();
    },
  };
}
