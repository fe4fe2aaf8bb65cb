/** How far an import is: a bar in a terminal, and a line every ten seconds elsewhere. */
import type { Clock } from "../../platform/clock.ts";

const BAR_CHARACTERS = 24;
const BAR_EVERY_MS = 200;
const LINE_EVERY_MS = 10_000;

export type Progress = ReturnType<typeof createProgress>;

export function createProgress(
  parts: {
    readonly clock: Pick<Clock, "monotonicMs">;
    readonly isTerminal: boolean;
    readonly write: (text: string) => void;
  },
) {
  const { clock, isTerminal, write } = parts;
  let current = "";
  let startedMs = 0;
  let saidMs = -Infinity;
  let isBarShown = false;
  return {
    /** @param done rows of `total` */
    report(what: string, done: number, total: number): void {
      const nowMs = clock.monotonicMs();
      if (what !== current) {
        [current, startedMs] = [what, nowMs];
        if (!isTerminal) saidMs = nowMs;
      }
      if (nowMs - saidMs < (isTerminal ? BAR_EVERY_MS : LINE_EVERY_MS) && done < total) return;
      if (!isTerminal && done >= total && nowMs - startedMs < LINE_EVERY_MS) return;
      saidMs = nowMs;
      const seconds = Math.max(0.001, (nowMs - startedMs) / 1_000);
      const perSecond = done / seconds;
      const left = perSecond === 0 ? "" : `, ${formatSeconds((total - done) / perSecond)} left`;
      const text = `${what} ${done} of ${total}, ${Math.round(perSecond)} rows/s${left}`;
      if (!isTerminal) return write(`${text}\n`);
      const full = total === 0 ? BAR_CHARACTERS : Math.min(BAR_CHARACTERS, Math.round(BAR_CHARACTERS * done / total));
      write(`\r\u001b[2K[${"#".repeat(full)}${"-".repeat(BAR_CHARACTERS - full)}] ${text}`);
      isBarShown = true;
    },
    end(): void {
      if (isBarShown) write("\r\u001b[2K");
    },
  };
}

function formatSeconds(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5_400 ? `${Math.ceil(seconds / 60)} min` : `${(seconds / 3_600).toFixed(1)} h`;
}
